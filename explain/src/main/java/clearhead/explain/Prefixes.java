package clearhead.explain;

import clearhead.autograd.Budget;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.model.CausalModel;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Branches;
import clearhead.core.nn.Cache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Sequences read by a model that reads forward, whatever they begin with alike only once: what comes later changes nothing of it. To leave
/// out one of n tokens so costs half of n readings; all coalitions of the last k tokens cost `2ᵏ⁺¹` positions, however long the prompt.
///
/// The sequences are a tree, which is walked so that each begins as the one before it for as long as possible. Some hundreds of its
/// positions are read together, whichever sequences they are of ([Branches]); from one such step to the next the keys and values of a
/// single path are kept. The walk begins at the end of the whole input, of which they are kept for good: variants begin like it.
///
/// Nothing is computed for a hidden position that is not looked at.
final class Prefixes {

    /// How many positions are read at once, at most: more are no faster.
    private static final int ROWS = 1024;

    private final CausalModel model;
    private final Budget budget;
    private final float[] empty;
    private final int[] whole;
    private final float[][] wholeRows;
    private final Cache trunk;
    private long read;

    /// A sequence.
    ///
    /// @param marks what stands at each position, see [Line]
    /// @param from  how much of it the one before it begins with
    private record Branch(int[] marks, int from) {

        /// The first position from here on that is read.
        int open(int position) {
            int open = position;
            while (open < marks.length && marks[open] == Line.GONE) {
                open++;
            }
            return open;
        }
    }

    /// A position of one of the sequences.
    private record Spot(int branch, int position) {}

    /// Reads the input as it is.
    ///
    /// @param empty the row that [Line#EMPTY] stands for, `[dModel]`
    /// @param whole what stands at each of its positions
    Prefixes(CausalModel model, Budget budget, float[] empty, int[] whole) {
        this.model = model;
        this.budget = budget;
        this.empty = empty;
        this.whole = whole;
        this.wholeRows = new float[whole.length][];
        this.trunk = new Walk(List.of(new Branch(whole, 0)), whole.length).from(new Cache(), wholeRows, _ -> {});
    }

    /// How many positions have been read.
    long read() {
        return read;
    }

    /// The last rows of some sequences.
    ///
    /// @param lines none of them twice
    /// @param last  how many rows of each
    /// @return      `[last, dModel]` each, one row behind the other
    float[][] rows(List<int[]> lines, int last) {
        List<Integer> order = IntStream.range(0, lines.size()).boxed().sorted(Comparator
                .<Integer>comparingInt(i -> -common(lines.get(i), whole)).thenComparing(lines::get, Arrays::compare)).toList();
        List<Branch> branches = new ArrayList<>();
        int[] before = whole;
        for (int i : order) {
            branches.add(new Branch(lines.get(i), common(lines.get(i), before)));
            before = lines.get(i);
        }
        float[][] path = Arrays.copyOf(wholeRows, lines.stream().mapToInt(line -> line.length).max().orElse(0));
        float[][] rows = new float[lines.size()][];
        new Walk(branches, 0).from(trunk, path, i -> {
            int end = branches.get(i).marks.length;
            rows[order.get(i)] = joined(Arrays.copyOfRange(path, end - last, end));
        });
        return rows;
    }

    private static float[] joined(float[][] rows) {
        int width = rows[0].length;
        float[] joined = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, joined, i * width, width);
        }
        return joined;
    }

    /// How many marks two sequences begin with alike.
    private static int common(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    /// A walk over a tree.
    private final class Walk {

        private final List<Branch> branches;
        private final List<Spot> spots = new ArrayList<>();
        private final int kept;

        /// @param kept how many positions of the last sequence are to be remembered at the end
        Walk(List<Branch> branches, int kept) {
            this.branches = branches;
            this.kept = kept;
            for (int b = 0; b < branches.size(); b++) {
                Branch branch = branches.get(b);
                for (int p = branch.open(branch.from); p < branch.marks.length; p = branch.open(p + 1)) {
                    spots.add(new Spot(b, p));
                }
            }
        }

        /// Goes.
        ///
        /// @param cache what is remembered of the path where it begins
        /// @param path  the rows of the path on which it is
        /// @param told  which sequence it has come to the end of
        /// @return      what is remembered of the path where it ends
        Cache from(Cache cache, float[][] path, IntConsumer told) {
            Cache trunk = cache;
            int over = 0;
            for (int from = 0, to; from < spots.size(); from = to) {
                int begin = from;
                Cache known = trunk;
                to = from + fitting(Math.min(ROWS, spots.size() - from), (rows, dry) ->
                        model.read(step(begin, begin + rows, known, false), dry.input(Shape.of(1, rows, empty.length))));
                Branches step = step(from, to, trunk, true);
                float[] rows = model.read(step, embedded(from, to)).toArray();
                for (int i = from; i < to; i++) {
                    for (; over < spots.get(i).branch; over++) {
                        told.accept(over);
                    }
                    path[spots.get(i).position] = Arrays.copyOfRange(rows, (i - from) * empty.length, (i - from + 1) * empty.length);
                }
                trunk = step.kept();
                read += to - from;
            }
            for (; over < branches.size(); over++) {
                told.accept(over);
            }
            return trunk;
        }

        /// At least one: that is less than the whole input, which fits.
        private int fitting(int most, Budget.Work work) {
            try {
                return budget.rows(most, work);
            } catch (Budget.Exceeded _) {
                return 1;
            }
        }

        /// What is read at some of the spots.
        ///
        /// @param trunk what is remembered of the path up to the first
        /// @param keeps whether the path up to the spot behind them shall be
        private Branches step(int from, int to, Cache trunk, boolean keeps) {
            List<Branches.Run> runs = new ArrayList<>();
            int[] reads = new int[branches.stream().mapToInt(branch -> branch.marks.length).max().orElse(0)];
            Arrays.setAll(reads, t -> t < spots.get(from).position ? number(from, t, t + 1) : Branches.NOTHING);
            for (int i = from, end; i < to; i = end) {
                end = i + 1;
                while (end < to && follows(spots.get(end - 1), spots.get(end))) {
                    end++;
                }
                if (i > from) {
                    pass(reads, i);
                }
                int[] ids = new int[end - i];
                for (int n = i; n < end; n++) {
                    int at = spots.get(n).position;
                    ids[n - i] = Line.id(mark(n));
                    reads[at] = number(n, at, trunk.length() + 1 + n - from);
                }
                runs.add(new Branches.Run(ids, Arrays.copyOf(reads, spots.get(end - 1).position + 1)));
            }
            if (to < spots.size()) {
                pass(reads, to);
            }
            int[] path = Arrays.copyOf(reads, to < spots.size() ? spots.get(to).position : kept);
            return new Branches(trunk, runs, keeps ? path : new int[0]);
        }

        private static boolean follows(Spot before, Spot spot) {
            return spot.branch == before.branch && spot.position == before.position + 1;
        }

        /// Nobody reads what is left out right before a spot.
        private void pass(int[] reads, int spot) {
            Spot at = spots.get(spot);
            Spot before = spots.get(spot - 1);
            int open = at.branch == before.branch ? before.position + 1 : branches.get(at.branch).from;
            Arrays.fill(reads, open, at.position, Branches.NOTHING);
        }

        /// By which number a position of a spot's sequence is read.
        private int number(int spot, int position, int number) {
            return Line.isHidden(branches.get(spots.get(spot).branch).marks[position]) ? Branches.NOTHING : number;
        }

        private int mark(int spot) {
            return branches.get(spots.get(spot).branch).marks[spots.get(spot).position];
        }

        /// What stands at some of the spots, `[1, rows, dModel]`.
        private Tensor embedded(int from, int to) {
            int[] ids = IntStream.range(from, to).map(spot -> Line.id(mark(spot))).toArray();
            Tensor own = model.tokens().forward(Batch.of(ids));
            if (IntStream.range(from, to).allMatch(spot -> mark(spot) != Line.EMPTY)) {
                return own;
            }
            Tensor gone = Tensor.from(Shape.of(1, to - from, 1), flags -> {
                for (int spot = from; spot < to; spot++) {
                    flags[spot - from] = mark(spot) == Line.EMPTY ? 1 : 0;
                }
            });
            return Tensor.where(gone, Tensor.of(Shape.of(1, 1, empty.length), empty), own);
        }
    }
}
