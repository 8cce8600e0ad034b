package clearhead.autograd.kernels;

/// The loops under every operation: plain arithmetic on `float[]`, offsets and sizes. Callers have checked everything;
/// a kernel checks nothing and allocates no result.
///
/// There are two implementations. [ScalarKernels] is the definition of all arithmetic in the project and is written to be read;
/// [VectorKernels] does the same with the Vector API and is chosen where `jdk.incubator.vector` is present.
/// **Both give the same bits**, for every width of vector, because three things are fixed here:
///
/// - an element of a matrix product is `init`, then one fused multiply-add for each `k`, in ascending order;
/// - a sum along a row is sixteen partial sums, element `i` going to partial sum `i mod 16`, which are then added as a tree
///   (`l + (l+8)`, `l + (l+4)`, `l + (l+2)`, `l + (l+1)`), so that trailing zeros never change a bit;
/// - `exp`, `log`, `tanh` and `erf` are the polynomials of [Elementary], not the platform's.
///
/// Names: `x`, `y` are input and output of the forward pass, `dx`, `dy` their gradients; `xOff` is where `x` starts in its array;
/// matrices are row-major.
public interface Kernels {

    /// The fastest kernels there are here: the vector kernels where the module `jdk.incubator.vector` is present, else the scalar ones.
    /// The property `clearhead.kernels`, set to `scalar` or `vector`, demands one of them.
    ///
    /// @throws IllegalStateException where the property demands what there is not
    static Kernels best() {
        return KernelChoice.best();
    }

    /// The definition, to compare with.
    static Kernels scalar() {
        return KernelChoice.SCALAR;
    }

    /// What these kernels are, for a log line: `scalar`, `512-bit vectors`.
    String name();

    // ---- elementwise, two inputs: y[i] = a[i·aStep] ∘ b[i·bStep], steps are 0 (one value for all) or 1

    /// `y = a + b`.
    void add(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);

    /// `y = a − b`.
    void sub(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);

    /// `y = a · b`.
    void mul(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);

    /// `y = a / b`.
    void div(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);

    // ---- elementwise, three inputs

    /// `y = a` where `m` is not 0, else `b`; steps as above.
    void choose(float[] m, int mOff, int mStep, float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);

    // ---- elementwise, one input

    /// `y = 1` where `x > 0`, else 0.
    void positive(float[] x, int xOff, float[] y, int yOff, int n);

    /// `y = c · x`.
    void scale(float[] x, int xOff, float c, float[] y, int yOff, int n);

    /// `y = eˣ`.
    void exp(float[] x, int xOff, float[] y, int yOff, int n);

    /// `y = ln x`.
    void log(float[] x, int xOff, float[] y, int yOff, int n);

    /// `y = √x`.
    void sqrt(float[] x, int xOff, float[] y, int yOff, int n);

    /// `y = tanh x`.
    void tanh(float[] x, int xOff, float[] y, int yOff, int n);

    /// `dx = dy · (1 − y²)`.
    void tanhGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int n);

    /// `y = σ(x) = 1 / (1 + e⁻ˣ)`.
    void sigmoid(float[] x, int xOff, float[] y, int yOff, int n);

    /// `dx = dy · y · (1 − y)`.
    void sigmoidGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int n);

    /// `y = erf x = 2/√π ∫₀ˣ e^(−t²) dt`.
    void erf(float[] x, int xOff, float[] y, int yOff, int n);

    /// `y = max(x, 0)`.
    void relu(float[] x, int xOff, float[] y, int yOff, int n);

    /// `dx = dy` where `x > 0`, else 0.
    void reluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n);

    /// `y = x · Φ(x) = x · ½(1 + erf(x/√2))`.
    void gelu(float[] x, int xOff, float[] y, int yOff, int n);

    /// `dx = dy · (Φ(x) + x · φ(x))`, `φ(x) = e^(−x²/2) / √(2π)`.
    void geluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n);

    /// `y = ½x(1 + tanh u)`, `u = √(2/π)(x + 0.044715x³)`.
    void geluTanh(float[] x, int xOff, float[] y, int yOff, int n);

    /// `dx = dy · (½(1 + t) + ½x(1 − t²)u′)`, `t = tanh u`, `u′ = √(2/π)(1 + 3·0.044715x²)`.
    void geluTanhGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n);

    /// `y = x · σ(x)`.
    void silu(float[] x, int xOff, float[] y, int yOff, int n);

    /// `dx = dy · σ(x)(1 + x(1 − σ(x)))`.
    void siluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n);

    /// One position: in each of `heads` stretches of `width`, the pairs `(a, b)` turned by their angles, the rest copied;
    /// `a′ = a·cos − b·sin`, `b′ = b·cos + a·sin`, each one product and one fused multiply-add.
    ///
    /// @param turn       1, or −1 for the angles negated
    /// @param neighbours whether pair i is `(2i, 2i + 1)`; else it is `(i, i + pairs)`
    void rotate(float[] x, int xOff, float[] cos, float[] sin, int tOff, float turn, boolean neighbours,
                float[] y, int yOff, int heads, int width, int pairs);

    // ---- matrix product

    /// `c = c₀ + a · b`, with `a[m, k]`, `b[k, n]`, `c[m, n]`; the rows of `c` have `cRow` floats between their starts.
    ///
    /// Element (i, p) of `a` is `a[aOff + i·aRow + p·aCol]`, element (p, j) of `b` is `b[bOff + p·bRow + j·bCol]`: either operand
    /// may be transposed by swapping its strides (one of the two is 1). `c₀` is `init[initOff + i·initRow + j]`: a bias has
    /// `initRow = 0`; accumulation is `init == c`; `init == null` means 0.
    void matmul(int m, int n, int k, float[] a, int aOff, int aRow, int aCol, float[] b, int bOff, int bRow, int bCol,
                float[] init, int initOff, int initRow, float[] c, int cOff, int cRow);

    // ---- rows: x is [rows, n]

    /// `y[r] = Σᵢ x[r, i]`.
    void rowSums(float[] x, int xOff, float[] y, int yOff, int rows, int n);

    /// `y[r] = maxᵢ x[r, i]`; NaN if one of them is.
    void rowMaxima(float[] x, int xOff, float[] y, int yOff, int rows, int n);

    /// `y[j] += Σᵣ x[r, j]`, row after row; the rows of `x` have `xRow` floats between their starts, so that `x` may be some of the
    /// columns of a matrix.
    void addRows(float[] x, int xOff, int xRow, float[] y, int yOff, int rows, int n);

    /// `yᵢ = exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x)`, row by row.
    void softmax(float[] x, int xOff, float[] y, int yOff, int rows, int n);

    /// `dx = y ⊙ (dy − ⟨dy, y⟩)`, row by row.
    void softmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n);

    /// `yᵢ = (xᵢ − max x) − ln Σⱼ exp(xⱼ − max x)`, row by row.
    void logSoftmax(float[] x, int xOff, float[] y, int yOff, int rows, int n);

    /// `dx = dy − exp(y) · Σⱼ dyⱼ`, row by row.
    void logSoftmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n);

    /// `y = x̂ ⊙ γ + β`, `x̂ = (x − mean x) / √(mean (x − mean x)² + ε)`, row by row.
    void layerNorm(float[] x, int xOff, float[] gamma, float[] beta, float epsilon, float[] y, int yOff, int rows, int n);

    /// `dx = (g − mean g − x̂ · mean(g ⊙ x̂)) / σ`, `g = dy ⊙ γ`, `σ` the root in [#layerNorm].
    void layerNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                           float[] dx, int dxOff, int rows, int n);

    /// `y = x̂ ⊙ γ`, `x̂ = x / √(mean x² + ε)`, row by row.
    void rmsNorm(float[] x, int xOff, float[] gamma, float epsilon, float[] y, int yOff, int rows, int n);

    /// `dx = (g − x̂ · mean(g ⊙ x̂)) / σ`, `g = dy ⊙ γ`, `σ` the root in [#rmsNorm].
    void rmsNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                         float[] dx, int dxOff, int rows, int n);

    /// `mean[r] = mean x[r]` and `inverse[r] = 1/σ[r]` for [#layerNorm], both from `off` on.
    void layerNormMoments(float[] x, int xOff, float epsilon, float[] mean, float[] inverse, int off, int rows, int n);

    /// `mean[r] = 0` and `inverse[r] = 1/σ[r]` for [#rmsNorm], both from `off` on.
    void rmsNormMoments(float[] x, int xOff, float epsilon, float[] mean, float[] inverse, int off, int rows, int n);

    /// `dγ[j] += Σᵣ dy[r, j] · x̂[r, j]`, `x̂ = (x[r] − mean[r]) · inverse[r]`, row after row; the rows of `x` and of `dy` have `row`
    /// floats between their starts, so that these may be some of the columns of a matrix.
    void normScaleGradient(float[] x, int xOff, float[] dy, int dyOff, int row, float[] mean, float[] inverse,
                           float[] dGamma, int dGammaOff, int rows, int n);

    /// `loss[r] = ln Σⱼ exp(x[r, j]) − x[r, target[r]]`; 0 where the target is negative.
    void crossEntropy(float[] x, int xOff, int[] target, int targetOff, float[] loss, int lossOff, int rows, int n);

    /// `dx[r] = factor · (softmax(x[r]) − onehot(target[r]))`; 0 where the target is negative.
    void crossEntropyGradient(float[] x, int xOff, int[] target, int targetOff, float factor,
                              float[] dx, int dxOff, int rows, int n);

    // ---- the optimizer

    /// One step of AdamW (Loshchilov & Hutter 2017, arXiv 1711.05101) on `n` weights:
    ///
    /// `m = β₁m + (1 − β₁)g`, `v = β₂v + (1 − β₂)g²`, `y = w − lr · (c₁m / (√(c₂v) + ε) + decay · w)`
    ///
    /// with `c₁ = 1/(1 − β₁ᵗ)` and `c₂ = 1/(1 − β₂ᵗ)`; `m` and `v` are updated in place.
    void adamW(float[] w, float[] g, float[] m, float[] v, float[] y, int off, int n,
               float lr, float beta1, float beta2, float epsilon, float decay, float c1, float c2);
}
