package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.List;

/// Matrix products.
public sealed interface Product extends Op {

    /// `y = a′ · b′`, where a′ is a, or aᵀ if asked for (likewise b): `[…, m, k] · […, k, n] → […, m, n]`.
    ///
    /// ```
    ///                  n
    ///              ┌───────┐
    ///            k │   │   │ b         an element of y is a row of a times a column of b, summed in order of k
    ///        k     │   │   │
    ///    ┌───────┐ ├───────┤           backward:  da[m, k] = dy[m, n] · b[k, n]ᵀ
    ///  m │ ───── │ │   ·   │ y                    db[k, n] = a[m, k]ᵀ · dy[m, n]
    ///    └───────┘ └───────┘
    ///        a
    /// ```
    ///
    /// The leading axes of both are equal and each matrix of a meets its own of b; or b is one matrix `[k, n]` for all.
    ///
    /// - backward of `y = a · b`: `da = dy · bᵀ`, `db = aᵀ · dy`; of a transposed operand, the transposed of that
    record MatMul(Tensor a, boolean aT, Tensor b, boolean bT) implements Product {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if the inner sizes or the leading axes differ
        public MatMul {
            check(a.shape(), aT, b.shape(), bT);
        }

        private static void check(Shape a, boolean aT, Shape b, boolean bT) {
            String ta = aT ? "ᵀ" : "";
            String tb = bT ? "ᵀ" : "";
            require(a.rank() >= 2 && b.rank() >= 2, "matmul: a%s%s · b%s%s: each needs at least two axes", a, ta, b, tb);
            require(a.dim(aT ? -2 : -1) == b.dim(bT ? -1 : -2),
                    "matmul: inner sizes differ: a%s%s · b%s%s (need a[m, k] · b[k, n])", a, ta, b, tb);
            require(b.rank() == 2 || b.with(-2, 1).with(-1, 1).equals(a.with(-2, 1).with(-1, 1)),
                    "matmul: leading axes differ: a%s%s · b%s%s (need the same, or a single matrix b)", a, ta, b, tb);
            require(b.rank() > 2 || a.rank() == 2 || !aT,
                    "matmul: a%s%s · b%s%s: a stack of transposed matrices needs a stack b", a, ta, b, tb);
        }

        @Override public List<Tensor> inputs() {
            return List.of(a, b);
        }

        @Override public Shape shape() {
            return a.shape().with(-2, a.dim(aT ? -1 : -2)).with(-1, b.dim(bT ? -2 : -1));
        }

        @Override public void forward(Engine engine, float[] y) {
            if (b.shape().rank() == 2) {
                matmul(engine, a, aT, b, bT, null, y);
                return;
            }
            int m = a.dim(aT ? -1 : -2);
            int n = b.dim(bT ? -2 : -1);
            int k = b.dim(bT ? -1 : -2);
            int aRow = a.shape().last();
            int bRow = b.shape().last();
            int stack = m * n == 0 ? 0 : y.length / (m * n);
            engine.share(stack, (long) m * n * Math.max(1, k) / 8, (from, to) -> {
                for (int i = from; i < to; i++) {
                    engine.kernels().matmul(m, n, k, a.data(), i * m * k, aT ? 1 : aRow, aT ? aRow : 1,
                            b.data(), i * k * n, bT ? 1 : bRow, bT ? bRow : 1, null, 0, 0, y, i * m * n, n);
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(a, () -> aT ? product(b, bT, dy, true) : product(dy, false, b, !bT));
            if (b.shape().rank() == 2 && a.shape().rank() > 2) {      // one b for all rows: lay the stack out as one matrix
                to.add(b, () -> bT ? product(rows(dy), true, rows(a), false) : product(rows(a), true, rows(dy), false));
            } else {
                to.add(b, () -> bT ? product(dy, true, a, aT) : product(a, !aT, dy, false));
            }
        }
    }

    /// `y = x · w + b`, the layer of every network: `[…, in] · [in, out] + [out] → […, out]`. The bias is where the sums of the
    /// product start, so it costs no pass of its own.
    ///
    /// - backward: `dx = dy · wᵀ`, `dw = xᵀ · dy`, `db = Σ over rows of dy`
    ///
    /// ```
    ///       x               w                b                y
    ///   ┌────────┐     ┌─────────┐                      ┌─────────┐
    ///   │ row    │  ·  │         │  +  │ b b b … │   =  │ row     │
    ///   │ row    │     │         │     │ b b b … │      │ row     │
    ///   └────────┘     └─────────┘                      └─────────┘
    ///    […, in]        [in, out]        [out]           […, out]
    /// ```
    record Affine(Tensor x, Tensor w, Tensor b) implements Product {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if x, w and b do not fit
        public Affine {
            require(w.shape().rank() == 2 && x.shape().rank() >= 1 && x.shape().last() == w.shape().dim(0),
                    "affine: x%s · w%s: inner sizes differ (need x[…, in] · w[in, out])", x.shape(), w.shape());
            require(b.shape().equals(Shape.of(w.shape().dim(1))),
                    "affine: x%s · w%s + b%s: the bias needs [%d]", x.shape(), w.shape(), b.shape(), w.shape().dim(1));
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, w, b);
        }

        @Override public Shape shape() {
            return x.shape().with(-1, w.shape().last());
        }

        @Override public void forward(Engine engine, float[] y) {
            matmul(engine, x, false, w, false, b.data(), y);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> x.shape().rank() > 1 ? product(dy, false, w, true)
                    : product(rows(dy), false, w, true).reshape(x.shape()));               // a single row is a matrix of one
            to.add(w, () -> product(rows(x), true, rows(dy), false));
            to.add(b, () -> dy.sumTo(b.shape()));
        }
    }

    /// All rows as one matrix.
    private static Tensor rows(Tensor x) {
        return x.reshape(x.shape().rows(), x.shape().last());
    }

    private static Tensor product(Tensor a, boolean aT, Tensor b, boolean bT) {
        return Tensor.of(new MatMul(a, aT, b, bT));
    }

    /// All rows of a against one matrix b, cut along the longer side of the result (never along k: an element is one sum in order of k).
    private static void matmul(Engine engine, Tensor a, boolean aT, Tensor b, boolean bT, float[] bias, float[] y) {
        int k = b.shape().dim(bT ? 1 : 0);
        int n = b.shape().dim(bT ? 0 : 1);
        int m = aT ? a.shape().last() : a.shape().rows();
        int aRow = aT ? 1 : a.shape().last();
        int aCol = aT ? a.shape().last() : 1;
        int bRow = bT ? 1 : b.shape().last();
        int bCol = bT ? b.shape().last() : 1;
        if (m >= n) {
            share(engine, m, (long) n * k, (from, to) -> engine.kernels().matmul(to - from, n, k, a.data(), from * aRow, aRow, aCol,
                    b.data(), 0, bRow, bCol, bias, 0, 0, y, from * n, n));
        } else {
            share(engine, n, (long) m * k, (from, to) -> engine.kernels().matmul(m, to - from, k, a.data(), 0, aRow, aCol,
                    b.data(), from * bCol, bRow, bCol, bias, from, 0, y, from, n));
        }
    }

    /// Cuts `[0, n)` at multiples of the widest tile, so that only the last range has an edge.
    private static void share(Engine engine, int n, long cost, Threads.Range body) {
        int tile = 32;
        int tiles = (n + tile - 1) / tile;
        engine.shareOnce(tiles, Math.max(1, cost / 8) * tile, (from, to) -> body.run(from * tile, Math.min(n, to * tile)));
    }
}
