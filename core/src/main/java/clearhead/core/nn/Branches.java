package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

/// Sequences that begin alike, of which each position is read once: a tree.
///
/// ```
///   trunk (read before)        run 1: its, plot    run 2: no, plot      a position is a row, told by its number:
///   ┌─ a ── film ──┬─ its ── plot                                       0 stands for none, 1 … trunk for the trunk,
///   1       2      3         4                                          the new ones follow in the order of the runs
///                  └─ no ─── plot        run 1 reads 1 2 3 4,
///                     5      6           run 2 reads 1 2 5 6
/// ```
///
/// A run has the bits of its sequence read alone. Whoever reads a great tree reads it piece by piece, as one walks it: between two steps a
/// single path has to be remembered, on which the sequences that follow begin. The idea is that of a paged cache (Kwon et al. 2023, arXiv
/// 2309.06180) and of tree attention (Miao et al. 2023, arXiv 2305.09781), but what a row reads is gathered in the order of its own
/// sequence, so that no sum has another order.
public final class Branches implements Pieces {

    /// Nothing stands here: nobody reads this position. It still counts.
    public static final int NOTHING = 0;

    private final Cache trunk;
    private final List<Run> runs;
    private final int[] path;
    private final Cache kept;

    /// New positions of a sequence, one behind the other.
    ///
    /// @param ids   their tokens
    /// @param reads the number of what stands at each position of the sequence, up to the last of these; [#NOTHING] where nobody may read
    public record Run(int[] ids, int[] reads) {

        /// Checks that its own positions are among them.
        ///
        /// @throws IllegalArgumentException if they are not, or there is none
        public Run {
            if (ids.length == 0 || ids.length > reads.length) {
                throw new IllegalArgumentException("branches: %d new positions of %d (need at least 1, and no more than all)"
                        .formatted(ids.length, reads.length));
            }
        }

        private Mask mask() {
            BitSet hidden = new BitSet();
            for (int i = 0; i < reads.length; i++) {
                hidden.set(i, reads[i] == NOTHING);
            }
            return hidden.isEmpty() ? Mask.CAUSAL : Mask.CAUSAL.and(Mask.hiding(hidden, 1, reads.length));
        }
    }

    /// @param trunk the path on which all begin; stays as it is
    /// @param runs  what is read
    /// @param path  what is to be remembered of it: the beginning of the sequences that will be read next
    public Branches(Cache trunk, List<Run> runs, int[] path) {
        this.trunk = trunk;
        this.runs = List.copyOf(runs);
        this.path = path.clone();
        this.kept = trunk.begun();
    }

    /// What is remembered of the path, once all has been read: a trunk for those that follow.
    public Cache kept() {
        return kept;
    }

    @Override public List<Piece> all() {
        return runs.stream().map(run -> new Piece(run.ids, run.reads.length - run.ids.length, run.mask())).toList();
    }

    @Override public IntFunction<Cache.Read> with(int layer, List<Step.Part> parts, Tensor keys, Tensor values) {
        Cache.Read known = trunk.read(layer, values.dim(2));
        Tensor k = rows(known.keys(), keys);                                                   // [numbers, kvHeads · dHead]
        Tensor v = rows(known.values(), values);                                               // [numbers, kvHeads · dHead]
        if (path.length > 0) {
            kept.with(layer, gather(k, path), gather(v, path));
        }
        return i -> new Cache.Read(gather(k, runs.get(i).reads), gather(v, runs.get(i).reads));
    }

    /// Those of nothing, of the trunk, and of what is new.
    private static Tensor rows(Tensor known, Tensor more) {
        int width = more.dim(2);
        Tensor all = Tensor.concat(1, Tensor.full(Shape.of(1, 1, width), 0), known, more);
        return all.reshape(all.dim(1), width);
    }

    private static Tensor gather(Tensor rows, int[] numbers) {
        return rows.gather(Shape.of(1, numbers.length), numbers);
    }

    @Override public Cache.Read source(int layer, int piece) {
        return trunk.source(layer);
    }
}
