package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.List;

/// Functions of one number, element by element: `x[…] → y[…]`, and `dy[…] → dx[…]` by the slope at each place.
public sealed interface Pointwise extends Op {

    /// The argument.
    Tensor x();

    @Override default List<Tensor> inputs() {
        return List.of(x());
    }

    @Override default Shape shape() {
        return x().shape();
    }

    /// `y = eˣ`; `dx = dy · y`.
    record Exp(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 8, (from, to) -> engine.kernels().exp(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.mul(y));
        }
    }

    /// `y = ln x`; `dx = dy / x`.
    record Log(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 8, (from, to) -> engine.kernels().log(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.div(x));
        }
    }

    /// `y = √x`; `dx = dy / 2y`.
    record Sqrt(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 2, (from, to) -> engine.kernels().sqrt(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.div(y).scale(0.5f));
        }
    }

    /// `y = xᵉ` with a fixed exponent; `dx = dy · e xᵉ⁻¹`. A power of a negative number is a number where e is whole, `x⁰` is 1 of every x.
    ///
    /// Seldom used, so a plain loop in double precision: repeated products for small whole exponents, else `StrictMath`, which is the same
    /// on every machine.
    record Pow(Tensor x, double exponent) implements Pointwise {

        private static final int MOST_FACTORS = 16;

        @Override public void forward(Engine engine, float[] y) {
            int factors = (int) Math.abs(exponent);
            boolean product = factors == Math.abs(exponent) && factors <= MOST_FACTORS;
            engine.share(y.length, product ? 4 : 64, (from, to) -> {
                for (int i = from; i < to; i++) {
                    y[i] = (float) (product ? product(x.data()[i], factors) : StrictMath.pow(x.data()[i], exponent));
                }
            });
        }

        private double product(double x, int factors) {
            double product = 1;
            for (int i = 0; i < factors; i++) {
                product *= x;
            }
            return exponent < 0 ? 1 / product : product;
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            if (exponent != 0) {
                to.add(x, () -> dy.mul(x.pow(exponent - 1)).scale((float) exponent));
            }
        }
    }

    /// `y = tanh x`; `dx = dy · (1 − y²)`.
    record Tanh(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 8, (from, to) -> engine.kernels().tanh(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new Gradient(Of.TANH, y, dy)));
        }
    }

    /// `y = σ(x) = 1 / (1 + e⁻ˣ)`; `dx = dy · y(1 − y)`.
    record Sigmoid(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 8, (from, to) -> engine.kernels().sigmoid(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new Gradient(Of.SIGMOID, y, dy)));
        }
    }

    /// `y = erf x = 2/√π ∫₀ˣ e^(−t²) dt`; `dx = dy · 2/√π · e^(−x²)`.
    record Erf(Tensor x) implements Pointwise {

        private static final float TWO_OVER_ROOT_PI = 1.1283791671f;

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 8, (from, to) -> engine.kernels().erf(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.mul(x.square().neg().exp()).scale(TWO_OVER_ROOT_PI));
        }
    }

    /// `y = 1` where `x > 0`, else 0: flat, so its gradient is 0 wherever it has one.
    record Positive(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 1, (from, to) -> engine.kernels().positive(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            // flat
        }
    }

    /// `y = max(x, 0)`; `dx = dy` where x > 0, else 0.
    record Relu(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 1, (from, to) -> engine.kernels().relu(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new Gradient(Of.RELU, x, dy)));
        }
    }

    /// `y = x Φ(x)` (Hendrycks & Gimpel 2016, arXiv 1606.08415), Φ the normal distribution function;
    /// `dx = dy · (Φ(x) + x φ(x))`.
    record Gelu(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 8, (from, to) -> engine.kernels().gelu(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new Gradient(Of.GELU, x, dy)));
        }
    }

    /// `y = ½x(1 + tanh u)`, `u = √(2/π)(x + 0.044715x³)`: GELU as GPT-2 computes it;
    /// `dx = dy · (½(1 + t) + ½x(1 − t²)u′)`, `t = tanh u`.
    record GeluTanh(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 8, (from, to) -> engine.kernels().geluTanh(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new Gradient(Of.GELU_TANH, x, dy)));
        }
    }

    /// `y = x σ(x)`, also called swish; `dx = dy · σ(x)(1 + x(1 − σ(x)))`.
    record Silu(Tensor x) implements Pointwise {

        @Override public void forward(Engine engine, float[] y) {
            engine.share(y.length, 8, (from, to) -> engine.kernels().silu(x.data(), from, y, from, to - from));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new Gradient(Of.SILU, x, dy)));
        }
    }

    /// Whose derivative a [Gradient] is.
    enum Of {
        TANH, SIGMOID, RELU, GELU, GELU_TANH, SILU;

        private static final float ROOT_HALF = 0.7071067812f;
        private static final float BELL = 0.3989422804f;                   // 1/√(2π), the height of φ
        private static final float ROOT_2_OVER_PI = 0.7978845608f;
        private static final float CUBIC = 0.044715f;
        private static final float CUBIC_SLOPE = 0.134145f;                // 3 · CUBIC

        /// `f′` in small operations, from y for tanh and σ, from x for the others.
        Tensor slope(Tensor at) {
            return switch (this) {
                case TANH -> at.square().neg().add(1);
                case SIGMOID -> at.mul(at.neg().add(1));
                case RELU -> at.positive();
                case GELU -> {
                    Tensor density = at.square().scale(-0.5f).exp().scale(BELL);
                    yield at.scale(ROOT_HALF).erf().add(1).scale(0.5f).add(at.mul(density));
                }
                case GELU_TANH -> {
                    Tensor t = at.add(at.square().mul(at).scale(CUBIC)).scale(ROOT_2_OVER_PI).tanh();
                    Tensor inner = at.square().scale(CUBIC_SLOPE).add(1).scale(ROOT_2_OVER_PI);
                    yield t.add(1).scale(0.5f).add(at.scale(0.5f).mul(t.square().neg().add(1)).mul(inner));
                }
                case SILU -> {
                    Tensor s = at.sigmoid();
                    yield s.mul(s.neg().add(1).mul(at).add(1));
                }
            };
        }
    }

    /// `dx = dy · f′`: the derivative of one of the functions above in one kernel, from the function's value (tanh, σ) or its argument.
    ///
    /// @param of whose derivative
    /// @param at y for tanh and σ, x for the others
    /// @param dy the gradient that arrives
    record Gradient(Of of, Tensor at, Tensor dy) implements Fused {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they differ
        public Gradient {
            require(at.shape().equals(dy.shape()), "gradient of %s: at%s and dy%s need the same shape", of, at.shape(), dy.shape());
        }

        @Override public String name() {
            return "Gradient(" + of + ")";
        }

        @Override public List<Tensor> inputs() {
            return List.of(at, dy);
        }

        @Override public Shape shape() {
            return at.shape();
        }

        @Override public void forward(Engine engine, float[] dx) {
            float[] v = at.data(), g = dy.data();
            engine.share(dx.length, 8, (from, to) -> {
                int n = to - from;
                switch (of) {
                    case TANH -> engine.kernels().tanhGradient(v, from, g, from, dx, from, n);
                    case SIGMOID -> engine.kernels().sigmoidGradient(v, from, g, from, dx, from, n);
                    case RELU -> engine.kernels().reluGradient(v, from, g, from, dx, from, n);
                    case GELU -> engine.kernels().geluGradient(v, from, g, from, dx, from, n);
                    case GELU_TANH -> engine.kernels().geluTanhGradient(v, from, g, from, dx, from, n);
                    case SILU -> engine.kernels().siluGradient(v, from, g, from, dx, from, n);
                }
            });
        }

        @Override public Tensor unfused() {
            return dy.mul(of.slope(at));
        }
    }
}
