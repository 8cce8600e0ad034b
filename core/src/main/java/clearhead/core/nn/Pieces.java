package clearhead.core.nn;

import clearhead.autograd.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What a decoder reads next, and where it finds what it has read before.
public sealed interface Pieces permits Pieces.Several, Branches {

    /// New positions of one sequence.
    ///
    /// @param ids   the tokens that stand there
    /// @param known how many positions of the sequence come before them
    /// @param mask  what they may read of it
    record Piece(int[] ids, int known, Mask mask) {}

    /// What is new.
    List<Piece> all();

    /// All new tokens, in one row.
    default Batch ids() {
        return Batch.of(all().stream().flatMapToInt(piece -> IntStream.of(piece.ids())).toArray());
    }

    /// What each of the pieces reads in a layer, the new positions having these keys and values.
    ///
    /// @param parts  where each stands in them
    /// @param keys   `[1, rows, kvHeads · dHead]`
    /// @param values `[1, rows, kvHeads · dHead]`
    IntFunction<Cache.Read> with(int layer, List<Step.Part> parts, Tensor keys, Tensor values);

    /// What the cross-attention of one of them reads.
    Cache.Read source(int layer, int piece);

    /// Several sequences, each of which goes on alone.
    ///
    /// @param caches what is remembered of each; they grow
    /// @param news   the new tokens of each
    record Several(List<Cache> caches, List<int[]> news) implements Pieces {

        @Override public List<Piece> all() {
            return IntStream.range(0, news.size())
                    .mapToObj(i -> new Piece(news.get(i), caches.get(i).length(), Mask.CAUSAL)).toList();
        }

        @Override public IntFunction<Cache.Read> with(int layer, List<Step.Part> parts, Tensor keys, Tensor values) {
            return i -> caches.get(i).with(layer, parts.get(i).of(keys), parts.get(i).of(values));
        }

        @Override public Cache.Read source(int layer, int piece) {
            return caches.get(piece).source(layer);
        }
    }
}
