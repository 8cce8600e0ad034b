package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static clearhead.autograd.Shape.require;

import clearhead.autograd.kernels.Kernels;
import java.util.Arrays;
import java.util.List;

/// Operations that look at one row, a stretch along the last axis, at a time: `[…, n] → […, n]`.
///
/// ```
///   ┌─────────────┐     maximum, mean, sum     ┌─────────────┐
///   │ x₀ x₁ … xₙ₋₁│  →  of this row alone,  →  │ y₀ y₁ … yₙ₋₁│      and in the same way dx from dy and x, or y
///   │ …           │     then each element      │ …           │
///   └─────────────┘                            └─────────────┘
/// ```
public sealed interface RowOp extends Op {

    /// The rows.
    Tensor x();

    @Override default Shape shape() {
        return x().shape();
    }

    /// `y = softmax(x)`, a row of weights that sum to 1.
    ///
    /// - forward:  `yᵢ = exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x)`
    /// - backward: `dx = y ⊙ (dy − ⟨dy, y⟩)`
    ///
    /// The maximum keeps `exp` from overflowing; it cancels out, so it has no gradient.
    record Softmax(Tensor x) implements RowOp {

        /// Checks that there are rows.
        ///
        /// @throws IllegalArgumentException if x has no axis
        public Softmax {
            hasRows("softmax", x);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public void forward(Engine engine, float[] y) {
            rows(engine, x, 12, (at, rows, n) -> engine.kernels().softmax(x.data(), at, y, at, rows, n));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new SoftmaxGradient(y, dy)));
        }
    }

    /// `y = ln softmax(x)`.
    ///
    /// - forward:  `yᵢ = (xᵢ − max x) − ln Σⱼ exp(xⱼ − max x)`
    /// - backward: `dx = dy − exp(y) · Σ dy`
    record LogSoftmax(Tensor x) implements RowOp {

        /// Checks that there are rows.
        ///
        /// @throws IllegalArgumentException if x has no axis
        public LogSoftmax {
            hasRows("logSoftmax", x);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public void forward(Engine engine, float[] y) {
            rows(engine, x, 12, (at, rows, n) -> engine.kernels().logSoftmax(x.data(), at, y, at, rows, n));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new LogSoftmaxGradient(y, dy)));
        }
    }

    /// Layer normalisation (Ba et al. 2016, arXiv 1607.06450): every row gets mean 0 and variance 1, then scale γ and shift β.
    ///
    /// - forward:  `y = x̂ ⊙ γ + β`, `x̂ = (x − mean x) / σ`, `σ = √(mean (x − mean x)² + ε)`
    /// - backward: `dx = (g − mean g − x̂ · mean(g ⊙ x̂)) / σ` with `g = dy ⊙ γ`; `dγ = Σ dy ⊙ x̂`; `dβ = Σ dy`
    /// - shapes: `x[…, n]`, `γ[n]`, `β[n]` → `y[…, n]`; means along n, sums over all rows
    record LayerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon) implements RowOp {

        /// Checks that γ and β are as long as a row.
        ///
        /// @throws IllegalArgumentException if they are not
        public LayerNorm {
            perColumn("layerNorm", x, "gamma", gamma);
            perColumn("layerNorm", x, "beta", beta);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, gamma, beta);
        }

        @Override public void forward(Engine engine, float[] y) {
            rows(engine, x, 4, (at, rows, n) ->
                    engine.kernels().layerNorm(x.data(), at, gamma.data(), beta.data(), epsilon, y, at, rows, n));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new NormGradient(true, x, gamma, epsilon, dy)));
            to.add(gamma, () -> Tensor.of(new NormScaleGradient(true, x, epsilon, dy)));
            to.add(beta, () -> dy.sumTo(beta.shape()));
        }
    }

    /// Root-mean-square normalisation (Zhang & Sennrich 2019, arXiv 1910.07467): layer normalisation without mean and shift.
    ///
    /// - forward:  `y = x̂ ⊙ γ`, `x̂ = x / σ`, `σ = √(mean x² + ε)`
    /// - backward: `dx = (g − x̂ · mean(g ⊙ x̂)) / σ` with `g = dy ⊙ γ`; `dγ = Σ dy ⊙ x̂`
    /// - shapes: `x[…, n]`, `γ[n]` → `y[…, n]`
    record RmsNorm(Tensor x, Tensor gamma, float epsilon) implements RowOp {

        /// Checks that γ is as long as a row.
        ///
        /// @throws IllegalArgumentException if it is not
        public RmsNorm {
            perColumn("rmsNorm", x, "gamma", gamma);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, gamma);
        }

        @Override public void forward(Engine engine, float[] y) {
            rows(engine, x, 3, (at, rows, n) -> engine.kernels().rmsNorm(x.data(), at, gamma.data(), epsilon, y, at, rows, n));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new NormGradient(false, x, gamma, epsilon, dy)));
            to.add(gamma, () -> Tensor.of(new NormScaleGradient(false, x, epsilon, dy)));
        }
    }

    /// The derivatives above that have kernels.
    sealed interface Gradient extends RowOp, Fused {}

    /// `dx = y ⊙ (dy − ⟨dy, y⟩)`, where y = softmax(x).
    record SoftmaxGradient(Tensor x, Tensor dy) implements Gradient {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they differ or there is no axis
        public SoftmaxGradient {
            hasRows("softmaxGradient", x);
            same("softmaxGradient", x, dy);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, dy);
        }

        @Override public void forward(Engine engine, float[] dx) {
            rows(engine, x, 4, (at, rows, n) ->
                    engine.kernels().softmaxGradient(x.data(), at, dy.data(), at, dx, at, rows, n));
        }

        @Override public Tensor unfused() {
            return x.mul(dy.sub(x.mul(dy).sumKeep(LAST)));
        }
    }

    /// `dx = dy − exp(y) · Σ dy`, where y = log softmax(x).
    record LogSoftmaxGradient(Tensor x, Tensor dy) implements Gradient {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they differ or there is no axis
        public LogSoftmaxGradient {
            hasRows("logSoftmaxGradient", x);
            same("logSoftmaxGradient", x, dy);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, dy);
        }

        @Override public void forward(Engine engine, float[] dx) {
            rows(engine, x, 8, (at, rows, n) ->
                    engine.kernels().logSoftmaxGradient(x.data(), at, dy.data(), at, dx, at, rows, n));
        }

        @Override public Tensor unfused() {
            return dy.sub(x.exp().mul(dy.sumKeep(LAST)));
        }
    }

    /// `dx = (g − [mean g] − x̂ · mean(g ⊙ x̂)) / σ`, `g = dy ⊙ γ`; the term in brackets only where the norm takes the mean away.
    record NormGradient(boolean centred, Tensor x, Tensor gamma, float epsilon, Tensor dy) implements Gradient {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they do not fit
        public NormGradient {
            perColumn("normGradient", x, "gamma", gamma);
            same("normGradient", x, dy);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, gamma, dy);
        }

        @Override public void forward(Engine engine, float[] dx) {
            rows(engine, x, 6, (at, rows, n) -> {
                if (centred) {
                    engine.kernels().layerNormGradient(x.data(), at, gamma.data(), epsilon, dy.data(), at, dx, at, rows, n);
                } else {
                    engine.kernels().rmsNormGradient(x.data(), at, gamma.data(), epsilon, dy.data(), at, dx, at, rows, n);
                }
            });
        }

        @Override public Tensor unfused() {
            Tensor c = centred ? x.sub(x.meanKeep(LAST)) : x;
            Tensor sigma = c.square().meanKeep(LAST).add(epsilon).sqrt();
            Tensor hat = c.div(sigma);
            Tensor g = dy.mul(gamma);
            Tensor kept = centred ? g.sub(g.meanKeep(LAST)) : g;
            return kept.sub(hat.mul(g.mul(hat).meanKeep(LAST))).div(sigma);
        }
    }

    /// `dγ = Σ over rows of dy ⊙ x̂`: `x[…, n]`, `dy[…, n]` → `dγ[n]`.
    record NormScaleGradient(boolean centred, Tensor x, float epsilon, Tensor dy) implements Gradient {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they differ or there is no axis
        public NormScaleGradient {
            hasRows("normScaleGradient", x);
            same("normScaleGradient", x, dy);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, dy);
        }

        @Override public Shape shape() {
            return Shape.of(x.shape().last());
        }

        /// First the moments, shared by rows, then the sums, shared by columns: each column still gets row after row.
        @Override public void forward(Engine engine, float[] dGamma) {
            Arrays.fill(dGamma, 0);
            Kernels kernels = engine.kernels();
            int rows = x.shape().rows();
            int n = dGamma.length;
            float[] mean = new float[rows], inverse = new float[rows];
            engine.share(rows, 2L * n, (from, to) -> {
                if (centred) {
                    kernels.layerNormMoments(x.data(), from * n, epsilon, mean, inverse, from, to - from, n);
                } else {
                    kernels.rmsNormMoments(x.data(), from * n, epsilon, mean, inverse, from, to - from, n);
                }
            });
            Reduction.columns(engine, n, 3L * rows, (from, to) ->
                    kernels.normScaleGradient(x.data(), from, dy.data(), from, n, mean, inverse, dGamma, from, rows, to - from));
        }

        @Override public Tensor unfused() {
            Tensor c = centred ? x.sub(x.meanKeep(LAST)) : x;
            return dy.mul(c.div(c.square().meanKeep(LAST).add(epsilon).sqrt())).sumTo(shape());
        }
    }

    /// A kernel on rows that begin at `at`.
    @FunctionalInterface
    interface Rows {
        /// Does `rows` rows of n.
        void run(int at, int rows, int n);
    }

    private static void rows(Engine engine, Tensor x, int cost, Rows body) {
        int n = x.shape().last();
        engine.share(x.shape().rows(), (long) cost * n, (from, to) -> body.run(from * n, to - from, n));
    }

    private static void hasRows(String operation, Tensor x) {
        require(x.shape().rank() > 0, "%s: a single number has no row; need at least one axis", operation);
    }

    private static void same(String operation, Tensor x, Tensor dy) {
        require(x.shape().equals(dy.shape()), "%s: x%s and dy%s need the same shape", operation, x.shape(), dy.shape());
    }

    private static void perColumn(String operation, Tensor x, String name, Tensor values) {
        hasRows(operation, x);
        require(values.shape().equals(Shape.of(x.shape().last())),
                "%s: x%s needs %s[%d], got %s%s", operation, x.shape(), name, x.shape().last(), name, values.shape());
    }
}
