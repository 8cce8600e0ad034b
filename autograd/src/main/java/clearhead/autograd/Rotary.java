package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import clearhead.autograd.Rotation.Pairs;
import java.util.List;

/// Every head turned by its position: the pairs `(a, b)` of its first elements by the angles of a [Rotation]; elements beyond the last
/// pair stay as they are. Positions count along the last axis but one; the last axis is one head, or several side by side, so that
/// queries are turned as they come from their matrix.
///
/// - forward:  `a′ = a · cos − b · sin`, `b′ = b · cos + a · sin`
/// - backward: the same with the angles negated
///
/// ```
///        one head, HALVES                   one head, NEIGHBOURS
///   ┌─────────┬─────────┬──────┐       ┌─────────────────┬──────┐
///   │ a₀ a₁ … │ b₀ b₁ … │ kept │       │ a₀ b₀ a₁ b₁ …   │ kept │
///   └─────────┴─────────┴──────┘       └─────────────────┴──────┘
///   ← pairs → ← pairs →                ←   2 · pairs   →
///   ←         dHead            →       ←         dHead          →
///
///   x[batch, seq, heads · dHead] or x[batch, heads, seq, dHead]  →  y of the same shape
/// ```
///
/// @param x     `[…, seq, heads · dHead]`
/// @param by    the tables, for at least `from + seq` positions
/// @param dHead the elements of one head
/// @param from  the position of the first row
/// @param back  whether the angles are negated
public record Rotary(Tensor x, Rotation by, int dHead, int from, boolean back) implements Op {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if x does not divide into heads, a head has too few elements, or the tables end too early
    public Rotary {
        require(x.shape().rank() >= 2, "rotary: x%s needs at least two axes: positions, and one or more heads of %d", x.shape(), dHead);
        require(dHead > 0 && x.shape().last() % dHead == 0, "rotary: x%s does not divide into heads of %d", x.shape(), dHead);
        require(2 * by.cos().dim(1) <= dHead, "rotary: %d pairs do not fit into heads of %d", by.cos().dim(1), dHead);
        long end = (long) from + x.dim(-2);
        require(from >= 0 && end <= by.cos().dim(0), "rotary: x%s from position %d needs %d positions, the tables have %d",
                x.shape(), from, end, by.cos().dim(0));
    }

    @Override public List<Tensor> inputs() {
        return List.of(x);
    }

    @Override public Shape shape() {
        return x.shape();
    }

    @Override public void forward(Engine engine, float[] y) {
        int row = x.shape().last();
        int pairs = by.cos().dim(1);
        float[] cos = by.cos().data(), sin = by.sin().data();
        engine.share(x.shape().rows(), 2 * row, (first, last) -> {
            for (int r = first; r < last; r++) {
                engine.kernels().rotate(x.data(), r * row, cos, sin, (from + r % x.dim(-2)) * pairs, back ? -1 : 1,
                        by.pairs() == Pairs.NEIGHBOURS, y, r * row, row / dHead, dHead, pairs);
            }
        });
    }

    @Override public void backward(Tensor y, Tensor dy, Flow to) {
        to.add(x, () -> Tensor.of(new Rotary(dy, by, dHead, from, !back)));
    }
}
