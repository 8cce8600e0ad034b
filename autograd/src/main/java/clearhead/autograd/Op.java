package clearhead.autograd;

import java.util.List;

/// One operation on tensors: what goes in, how its result is computed, and how a gradient flows back. An op is a value that can be
/// asked what it is; whoever needs a rule for every op (decomposition, pictures of graphs, cost) writes an exhaustive `switch` and
/// lets the compiler name the one that was forgotten.
///
/// The families, in reading order: [Arithmetic], [Pointwise], [Product], [Layout], [Lookup], [Masking], [Reduction], [RowOp], [Rotary],
/// [Heads], [Attention], [Loss]. [Leaf] is where a graph begins, [Deferred] is a gradient that nobody has differentiated yet, [Custom]
/// is the door for operations of your own.
///
/// What can be said with these ops at no loss is no op: absolute values, clamping, log-sum-exp, variances and their like are one-liners
/// in [Tensor], or small helpers ([TopK], [Patches], [Constants]), and are differentiated by the ops that they are made of.
///
/// Where speed needs a kernel for a derivative, that kernel is an op as well ([Fused]), so that a gradient has a gradient.
public sealed interface Op
        permits Arithmetic, Pointwise, Product, Layout, Lookup, Masking, Reduction, RowOp, Rotary, Heads, Attention, Loss,
                Leaf, Deferred, Fused, Op.Custom {

    /// What it reads, in a fixed order.
    List<Tensor> inputs();

    /// The shape of its result.
    Shape shape();

    /// What people call it, in pictures of graphs and lists of costs.
    default String name() {
        return getClass().getSimpleName();
    }

    /// Computes the result into `y`, `shape().size()` floats, every one of which is written.
    void forward(Engine engine, float[] y);

    /// Whether the result is the numbers of the first input, in their order. Then it is not computed: both tensors have one array.
    default boolean sharesNumbers() {
        return false;
    }

    /// Sends the gradient of the result on to the inputs: for each input x, `to.add(x, () -> dx)`.
    ///
    /// @param y  the result of the forward pass
    /// @param dy the gradient of the differentiated scalar with respect to y, of y's shape
    void backward(Tensor y, Tensor dy, Flow to);

    /// An operation defined outside this package. It must give the gradient of every input that can vary, made of tensor operations,
    /// so that it has a gradient itself.
    non-sealed interface Custom extends Op {

        /// How many multiply-adds of a product it takes, for a [DryRun].
        default long multiplyAdds() {
            return 0;
        }
    }
}
