/// Tensors, the operations that make them, and gradients as a result.
package clearhead.autograd;
