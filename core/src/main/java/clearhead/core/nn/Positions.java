package clearhead.core.nn;

import clearhead.autograd.Rotation;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Parameters.Initial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// How a transformer knows what stands where, which attention alone does not see. A model has one of these: something added to the
/// embeddings, something added to the scores, or queries and keys that are turned.
public sealed interface Positions extends Part<Positions> {

    /// How positions are made.
    sealed interface Config {

        /// A learned row for each position.
        ///
        /// @param rows    how many there are
        /// @param padding without one positions count from 0; RoBERTa counts them from its padding id + 1, see [Counted]
        record Learned(int rows, Optional<Integer> padding) implements Config {

            /// Checks that there is a row, and one for the padding.
            ///
            /// @throws IllegalArgumentException if there is not
            public Learned {
                if (rows < 1) {
                    throw new IllegalArgumentException("learned positions: %d rows (need at least 1)".formatted(rows));
                }
                if (padding.isPresent() && (padding.get() < 0 || padding.get() >= rows)) {
                    throw new IllegalArgumentException("learned positions: the padding has row %d of %d (need one of them)"
                            .formatted(padding.get(), rows));
                }
            }

            /// Counted from 0.
            public Learned(int rows) {
                this(rows, Optional.empty());
            }
        }

        /// See [Positions.Sinusoidal].
        record Sinusoidal() implements Config {}

        /// See [Positions.Turned].
        record Turned(Rotation.Pairs pairs, List<Double> frequencies, float magnitude) implements Config {

            /// Copies the list.
            public Turned {
                frequencies = List.copyOf(frequencies);
            }
        }

        /// See [Positions.Relative].
        ///
        /// @param buckets rows of the table
        record Relative(int buckets, int maxDistance, boolean bidirectional, int heads) implements Config {

            /// Checks that there are buckets on each side for near and for far distances.
            ///
            /// @throws IllegalArgumentException if there are not
            public Relative {
                int side = bidirectional ? buckets / 2 : buckets;
                if (side < 2 || maxDistance <= side / 2) {
                    throw new IllegalArgumentException(("relative positions: %d buckets for distances up to %d (need at least %d, "
                            + "and more distance than half of them)").formatted(buckets, maxDistance, bidirectional ? 4 : 2));
                }
            }
        }
    }

    /// For rows this wide.
    static Positions of(Config config, int dModel, Parameters from) {
        return switch (config) {
            case Config.Learned(int rows, Optional<Integer> padding) -> {
                Embedding table = Embedding.of(rows, dModel, from);
                yield padding.isPresent() ? new Counted(table, padding.get()) : new Learned(table);
            }
            case Config.Sinusoidal() -> new Sinusoidal(dModel);
            case Config.Turned turned -> new Turned(turned);
            case Config.Relative relative ->
                    new Relative(from.at("weight", Shape.of(relative.buckets, relative.heads), new Initial.Normal(1)), relative);
        };
    }

    /// The embeddings, with what these positions add to them.
    ///
    /// @param x    `[batch, seq, dModel]`
    /// @param ids  the tokens that they stand for
    /// @param from the position of the first
    /// @throws IllegalArgumentException if the model does not know as many positions
    default Tensor add(Tensor x, Batch ids, int from) {
        return x;
    }

    /// By how much queries and keys are turned: the tables of `seq` positions, the first being `from`.
    default Optional<Rotation> rotation(int from, int seq) {
        return Optional.empty();
    }

    /// What is added to the scores of the last `seqQ` of `seqK` positions, `[1, heads, seqQ, seqK]`.
    default Optional<Tensor> bias(int seqQ, int seqK) {
        return Optional.empty();
    }

    /// How many positions the model knows; empty if they are computed, and so never end.
    default OptionalInt most() {
        return OptionalInt.empty();
    }

    /// A learned row for each position, added: GPT-2, BERT, ViT.
    ///
    /// @param table `[positions, dModel]`
    record Learned(Embedding table) implements Positions {

        @Override public Tensor add(Tensor x, Batch ids, int from) {
            return x.add(table.rows(from, from + x.dim(1)));
        }

        @Override public OptionalInt most() {
            return OptionalInt.of(table.weight().dim(0));
        }

        @Override public Positions map(Mapping each) {
            return new Learned(table.map(each));
        }
    }

    /// The same, but positions are `padding + 1, padding + 2, …` over the tokens that are not the padding token, which itself has the
    /// position `padding`: RoBERTa.
    ///
    /// @param table   `[positions, dModel]`
    /// @param padding the id of the padding token
    record Counted(Embedding table, int padding) implements Positions {

        @Override public Tensor add(Tensor x, Batch ids, int from) {
            return x.add(table.forward(ids.counted(padding, table.weight().dim(0))));
        }

        @Override public OptionalInt most() {
            return OptionalInt.of(table.weight().dim(0) - padding - 1);
        }

        @Override public Positions map(Mapping each) {
            return new Counted(table.map(each), padding);
        }
    }

    /// Sines and cosines of the position, added (Vaswani et al. 2017, section 3.5), all sines first: Marian.
    /// `sin(p / 10000^(2i/dModel))` at i, the cosine at `dModel/2 + i`.
    record Sinusoidal(int dModel) implements Positions {

        private static final double BASE = 10_000;

        /// Checks that there is a cosine for each sine.
        ///
        /// @throws IllegalArgumentException if there is not
        public Sinusoidal {
            if (dModel % 2 != 0) {
                throw new IllegalArgumentException("sinusoidal positions: rows of width %d do not divide into sines and cosines"
                        .formatted(dModel));
            }
        }

        @Override public Tensor add(Tensor x, Batch ids, int from) {
            Rotation angles = Rotation.of(from, x.dim(1), Rotation.Pairs.HALVES, Rotation.frequencies(dModel, BASE));
            return x.add(Tensor.concat(1, angles.sin(), angles.cos()));
        }

        @Override public Positions map(Mapping each) {
            return this;
        }
    }

    /// Queries and keys are turned by an angle that grows with the position (Su et al. 2021, arXiv 2104.09864): Llama, Qwen2, GPT-NeoX.
    ///
    /// @param config the angle from one position to the next for each pair of elements; and what sines and cosines are multiplied by, 1
    ///               in most models
    record Turned(Config.Turned config) implements Positions {

        @Override public Optional<Rotation> rotation(int from, int seq) {
            double[] frequencies = config.frequencies.stream().mapToDouble(Double::doubleValue).toArray();
            Rotation plain = Rotation.of(from, seq, config.pairs, frequencies);
            return Optional.of(config.magnitude == 1 ? plain
                    : new Rotation(plain.cos().scale(config.magnitude), plain.sin().scale(config.magnitude), plain.pairs()));
        }

        @Override public Positions map(Mapping each) {
            return this;
        }
    }

    /// A learned number for each head and distance, added to the scores (Raffel et al. 2020, arXiv 1910.10683, section 2.1): T5. Distances
    /// fall into buckets, one for each small distance, then wider and wider ones.
    ///
    /// @param weight `[buckets, heads]`
    /// @param config the buckets
    record Relative(Tensor weight, Config.Relative config) implements Positions {

        @Override public Optional<Tensor> bias(int seqQ, int seqK) {
            int[] buckets = new int[seqQ * seqK];
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = bucket(i % seqK - (seqK - seqQ + i / seqK));
            }
            return Optional.of(weight.gather(Shape.of(seqQ, seqK), buckets)                     // [seqQ, seqK, heads]
                    .permute(2, 0, 1).reshape(1, weight.dim(1), seqQ, seqK));
        }

        /// The bucket of a distance, key minus query. Half of a side's buckets are for one distance each; the others divide the distances
        /// up to the greatest evenly by their logarithm. Without a look ahead, all later keys share bucket 0. In floats, because models
        /// were trained so: where a distance stands right between two buckets, rounding decides.
        int bucket(int distance) {
            int side = config.bidirectional ? config.buckets / 2 : config.buckets;
            int first = config.bidirectional && distance > 0 ? side : 0;
            int far = config.bidirectional ? Math.abs(distance) : Math.max(0, -distance);
            int exact = side / 2;
            if (far < exact) {
                return first + far;
            }
            float share = (float) Math.log((float) far / exact) / (float) Math.log((double) config.maxDistance / exact);
            return first + Math.min(side - 1, exact + (int) (share * (side - exact)));
        }

        @Override public Positions map(Mapping each) {
            return new Relative(each.at("weight", weight), config);
        }
    }
}
