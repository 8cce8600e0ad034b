package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Engine;
import clearhead.autograd.Rotation;
import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Cache;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import clearhead.core.oracle.Oracle;
import clearhead.core.probe.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/// What is read piece by piece gives the bits of what is read at once.
class CacheTest {

    private static final List<String> ORACLES = List.of("gpt2", "gpt_neox", "llama", "llama-bf16", "qwen2", "marian", "t5");
    private static final int LENGTH = 23;

    /// A model with the source that it writes for, if it has one.
    private record Subject(String name, Decoder model, List<Batch> sources, int vocab) {

        /// A cache for each sequence; sequences of an encoder-decoder take their sources in turn.
        List<Cache> caches(int n) {
            return switch (model) {
                case CausalModel _ -> IntStream.range(0, n).mapToObj(_ -> new Cache()).toList();
                case EncoderDecoder both -> {
                    List<int[]> rows = IntStream.range(0, n).mapToObj(i -> Models.row(source(i), 0)).toList();
                    yield both.begin(Batch.of(0, rows));
                }
            };
        }

        /// Some tokens, as many as there are positions at most.
        int[] text(long seed) {
            return Models.row(vocab, seed, 1 + (int) (Math.min(LENGTH, model.positions().orElse(LENGTH)) * Seeds.uniform(seed, -1)));
        }

        private Batch source(int sequence) {
            return sources.get(sequence % sources.size());
        }

        /// Logits of a whole sequence, `[seq, vocab]`.
        Tensor whole(int sequence, int[] ids) {
            Tensor logits = switch (model) {
                case CausalModel causal -> causal.forward(Batch.of(ids), Pass.PLAIN);
                case EncoderDecoder both -> both.forward(source(sequence), Batch.of(ids), Pass.PLAIN);
            };
            return logits.reshape(ids.length, logits.dim(2));
        }

        @Override public String toString() {
            return name;
        }
    }

    private static Subject oracle(String name) {
        Model<?> model = Oracle.of(name).open().model();
        return switch (model) {
            case CausalModel causal -> new Subject(name, causal, List.of(), causal.config().vocab());
            case EncoderDecoder both -> new Subject(name, both, sources(both.config().sourceVocab()), both.config().targetVocab());
            case EncoderModel _, VisionModel _ -> throw new AssertionError(name + " does not write");
        };
    }

    private static List<Batch> sources(int vocab) {
        return List.of(Models.batch(vocab, 3, 7), Models.batch(vocab, 4, 4), Models.batch(vocab, 5, 9));
    }

    /// A small model of every kind of position, windows and heads.
    private static CausalModel causal(Positions.Config positions, int dModel, int kvHeads, List<Integer> windows, Block.Order order) {
        Attention.Config attention = new Attention.Config(6, kvHeads, 8, Attention.Config.scale(8), false, true, true);
        Block.Config block = new Block.Config(order, dModel, attention, new FeedForward.Config(24, Activation.SILU, true, false),
                new Norm.Config(Norm.Form.ROOT_MEAN_SQUARE, 1e-5f), false);
        CausalModel.Config config = new CausalModel.Config(13, new Tower.Config(block, 3, positions, 0, false, true, windows),
                new Head.Config(true, 1, false));
        return CausalModel.of(config, Parameters.random(9));
    }

    private static Subject small(String name, Positions.Config positions, int kvHeads, List<Integer> windows, Block.Order order) {
        return new Subject(name, causal(positions, 20, kvHeads, windows, order), List.of(), 13);
    }

    private static final List<Subject> SUBJECTS = Stream.of(
            ORACLES.stream().map(CacheTest::oracle),
            Models.ORDERS.stream().map(order -> new Subject(order.name(), Models.model(order, Activation.GELU, 1), sources(11), 7)),
            Stream.of(Block.Order.values())
                    .map(order -> small("learned, " + order, new Positions.Config.Learned(LENGTH), 2, List.of(), order)),
            Stream.of(Rotation.Pairs.values()).map(pairs -> small("turned, windows, " + pairs,
                    new Positions.Config.Turned(pairs, List.of(1.0, 0.3, 0.1), 1.1f), 3, List.of(4, 0, 7), Block.Order.PRE_NORM)),
            Stream.of(small("relative, windows", new Positions.Config.Relative(8, 12, false, 6), 1, List.of(1, 5, 0), Block.Order.PRE_NORM),
                    small("sines", new Positions.Config.Sinusoidal(), 6, List.of(), Block.Order.POST_NORM)))
            .flatMap(Function.identity()).toList();

    @Provide Arbitrary<Subject> subjects() {
        return Arbitraries.of(SUBJECTS);
    }

    /// How many tokens a sequence is read by, again and again: often one, as when a text is written.
    @Provide Arbitrary<List<List<Integer>>> pieces() {
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(1)), Tuple.of(1, Arbitraries.integers().between(2, 9)))
                .list().ofMinSize(1).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(4);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void piecesGiveTheBitsOfTheWhole(@ForAll("subjects") Subject subject, @ForAll("pieces") List<List<Integer>> pieces, @ForAll long seed) {
        List<int[]> texts = IntStream.range(0, pieces.size()).mapToObj(i -> subject.text(Seeds.mix(seed, i))).toList();
        List<Tensor> read = read(subject, texts, (i, round) -> pieces.get(i).get(round % pieces.get(i).size()));
        for (int i = 0; i < texts.size(); i++) {
            assertThat(read.get(i).toArray()).as("text %d", i).isEqualTo(subject.whole(i, texts.get(i)).toArray());
        }
    }

    /// Reads all texts together, in each round a piece of each of them that is not at its end.
    ///
    /// @param size how many tokens of a text are read in a round
    /// @return     the logits of each, `[seq, vocab]`
    private static List<Tensor> read(Subject subject, List<int[]> texts, IntBinaryOperator size) {
        List<Cache> caches = subject.caches(texts.size());
        List<List<Tensor>> read = texts.stream().<List<Tensor>>map(_ -> new ArrayList<>()).toList();
        for (int round = 0; round < LENGTH; round++) {
            List<Integer> open = IntStream.range(0, texts.size())
                    .filter(i -> caches.get(i).length() < texts.get(i).length).boxed().toList();
            List<int[]> news = new ArrayList<>();
            for (int i : open) {
                int from = caches.get(i).length();
                news.add(Arrays.copyOfRange(texts.get(i), from, Math.min(texts.get(i).length, from + size.applyAsInt(i, round))));
            }
            if (!open.isEmpty()) {
                Tensor rows = subject.model.read(open.stream().map(caches::get).toList(), news);
                int[] lengths = news.stream().mapToInt(ids -> ids.length).toArray();
                List<Tensor> parts = subject.model.logits(rows.reshape(rows.dim(1), rows.dim(2))).split(0, lengths);
                for (int n = 0; n < parts.size(); n++) {
                    read.get(open.get(n)).add(parts.get(n));
                }
            }
        }
        return read.stream().map(parts -> Tensor.concat(0, parts.toArray(Tensor[]::new))).toList();
    }

    /// After a beginning that they have in common, texts go on differently and do not disturb each other.
    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void aForkGoesOnAlone(@ForAll("subjects") Subject subject, @ForAll @IntRange(min = 1, max = 4) int common, @ForAll long seed) {
        int[] text = Models.row(subject.vocab, seed, common);
        Cache first = subject.caches(1).getFirst();
        subject.model.read(List.of(first), List.of(text));
        List<Cache> forks = List.of(first, first.fork(), first.fork().fork());
        List<int[]> ends = IntStream.range(0, 3).mapToObj(i -> Models.row(subject.vocab, Seeds.mix(seed, i), 3)).toList();
        for (int at = 0; at < 3; at++) {
            int now = at;
            Tensor logits = subject.model.logits(subject.model.read(forks, ends.stream().map(end -> new int[] {end[now]}).toList()));
            for (int i = 0; i < 3; i++) {
                int[] whole = IntStream.concat(IntStream.of(text), IntStream.of(ends.get(i)).limit(at + 1)).toArray();
                assertThat(logits.slice(1, i, i + 1).toArray())
                        .isEqualTo(subject.whole(0, whole).slice(0, common + at, common + at + 1).toArray());
            }
        }
    }

    @Example void theNumberOfThreadsChangesNoBit() {
        CausalModel model = causal(new Positions.Config.Sinusoidal(), 256, 2, List.of(), Block.Order.PRE_NORM);
        List<float[]> bits = IntStream.of(1, 2, 3).mapToObj(threads -> {
            try (Threads team = Threads.of(threads)) {
                Subject subject = new Subject("wide", model.on(Engine.with(team)), List.of(), 13);
                List<int[]> texts = List.of(subject.text(1), subject.text(2), subject.text(3));
                return Tensor.concat(0, read(subject, texts, (_, round) -> round == 0 ? 5 : 1).toArray(Tensor[]::new)).toArray();
            }
        }).toList();

        assertThat(bits).allSatisfy(run -> assertThat(run).isEqualTo(bits.getFirst()));
    }

    @Example void moreThanTheModelKnowsIsRefused() {
        CausalModel model = causal(new Positions.Config.Learned(LENGTH), 20, 2, List.of(), Block.Order.PRE_NORM);
        List<Cache> cache = List.of(new Cache());
        model.read(cache, List.of(new int[LENGTH]));

        assertThat(model.positions()).hasValue(LENGTH);
        assertThatThrownBy(() -> model.read(cache, List.of(new int[1]))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("24 positions, but the model knows only 23");
    }
}
