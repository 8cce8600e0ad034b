package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Tensor;
import clearhead.explain.Quadrature;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A way from x′ to x in straight pieces: one of them is the straight path.
///
/// @param corners where a piece begins or ends, x′ first and x last, `[1, rows, width]` each
record Path(List<Tensor> corners) {

    static Path straight(Tensor from, Tensor to) {
        return new Path(List.of(from, to));
    }

    int pieces() {
        return corners.size() - 1;
    }

    Tensor from() {
        return corners.getFirst();
    }

    private Slopes.Spot at(int piece, double alpha) {
        Tensor begin = corners.get(piece);
        Tensor way = corners.get(piece + 1).sub(begin);
        return new Slopes.Spot(begin.add(way.scale((float) alpha)), way);
    }

    /// `Σ over pieces ⟨c′ − c, Σ over nodes weight · ∂F/∂x (c + α (c′ − c))⟩`, token by token, for these of the explained numbers.
    Map<Integer, double[]> integrate(Slopes slopes, Quadrature.Nodes nodes, BitSet numbers) {
        int n = nodes.at().length;
        Map<Integer, double[]> sums = new TreeMap<>();
        numbers.stream().forEach(number -> sums.put(number, new double[from().dim(1)]));
        slopes.tell(pieces() * n, k -> at(k / n, nodes.at()[k % n]), sums.keySet(), (way, gradient) -> gradient.mul(way).sum(LAST),
                (number, k, scores) -> {
                    double[] sum = sums.get(number);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += nodes.weight()[k % n] * scores[i];
                    }
                });
        return sums;
    }
}
