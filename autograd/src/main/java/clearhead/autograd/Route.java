package clearhead.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The part of the graph between some results and the tensors that were asked for, in an order with inputs before results: what a
/// [Walk] goes along, backwards.
final class Route {

    /// A visited tensor: does it lead to a target? Unknown until all its inputs are known.
    private final Map<Tensor, Boolean> leads = new HashMap<>();
    private final List<Tensor> order = new ArrayList<>();
    private final List<Tensor> xs;
    private final Set<Tensor> targets;
    private final Set<Tensor> ends;

    /// @param ys   where walks begin
    /// @param xs   what is asked for
    /// @param ends where walks stop, if not at the variables
    Route(List<Tensor> ys, List<Tensor> xs, Set<Tensor> ends) {
        this.xs = xs;
        this.targets = new HashSet<>(xs);
        this.ends = ends;
        ys.forEach(this::visit);
    }

    /// What is asked for.
    List<Tensor> xs() {
        return xs;
    }

    boolean isTarget(Tensor tensor) {
        return targets.contains(tensor);
    }

    /// Whether a gradient that arrives at this tensor is wanted, here or further down.
    boolean leads(Tensor tensor) {
        return leads.getOrDefault(tensor, false);
    }

    /// Whether a gradient that arrives here is to be sent on.
    boolean goesOn(Tensor tensor) {
        return leads(tensor) && !ends.contains(tensor);
    }

    /// Results before inputs.
    List<Tensor> backwards() {
        return order.reversed();
    }

    /// Depth first, with a stack of its own: graphs are deeper than Java's.
    private void visit(Tensor root) {
        if (leads.putIfAbsent(root, false) != null) {
            return;
        }
        Deque<Visit> stack = new ArrayDeque<>();
        stack.push(new Visit(root, ends.contains(root)));
        while (!stack.isEmpty()) {
            Visit visit = stack.peek();
            Tensor next = visit.next(this);
            if (next == null) {
                stack.pop();
                leads.put(visit.tensor, isTarget(visit.tensor) || visit.inputs.stream().anyMatch(this::leads));
                order.add(visit.tensor);
            } else if (next.isRecorded() && leads.putIfAbsent(next, false) == null) {
                stack.push(new Visit(next, ends.contains(next)));
            }
        }
    }

    private static final class Visit {
        private final Tensor tensor;
        private List<Tensor> inputs;
        private int done;
        private boolean expanded;

        Visit(Tensor tensor, boolean end) {
            this.tensor = tensor;
            this.inputs = end ? List.of() : tensor.op() instanceof Deferred deferred ? deferred.sources() : tensor.op().inputs();
        }

        /// The next input to look at. A deferred gradient is recorded only when what it depends on leads to a target.
        Tensor next(Route route) {
            if (done == inputs.size() && !expanded && tensor.op() instanceof Deferred deferred) {
                expanded = true;
                if (inputs.stream().anyMatch(route::leads)) {
                    inputs = deferred.inputs();
                    done = 0;
                }
            }
            return done < inputs.size() ? inputs.get(done++) : null;
        }
    }
}
