package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
///
/// To read on: [Route] orders the graph, [Walk] is the pass along it, [Recycler] has its arrays.
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

    /// Derivatives of several numbers of one graph, see [Each].
    ///
    /// @throws IllegalArgumentException if one of them is more than a number, or depends on no variable
    public static Each ofEach(Tensor... ys) {
        return ofEach(List.of(ys));
    }

    /// Derivatives of several numbers of one graph, see [Each].
    ///
    /// @throws IllegalArgumentException if one of them is more than a number, or depends on no variable
    public static Each ofEach(List<Tensor> ys) {
        return new Each(ys.stream().map(Gradients::of).toList());
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
        return new Each(List.of(this)).wrt(xs).getFirst();
    }

    /// What the gradients depend on.
    List<Tensor> sources() {
        return List.of(y, dy);
    }

    /// The same gradients, their own making recorded.
    List<Tensor> recorded(List<Tensor> xs) {
        return Walk.along(new Route(List.of(y), xs, ends), y, dy);
    }

    /// The gradients of several results. Each has a backward pass of its own; they share the forward computation, the walk that orders
    /// the graph, and the arrays: a pass writes its temporaries where those of the pass before were.
    public static final class Each {

        private final List<Gradients> parts;

        private Each(List<Gradients> parts) {
            this.parts = parts;
        }

        /// The gradients with respect to x, one for each result.
        ///
        /// @throws IllegalArgumentException if x is a constant
        public List<Tensor> wrt(Tensor x) {
            return wrt(List.of(x)).stream().map(List::getFirst).toList();
        }

        /// For each result the gradients with respect to all of these.
        ///
        /// @throws IllegalArgumentException if one of them is a constant
        public List<List<Tensor>> wrt(List<Tensor> xs) {
            List<Tensor> asked = List.copyOf(xs);
            for (Tensor x : asked) {
                require(x.isRecorded(), "gradients: x%s is a constant, so nothing was recorded for it; use x.variable()", x.shape());
            }
            Engine engine = Engine.of(parts.stream().flatMap(part -> part.sources().stream()).toList());
            Engine quiet = engine.records() ? engine.quiet() : engine;              // quiet already inside another pass, which cleans up
            Set<Tensor> ends = parts.stream().flatMap(part -> part.ends.stream()).collect(Collectors.toSet());
            Route route = new Route(parts.stream().map(part -> part.y).toList(), asked, ends);
            List<List<Tensor>> results = new ArrayList<>();
            for (Gradients part : parts) {
                List<Tensor> values = Walk.along(route, part.y, part.dy.detach().on(quiet));
                results.add(engine.records() ? part.promised(values, asked, engine) : values);
            }
            if (engine.records()) {
                quiet.recycler().close();
            }
            return Collections.unmodifiableList(results);
        }
    }

    /// These numbers, on the engine that was computed on, each with the promise of a derivative.
    private List<Tensor> promised(List<Tensor> values, List<Tensor> xs, Engine engine) {
        Deferred.Replay replay = new Deferred.Replay(this, xs);
        return IntStream.range(0, xs.size()).mapToObj(i -> Tensor.gradient(values.get(i), new Deferred(replay, i), engine)).toList();
    }
}
