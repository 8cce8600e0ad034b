package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// One backward pass: the gradients that have arrived at tensors and wait to be sent on.
final class Walk {

    private final Route route;
    private final Engine engine;
    /// Whom the arrays belong to; null where everything is recorded.
    private final Recycler recycler;
    private final Map<Tensor, Tensor> gradients = new HashMap<>();

    private Walk(Route route, Engine engine) {
        this.route = route;
        this.engine = engine;
        this.recycler = engine.recycler();
    }

    /// Goes back from y, where `dy` arrives, and gives what has arrived at the tensors that were asked for.
    static List<Tensor> along(Route route, Tensor y, Tensor dy) {
        Walk walk = new Walk(route, Engine.of(List.of(dy)));
        walk.add(y, dy);
        for (Tensor tensor : route.backwards()) {
            if (walk.gradients.containsKey(tensor) && route.goesOn(tensor)) {
                walk.sendOn(tensor);
            }
        }
        return route.xs().stream().map(walk::handOn).toList();
    }

    private void add(Tensor tensor, Tensor gradient) {
        Tensor before = gradients.get(tensor);
        Tensor sum = before == null ? gradient : before.add(gradient);
        gradients.put(tensor, sum);
        if (recycler != null) {
            recycler.hold(sum.storage());
            if (before != null) {
                recycler.release(before.storage());
            }
        }
    }

    /// Lets the op of this tensor send its gradient on. What a [Op.Custom] sees may have been put aside, so it is not recycled.
    private void sendOn(Tensor tensor) {
        Tensor gradient = gradients.get(tensor);
        boolean keep = route.isTarget(tensor);
        int mark = recycler == null ? 0 : recycler.mark();
        tensor.op().backward(tensor, gradient, this::arrive);
        if (!keep) {
            gradients.remove(tensor);
        }
        if (recycler != null && !(tensor.op() instanceof Op.Custom)) {
            recycler.sweep(mark);
            if (!keep) {
                recycler.release(gradient.storage());
            }
        }
    }

    private void arrive(Tensor input, Supplier<Tensor> gradient) {
        if (route.leads(input)) {
            Tensor dx = gradient.get();
            require(dx.shape().equals(input.shape()), "gradients: an op gave a gradient of shape %s to its input of shape %s",
                    dx.shape(), input.shape());
            add(input, dx);
        }
    }

    /// The gradient of x for the caller; zeros if none has arrived.
    private Tensor handOn(Tensor x) {
        Tensor gradient = gradients.get(x);
        if (gradient != null && recycler != null) {
            recycler.handOn(gradient.storage());
        }
        return gradient == null ? Tensor.scalar(0).on(engine).expand(x.shape()) : gradient;
    }
}
