package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.List;
import java.util.stream.IntStream;

/// All partial derivatives of y, a function with many results: the matrix `J = ∂y/∂x`, and its products with vectors, for which it need
/// not be known.
///
/// | | what | work |
/// |---|---|---|
/// | `Jacobian.of(y).wrt(x)` | `J`, `[y…, x…]` | a backward pass for each element of y |
/// | `Gradients.of(y, u).wrt(x)` | `Jᵀu`, of x's shape: how `⟨u, y⟩` changes with x | one backward pass |
/// | `Jacobian.of(y).times(x, v)` | `Jv`, of y's shape: how y changes as x moves along v | two backward passes |
///
/// Like gradients, all of them can be differentiated.
public final class Jacobian {

    private final Tensor y;

    private Jacobian(Tensor y) {
        this.y = y;
    }

    /// The derivatives of y.
    ///
    /// @throws IllegalArgumentException if y depends on no variable
    public static Jacobian of(Tensor y) {
        require(y.isRecorded(), "jacobian: y%s was computed from constants only; make an input a variable() first", y.shape());
        return new Jacobian(y);
    }

    /// The whole matrix, `[y…, x…]`.
    ///
    /// @throws IllegalArgumentException if x is a constant
    public Tensor wrt(Tensor x) {
        Shape shape = Shape.of(IntStream.concat(IntStream.of(y.shape().dims()), IntStream.of(x.shape().dims())).toArray());
        int n = y.shape().size();
        if (n == 0) {
            return Tensor.full(shape, 0);
        }
        Tensor flat = y.reshape(n);
        List<Tensor> elements = IntStream.range(0, n).mapToObj(i -> flat.slice(0, i, i + 1)).toList();
        List<Tensor> gradients = Gradients.ofEach(elements).wrt(x);
        return Tensor.concat(0, gradients.stream().map(g -> g.reshape(1, x.shape().size())).toArray(Tensor[]::new)).reshape(shape);
    }

    /// `Jv`. The gradient `Jᵀu` is a linear function of u; *its* gradient, weighed with v, is `(Jᵀ)ᵀv`, whatever u is.
    ///
    /// @throws IllegalArgumentException if x is a constant, or v has another shape
    public Tensor times(Tensor x, Tensor v) {
        require(x.isRecorded(), "jacobian: x%s is a constant, so nothing was recorded for it; use x.variable()", x.shape());
        require(x.shape().equals(v.shape()), "jacobian: x%s and its direction v%s need the same shape", x.shape(), v.shape());
        Tensor u = Tensor.scalar(0).on(y.engine()).expand(y.shape()).variable();
        Tensor back = Gradients.of(y, u).recorded(List.of(x)).getFirst();
        return back.isRecorded() ? Gradients.of(back, v).wrt(u) : u.detach();       // not recorded: y does not depend on x
    }
}
