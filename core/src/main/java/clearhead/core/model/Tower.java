package clearhead.core.model;

import clearhead.autograd.Rotation;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.Mask;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Part;
import clearhead.core.nn.Pieces;
import clearhead.core.nn.Positions;
import clearhead.core.nn.Step;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What stands between a model's embeddings and its head: positions, blocks one on the other, and a last norm where the blocks put theirs
/// in front.
///
/// @param positions how it knows what stands where
/// @param types     `[types, dModel]`, added to tokens of each segment: BERT's
/// @param first     a norm before the first block: BERT's
/// @param blocks    from the bottom up
/// @param last      a norm after the last block
/// @param windows   how far back the self-attention of each layer reads, 0 where it reads everything; empty if all do
public record Tower(Positions positions, Optional<Embedding> types, Optional<Norm> first, List<Block> blocks, Optional<Norm> last,
                    List<Integer> windows) implements Part<Tower> {

    /// How a tower is made.
    ///
    /// @param block     each of its blocks
    /// @param layers    how many
    /// @param positions how it knows what stands where
    /// @param types     how many segments it tells apart; 0 if it does not
    /// @param first     whether there is a norm before the first block
    /// @param last      whether there is a norm after the last
    /// @param windows   how far back each layer reads, 0 for everything; empty if all read everything
    public record Config(Block.Config block, int layers, Positions.Config positions, int types, boolean first, boolean last,
                         List<Integer> windows) {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if there is no block, or not a window for each
        public Config {
            windows = List.copyOf(windows);
            if (layers < 1 || types < 0) {
                throw new IllegalArgumentException("model: %d layers, %d segments (need at least 1 layer)".formatted(layers, types));
            }
            if (!windows.isEmpty() && windows.size() != layers) {
                throw new IllegalArgumentException("model: %d windows for %d layers".formatted(windows.size(), layers));
            }
        }

        /// Width of the residual stream.
        public int dModel() {
            return block.dModel();
        }
    }

    /// Makes a tower.
    public static Tower of(Config config, Parameters from) {
        int d = config.dModel();
        return new Tower(Positions.of(config.positions, d, from.in("positions")),
                config.types > 0 ? Optional.of(Embedding.of(config.types, d, from.in("types"))) : Optional.empty(),
                config.first ? Optional.of(Norm.of(config.block.norm(), d, from.in("first_norm"))) : Optional.empty(),
                IntStream.range(0, config.layers).mapToObj(layer -> Block.of(config.block, layer, from.in("blocks." + layer))).toList(),
                config.last ? Optional.of(Norm.of(config.block.norm(), d, from.in("final_norm"))) : Optional.empty(), config.windows);
    }

    /// @param embedded `[batch, seq, dModel]`, the embedding of the tokens
    /// @param ids      the tokens
    /// @param mask     which position may read which
    /// @param memory   what cross-attention reads
    /// @return         `[batch, seq, dModel]`
    /// @throws IllegalArgumentException if a row is longer than the positions that the model knows
    Tensor forward(Tensor embedded, Batch ids, Mask mask, Optional<Block.Memory> memory, Stack stack, Pass pass) {
        Reading reading = reading(ids.seq(), mask, memory, stack);
        Tensor x = enter(embedded, ids, 0);
        for (int layer = 0; layer < blocks.size(); layer++) {
            x = reading.block(layer, x, pass);
        }
        return last.isPresent() ? pass.at(Site.of(stack, Kind.LN_FINAL), last.get().forward(x)) : x;
    }

    /// How the blocks read rows of one length from their beginning.
    ///
    /// @param mask   which position may read which
    /// @param memory what cross-attention reads
    public Reading reading(int seq, Mask mask, Optional<Block.Memory> memory, Stack stack) {
        Mask biased = new Mask(positions.bias(seq, seq), false).and(mask);
        return new Reading(blocks, IntStream.range(0, blocks.size()).mapToObj(layer ->
                window(layer) == 0 ? biased : biased.and(Mask.window(seq, seq, window(layer)))).toList(),
                positions.rotation(0, seq), memory, stack);
    }

    /// All that a block needs to know beside the rows that it reads, so that one block can be run again without those below it:
    ///
    /// ```java
    /// Tensor post = tower.reading(seq, Mask.CAUSAL, Optional.empty(), Stack.ONLY).block(3, pre, Pass.PLAIN);
    /// ```
    ///
    /// @param blocks from the bottom up
    /// @param masks  which row may read which, layer by layer
    /// @param turn   by how much queries and keys are turned
    /// @param memory what cross-attention reads
    public record Reading(List<Block> blocks, List<Mask> masks, Optional<Rotation> turn, Optional<Block.Memory> memory, Stack stack) {

        /// Runs one block.
        ///
        /// @param x `[batch, seq, dModel]`, what it reads: its `resid_pre`
        /// @return  `[batch, seq, dModel]`, its `resid_post`
        public Tensor block(int layer, Tensor x, Pass pass) {
            return blocks.get(layer).forward(x, masks.get(layer), turn, memory, stack, layer, pass);
        }
    }

    /// Where what the blocks give can be seen: after the last norm, or the last block where there is none.
    public Site output(Stack stack) {
        return last.isPresent() ? Site.of(stack, Kind.LN_FINAL) : new Site(stack, blocks.size() - 1, Kind.RESID_POST);
    }

    /// What the first block reads of rows that begin at a position.
    private Tensor enter(Tensor embedded, Batch ids, int from) {
        Tensor typed = types.isPresent() ? embedded.add(types.get().forward(ids.types())) : embedded;
        Tensor placed = positions.add(typed, ids, from);
        return first.isPresent() ? first.get().forward(placed) : placed;
    }

    /// Width of the residual stream.
    public int width() {
        return blocks.getFirst().self().query().in();
    }

    /// Whether the first norm that an embedding meets sees only its direction: one by the root mean square.
    public boolean scaleFree() {
        return first.orElse(blocks.getFirst().selfNorm()).bias().isEmpty();
    }

    /// Whether all that reads an embedding takes the mean of its row away first: a layer norm before the blocks, or one in front of each
    /// part and after the last block.
    public boolean meanFree() {
        return first.map(norm -> norm.bias().isPresent()).orElse(blocks.getFirst().order() != Block.Order.POST_NORM && !scaleFree()
                && last.isPresent());
    }

    private int window(int layer) {
        return windows.isEmpty() ? 0 : windows.get(layer);
    }

    /// The causal [#forward] of sequences whose beginnings have been read before, with the same bits and without a probe.
    ///
    /// @param pieces   what is new
    /// @param embedded `[1, rows, dModel]`, its embedding, the rows of one piece behind those of another
    /// @return         `[1, rows, dModel]`
    /// @throws IllegalArgumentException if a sequence gets longer than the positions that the model knows
    Tensor next(Pieces pieces, Tensor embedded, Stack stack) {
        List<Step.Part> parts = new ArrayList<>();
        List<Tensor> rows = new ArrayList<>();
        int to = 0;
        for (Pieces.Piece piece : pieces.all()) {
            Batch ids = Batch.of(piece.ids());
            Step.Part part = new Step.Part(to, to + ids.seq(), piece.known() + ids.seq(),
                    new Mask(positions.bias(ids.seq(), piece.known() + ids.seq()), false).and(piece.mask()));
            rows.add(enter(part.of(embedded), ids, piece.known()));
            parts.add(part);
            to = part.to();
        }
        Step step = new Step(pieces, parts, turn(parts));
        Tensor x = Tensor.concat(1, rows.toArray(Tensor[]::new));
        for (int layer = 0; layer < blocks.size(); layer++) {
            x = blocks.get(layer).next(x, window(layer) == 0 ? step : step.within(window(layer)), stack, layer);
        }
        return last.isPresent() ? last.get().forward(x) : x;
    }

    /// By how much the rows of these parts are turned: one table for all positions between the first and the last of them, each looked up.
    private Optional<Rotation> turn(List<Step.Part> parts) {
        int[] at = parts.stream().flatMapToInt(part -> IntStream.range(part.seqK() - (part.to() - part.from()), part.seqK())).toArray();
        int first = IntStream.of(at).min().orElse(0);
        int seq = IntStream.of(at).max().orElse(0) + 1 - first;
        int[] rows = IntStream.of(at).map(position -> position - first).toArray();
        return positions.rotation(first, seq).map(all -> parts.size() == 1 ? all
                : new Rotation(all.cos().gather(Shape.of(at.length), rows), all.sin().gather(Shape.of(at.length), rows), all.pairs()));
    }

    @Override public Tower map(Mapping each) {
        return new Tower(positions.map(each.in("positions")), types.map(part -> part.map(each.in("types"))),
                first.map(norm -> norm.map(each.in("first_norm"))), each.in("blocks", blocks),
                last.map(norm -> norm.map(each.in("final_norm"))), windows);
    }
}
