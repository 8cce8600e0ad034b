package clearhead.explain.attention;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.Tower;
import clearhead.core.nn.Block;
import clearhead.core.nn.Mask;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/// One block, run again from what it read, once for each position that it reads from, with that position's values set to zero: as many
/// copies at a time as the budget allows.
///
/// @param run  the run of the whole model, which remembers what the block read and handed on
/// @param site whose values
record Zeroed(Watched run, AttentionSite site, int layer) {

    /// Rows that move by less than this, as a share of their length, are rounding.
    private static final double NOISE = 1e-6;

    /// What the run has to remember.
    static Predicate<Site> wants(WhiteBox model) {
        return met -> met.kind() == Kind.RESID_PRE || met.kind() == Kind.RESID_POST
                || Watched.hasTwo(model) && met.equals(model.towers().get(Stack.ENCODER).output(Stack.ENCODER));
    }

    /// How far each row moves without each position, `[rows, columns]`; 0 in rows where that is rounding and nothing else.
    Matrix distances(ValueZeroing.Distance distance) {
        Tensor pre = run.trace().get(new Site(site.stack(), layer, Kind.RESID_PRE)).detach();           // [1, rows, dModel]
        Tensor post = run.trace().get(new Site(site.stack(), layer, Kind.RESID_POST));                  // [1, rows, dModel]
        int rows = pre.dim(1);
        int columns = site.crosses() ? run.input().tokens().size() : rows;
        double[][] whole = rows(post, 0);
        Matrix distances = Matrix.zero(rows, columns);
        boolean[] moved = new boolean[rows];
        int chunk = together(columns, pre.shape());
        for (int from = 0; from < columns; from += chunk) {
            int count = Math.min(chunk, columns - from);
            Tensor without = block(pre.expand(Shape.of(count, rows, pre.dim(2))), from, columns);       // [count, rows, dModel]
            for (int copy = 0; copy < count; copy++) {
                double[][] zeroed = rows(without, copy);
                for (int i = 0; i < rows; i++) {
                    distances.values()[i * columns + from + copy] = ValueZeroing.distance(distance, whole[i], zeroed[i]);
                    moved[i] |= moves(whole[i], zeroed[i]);
                }
            }
        }
        return Matrix.diagonal(share(moved)).times(distances);
    }

    private static double[] share(boolean[] moved) {
        double[] share = new double[moved.length];
        Arrays.setAll(share, i -> moved[i] ? 1 : 0);
        return share;
    }

    private static boolean moves(double[] from, double[] to) {
        return ValueZeroing.distance(ValueZeroing.Distance.EUCLIDEAN, from, to)
                > NOISE * ValueZeroing.distance(ValueZeroing.Distance.EUCLIDEAN, from, new double[from.length]);
    }

    /// The block on several copies, of which the first is not read at position `from`, the second at the next, and so on.
    private Tensor block(Tensor x, int from, int columns) {
        int copies = x.dim(0);
        Tensor keep = Tensor.from(Shape.of(copies, 1, columns, 1), kept -> {
            Arrays.fill(kept, 1);
            for (int copy = 0; copy < copies; copy++) {
                kept[copy * columns + from + copy] = 0;
            }
        });
        Tower.Reading reading = reading(copies, x.dim(1));
        return Intervention.at(site.values(layer), values -> values.mul(keep)).run(pass -> reading.block(layer, x, pass));
    }

    private Tower.Reading reading(int copies, int rows) {
        Optional<Block.Memory> memory = site.stack() == Stack.DECODER ? Optional.of(memory(copies)) : Optional.empty();
        return run.tower(site).reading(rows, run.model().causal(site.stack()) ? Mask.CAUSAL : Mask.NONE, memory, site.stack());
    }

    private Block.Memory memory(int copies) {
        Tensor rows = run.trace().get(run.model().towers().get(Stack.ENCODER).output(Stack.ENCODER)).detach();
        return new Block.Memory(rows.expand(Shape.of(copies, rows.dim(1), rows.dim(2))), Mask.NONE);
    }

    /// How many copies fit the budget.
    private int together(int most, Shape pre) {
        try {
            return run.model().budget().rows(most, (copies, dry) -> block(dry.input(Shape.of(copies, pre.dim(1), pre.dim(2))), 0, most));
        } catch (IllegalArgumentException tooSmall) {
            throw new BadInput("memory", tooSmall.getMessage(), "a larger budget, --memory, or a shorter input", tooSmall);
        }
    }

    /// The rows of one copy.
    private static double[][] rows(Tensor x, int copy) {
        int width = x.dim(2);
        Matrix matrix = Matrix.of(x, copy * x.dim(1) * width, x.dim(1), width);
        double[][] rows = new double[x.dim(1)][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(matrix.values(), i * width, (i + 1) * width));
        return rows;
    }
}
