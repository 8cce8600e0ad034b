package clearhead.autograd;

import clearhead.autograd.kernels.Kernels;
import java.util.List;

/// The four rules of arithmetic, element by element. Operands of different shapes are stretched to their common one
/// ([Shape#broadcast]); the gradient of a stretched operand is summed back to its own shape.
///
/// ```
///     a[2, 3]         b[3]           y[2, 3]
///   ┌───────┐                       ┌───────┐
///   │ a a a │   ∘   │ b b b │   =   │ y y y │        backward: da[2, 3] comes from dy as it is,
///   │ a a a │       │ b b b │       │ y y y │                  db[3] from the sum of dy's rows
///   └───────┘       (repeated)      └───────┘
/// ```
public sealed interface Arithmetic extends Op {

    /// `y = a + b`; `da = dy`, `db = dy`. Any two shapes that stretch to a common one, which is y's.
    record Add(Tensor a, Tensor b) implements Arithmetic {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they stretch to no common one
        public Add {
            a.shape().broadcast("add", b.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(a, b);
        }

        @Override public Shape shape() {
            return a.shape().broadcast("add", b.shape());
        }

        @Override public void forward(Engine engine, float[] y) {
            Kernels kernels = engine.kernels();
            Broadcast.run(engine, a, b, shape(), y, kernels::add);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(a, () -> dy.sumTo(a.shape()));
            to.add(b, () -> dy.sumTo(b.shape()));
        }
    }

    /// `y = a − b`; `da = dy`, `db = −dy`. Shapes as in [Add].
    record Sub(Tensor a, Tensor b) implements Arithmetic {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they stretch to no common one
        public Sub {
            a.shape().broadcast("sub", b.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(a, b);
        }

        @Override public Shape shape() {
            return a.shape().broadcast("sub", b.shape());
        }

        @Override public void forward(Engine engine, float[] y) {
            Kernels kernels = engine.kernels();
            Broadcast.run(engine, a, b, shape(), y, kernels::sub);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(a, () -> dy.sumTo(a.shape()));
            to.add(b, () -> dy.neg().sumTo(b.shape()));
        }
    }

    /// `y = a · b`; `da = dy · b`, `db = dy · a`. Shapes as in [Add].
    record Mul(Tensor a, Tensor b) implements Arithmetic {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they stretch to no common one
        public Mul {
            a.shape().broadcast("mul", b.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(a, b);
        }

        @Override public Shape shape() {
            return a.shape().broadcast("mul", b.shape());
        }

        @Override public void forward(Engine engine, float[] y) {
            Kernels kernels = engine.kernels();
            Broadcast.run(engine, a, b, shape(), y, kernels::mul);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(a, () -> dy.mul(b).sumTo(a.shape()));
            to.add(b, () -> dy.mul(a).sumTo(b.shape()));
        }
    }

    /// `y = a / b`; `da = dy / b`, `db = −dy · y / b`. Shapes as in [Add].
    record Div(Tensor a, Tensor b) implements Arithmetic {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they stretch to no common one
        public Div {
            a.shape().broadcast("div", b.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(a, b);
        }

        @Override public Shape shape() {
            return a.shape().broadcast("div", b.shape());
        }

        @Override public void forward(Engine engine, float[] y) {
            Kernels kernels = engine.kernels();
            Broadcast.run(engine, a, b, shape(), y, kernels::div);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(a, () -> dy.div(b).sumTo(a.shape()));
            to.add(b, () -> dy.mul(y).div(b).neg().sumTo(b.shape()));
        }
    }

    /// `y = factor · x` with a fixed factor; `dx = factor · dy`; `[…] → […]`. Negation is the factor −1.
    record Scale(Tensor x, float factor) implements Arithmetic {

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 1, (from, to) -> engine.kernels().scale(x.data(), from, factor, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.scale(factor));
        }
    }
}
