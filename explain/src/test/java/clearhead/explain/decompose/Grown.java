package clearhead.explain.decompose;

import clearhead.autograd.Graph;
import clearhead.autograd.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A function at two points: the graphs, and how far its multipliers may miss its difference.
///
/// @param x, base where it begins, variables
/// @param y       the results
/// @param m       what is multiplied with the result's difference
record Grown(Tensor x, Tensor base, Pair y, Tensor m) {

    /// Half a unit in the last place: what a rounded number can be off by, as a share.
    private static final double EPS = 0x1p-24;
    /// How often a number of an op's result, or of a multiplier, is rounded on its way: sums here have at most 48 terms, integrals at most
    /// 80 nodes, and functions of the kernels are within 4 units.
    private static final int STEPS = 96;

    static Grown of(UnaryOperator<Tensor> f, Tensor at, Tensor from, long seed) {
        Tensor x = at.variable();
        Tensor base = from.variable();
        Pair y = new Pair(f.apply(x), f.apply(base));
        return new Grown(x, base, y, Tensor.normal(y.x().shape(), 1, seed));
    }

    Graph graph() {
        return Graph.of(y.x());
    }

    /// `⟨m, Δy⟩ − ⟨mₓ, Δx⟩`.
    double gap() {
        Tensor multipliers = multipliers(x);
        return dot(m, y.x(), y.base()) - dot(multipliers, x, base);
    }

    /// Each op, and the walk back through it, rounds: numbers of its result are off by a share of their size, and weigh in by their
    /// multiplier.
    double allowed() {
        List<Graph.Node> at = graph().nodes();
        List<Graph.Node> from = Graph.of(y.base()).nodes();
        double sum = 0;
        for (int i = 0; i < at.size(); i++) {
            if (at.get(i).kind() != Graph.Kind.CONSTANT) {
                sum += size(multipliers(at.get(i).tensor()), at.get(i).tensor(), from.get(i).tensor());
            }
        }
        return STEPS * EPS * sum;
    }

    private Tensor multipliers(Tensor end) {
        Map<Tensor, Tensor> found = end == y.x() ? Map.of(end, m) : Multipliers.of(y, m, Set.of(end));
        return found.getOrDefault(end, Tensor.full(end.shape(), 0));
    }

    /// `Σ |m| (|y| + |y′|)`.
    private static double size(Tensor multipliers, Tensor at, Tensor from) {
        float[] m = multipliers.toArray();
        float[] a = at.toArray();
        float[] b = from.toArray();
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
            sum += m[i] == 0 ? 0 : Math.abs(m[i]) * ((double) Math.abs(a[i]) + Math.abs(b[i]));
        }
        return sum;
    }

    private static double dot(Tensor multipliers, Tensor x, Tensor base) {
        float[] m = multipliers.toArray();
        float[] a = x.toArray();
        float[] b = base.toArray();
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
            sum += (double) m[i] * ((double) a[i] - b[i]);
        }
        return sum;
    }
}
