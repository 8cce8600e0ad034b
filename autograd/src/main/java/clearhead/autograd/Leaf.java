package clearhead.autograd;

import java.util.List;

/// Where a graph begins: a variable, whose value was given and not computed. Nothing → `[…]`
public record Leaf(Shape shape) implements Op {

    @Override public List<Tensor> inputs() {
        return List.of();
    }

    @Override public void forward(Engine engine, float[] y) {
        throw new IllegalStateException("a variable has its value from the start");
    }

    @Override public void backward(Tensor y, Tensor dy, Flow to) {
        // nothing lies before it
    }
}
