package clearhead.autograd;

import java.util.function.Supplier;

/// Where an op's backward sends the gradients of its inputs.
@FunctionalInterface
public interface Flow {

    /// Adds to the gradient of `input`. The supplier is called only if somebody asked for a gradient that passes there, so that
    /// gradients of inputs do no work for weights.
    void add(Tensor input, Supplier<Tensor> gradient);
}
