package clearhead.autograd;

import java.util.LinkedHashSet;
import java.util.Set;

/// A derivative that has a kernel of its own. [#unfused] says the same in small ops; where this op is differentiated in turn, the
/// gradient is taken through those, so a fused kernel needs no second formula and has derivatives of every order.
public sealed interface Fused extends Op permits Pointwise.Gradient, RowOp.Gradient, Loss.Gradient, Attention.WeightsGradient {

    /// The same result from small differentiable ops.
    Tensor unfused();

    @Override default void backward(Tensor y, Tensor dy, Flow to) {
        Set<Tensor> distinct = new LinkedHashSet<>(inputs());
        Gradients through = Gradients.partial(unfused(), dy, distinct);
        for (Tensor input : distinct) {
            to.add(input, () -> through.wrt(input));
        }
    }
}
