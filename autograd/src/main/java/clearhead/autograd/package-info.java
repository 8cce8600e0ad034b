/// Tensors, the operations that make them, and gradients as a result: reverse-mode differentiation, to be read in this order.
///
/// 1. [Shape] and [Tensor]: numbers in a shape. Every method of a tensor that computes is one line and names its operation.
/// 2. [Op]: an operation holds its inputs, computes its result ([Op#forward]) and says how a gradient flows back ([Op#backward]).
///    [Arithmetic] has the simplest: in `Mul` the whole idea stands in ten lines.
/// 3. [Gradients]: the walk from a result back to its inputs, which is all that reverse mode is; then its two rooms, [Route] and
///    [Walk]. [Jacobian] is made of it.
/// 4. The other families, each op with its formula and a picture of its shapes: [Pointwise], [Product], [Layout], [Lookup] (with
///    [Indices], the whole numbers of this package), [Masking], [Reduction], [RowOp], [Rotary] (with its tables, [Rotation]), [Loss];
///    [Heads] and [Attention], where all of these come together.
///    Beside them, what is made of ops and needs none of its own: [TopK], [Patches], and constants ([Constants]); and rows that grow in
///    number ([Table]).
/// 5. [Fused] and [Deferred]: why fast derivatives have derivatives, and why that costs nothing until it is used.
/// 6. [Engine] and [Threads]: who does the work. The loops themselves are in the package `kernels`, three hops from any method here.
/// 7. [Arena] and its [Pool]: arrays that one step leaves to the next. [DryRun] and [Budget]: what work will cost, before it is done.
///    [Graph]: what was recorded, as a value and as a picture.
///
/// ```java
/// Tensor w = Tensor.vector(1, 2).variable();
/// Tensor loss = w.square().sum();                       // 1² + 2²
/// Tensor dw = Gradients.of(loss).wrt(w);                // [2, 4]
/// ```
///
/// Tensors are immutable, gradients are returned, modes do not exist; so nothing here depends on what ran before, or beside it.
package clearhead.autograd;
