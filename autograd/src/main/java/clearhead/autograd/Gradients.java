package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Derivatives of one result, by reverse mode: the graph is walked once, from the result to its inputs, and each op turns the gradient
/// of its output into gradients of its inputs (the chain rule; Linnainmaa 1970, Griewank & Walther 2008).
///
/// ```java
/// Tensor w = Tensor.vector(1, 2).variable();
/// Tensor loss = w.square().sum();
/// Tensor dw = Gradients.of(loss).wrt(w);                              // [2, 4]
/// Tensor hv = Gradients.of(dw.dot(v)).wrt(w);                         // a gradient has a gradient: here 2 · v
/// ```
///
/// Gradients are a result, not a state of the tensors: nothing is accumulated or cleared, any recorded tensor can be asked for, and
/// several passes may walk one graph at once. A pass records nothing of its own work. If somebody differentiates a gradient, the pass is
/// run again with recording on ([Deferred]); if nobody does, it has cost nothing.
public final class Gradients {

    private final Tensor y;
    private final Tensor dy;
    /// Where the walk stops, if not at the variables.
    private final Set<Tensor> ends;

    private Gradients(Tensor y, Tensor dy, Set<Tensor> ends) {
        this.y = y;
        this.dy = dy;
        this.ends = ends;
    }

    /// Derivatives of one number.
    ///
    /// @throws IllegalArgumentException if y has more than one element, or depends on no variable
    public static Gradients of(Tensor y) {
        require(y.shape().size() == 1, "gradients: the shape to differentiate is %s; need a single number, or the weight of each "
                + "element: Gradients.of(y, dy)", y.shape());
        return of(y, Tensor.full(y.shape(), 1));
    }

    /// Derivatives of `Σ y ⊙ dy`: the product of the vector dy with the Jacobian matrix of y.
    ///
    /// @throws IllegalArgumentException if dy has another shape, or y depends on no variable
    public static Gradients of(Tensor y, Tensor dy) {
        require(y.shape().equals(dy.shape()), "gradients: y%s and dy%s need the same shape", y.shape(), dy.shape());
        require(y.isRecorded(), "gradients: y%s was computed from constants only; make an input a variable() first", y.shape());
        return new Gradients(y, dy, Set.of());
    }

    /// Partial derivatives of `Σ y ⊙ dy`, where y is a function of `ends` and of nothing else: if one of them was computed from another,
    /// that does not count here.
    static Gradients partial(Tensor y, Tensor dy, Set<Tensor> ends) {
        return new Gradients(y, dy, ends);
    }

    /// The gradient with respect to x, of x's shape: zeros if y does not depend on it.
    ///
    /// @throws IllegalArgumentException if x is a constant
    public Tensor wrt(Tensor x) {
        return wrt(List.of(x)).getFirst();
    }

    /// The gradients with respect to all of these, from one pass.
    public List<Tensor> wrt(Tensor... xs) {
        return wrt(List.of(xs));
    }

    /// The gradients with respect to all of these, from one pass.
    ///
    /// @throws IllegalArgumentException if one of them is a constant
    public List<Tensor> wrt(List<Tensor> xs) {
        for (Tensor x : xs) {
            require(x.isRecorded(), "gradients: x%s is a constant, so nothing was recorded for it; use x.variable()", x.shape());
        }
        Engine engine = Engine.of(List.of(y, dy));
        if (!engine.records()) {
            return pass(dy, xs);
        }
        Engine quiet = engine.quiet();
        List<Tensor> values = pass(dy.detach().on(quiet), xs);
        quiet.recycler().close();
        Deferred.Replay replay = new Deferred.Replay(this, xs);
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            results.add(Tensor.gradient(values.get(i), new Deferred(replay, i), engine));
        }
        return Collections.unmodifiableList(results);
    }

    /// What the gradients depend on.
    List<Tensor> sources() {
        return List.of(y, dy);
    }

    /// The same gradients, their own making recorded.
    List<Tensor> recorded(List<Tensor> xs) {
        return pass(dy, xs);
    }

    private List<Tensor> pass(Tensor seed, List<Tensor> xs) {
        Graph graph = new Graph(xs, ends);
        graph.visit(y);
        Waiting gradients = new Waiting(Engine.of(List.of(seed)));
        gradients.add(y, seed);
        Flow flow = (input, gradient) -> {
            if (graph.leads(input)) {
                gradients.add(input, checked(input, gradient));
            }
        };
        List<Tensor> order = graph.order();
        for (int i = order.size() - 1; i >= 0; i--) {
            Tensor tensor = order.get(i);
            if (gradients.at(tensor) != null && graph.leads(tensor) && !ends.contains(tensor)) {
                gradients.pass(tensor, flow, graph.isTarget(tensor));
            }
        }
        return xs.stream().map(x -> gradients.handOn(x)).toList();
    }

    /// The gradients that have arrived at tensors and wait to be passed on.
    ///
    /// @param engine   whose recycler their arrays belong to, or none where everything is recorded
    /// @param recycler that one, or null
    private record Waiting(Engine engine, Recycler recycler, Map<Tensor, Tensor> gradients) {

        Waiting(Engine engine) {
            this(engine, engine.recycler(), new HashMap<>());
        }

        Tensor at(Tensor tensor) {
            return gradients.get(tensor);
        }

        void add(Tensor tensor, Tensor gradient) {
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
        void pass(Tensor tensor, Flow flow, boolean keep) {
            Tensor gradient = gradients.get(tensor);
            int mark = recycler == null ? 0 : recycler.mark();
            tensor.op().backward(tensor, gradient, flow);
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

        /// The gradient of x for the caller; zeros if none has arrived.
        Tensor handOn(Tensor x) {
            Tensor gradient = gradients.get(x);
            if (gradient != null && recycler != null) {
                recycler.handOn(gradient.storage());
            }
            return gradient == null ? Tensor.scalar(0).on(engine).expand(x.shape()) : gradient;
        }
    }

    private static Tensor checked(Tensor input, Supplier<Tensor> gradient) {
        Tensor dx = gradient.get();
        require(dx.shape().equals(input.shape()), "gradients: an op gave a gradient of shape %s to its input of shape %s",
                dx.shape(), input.shape());
        return dx;
    }

    /// The part of the graph between y and the tensors that were asked for, inputs before results.
    private static final class Graph {

        /// A visited tensor: does it lead to a target? Unknown until all its inputs are known.
        private final Map<Tensor, Boolean> leads = new HashMap<>();
        private final List<Tensor> order = new ArrayList<>();
        private final Set<Tensor> targets;
        private final Set<Tensor> ends;

        Graph(List<Tensor> xs, Set<Tensor> ends) {
            this.targets = new HashSet<>(xs);
            this.ends = ends;
        }

        boolean isTarget(Tensor tensor) {
            return targets.contains(tensor);
        }

        /// Whether a gradient that arrives at this tensor is wanted, here or further down.
        boolean leads(Tensor tensor) {
            return leads.getOrDefault(tensor, false);
        }

        List<Tensor> order() {
            return order;
        }

        /// Depth first, with a stack of its own: graphs are deeper than Java's.
        void visit(Tensor root) {
            Deque<Visit> stack = new ArrayDeque<>();
            stack.push(new Visit(root, ends.contains(root)));
            while (!stack.isEmpty()) {
                Visit visit = stack.peek();
                Tensor next = visit.next(this);
                if (next != null) {
                    if (next.isRecorded() && !leads.containsKey(next)) {
                        leads.put(next, false);
                        stack.push(new Visit(next, ends.contains(next)));
                    }
                } else {
                    stack.pop();
                    leads.put(visit.tensor, isTarget(visit.tensor) || visit.inputs.stream().anyMatch(this::leads));
                    order.add(visit.tensor);
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
            Tensor next(Graph graph) {
                if (done == inputs.size() && !expanded && tensor.op() instanceof Deferred deferred) {
                    expanded = true;
                    if (inputs.stream().anyMatch(graph::leads)) {
                        inputs = deferred.inputs();
                        done = 0;
                    }
                }
                return done < inputs.size() ? inputs.get(done++) : null;
            }
        }
    }
}
