package clearhead.explain.decompose;

import clearhead.autograd.Layout;
import clearhead.autograd.Lookup;
import clearhead.autograd.Masking;
import clearhead.autograd.Op;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The walk from a result back to what it was computed from, over two recorded graphs of one structure at once, op by op by the [Rules].
///
/// It is the chain rule with differences in place of derivatives: if `Δy = ⟨m, Δz⟩` for the z that y was computed from, and each
/// `Δzᵢ = ⟨mᵢ, Δx⟩`, then `Δy = ⟨Σ mᵢ · m, Δx⟩`.
final class Multipliers {

    private final Set<Tensor> ends;
    /// By the tensor at x, inputs before results.
    private final Map<Tensor, Pair> pairs = new LinkedHashMap<>();
    private final Map<Tensor, Tensor> arrived = new HashMap<>();

    private Multipliers(Set<Tensor> ends) {
        this.ends = ends;
    }

    /// The multipliers with respect to `ends` (at x); one that the result does not depend on has none.
    ///
    /// @param y the result
    /// @param m what is multiplied with its difference, of its shape
    static Map<Tensor, Tensor> of(Pair y, Tensor m, Set<Tensor> ends) {
        Multipliers walk = new Multipliers(ends);
        walk.order(y);
        walk.arrived.put(y.x(), m);
        for (Pair pair : List.copyOf(walk.pairs.values()).reversed()) {
            if (!ends.contains(pair.x()) && walk.arrived.containsKey(pair.x())) {
                Rules.send(pair, walk.arrived.remove(pair.x()), walk::arrive);
            }
        }
        walk.arrived.keySet().retainAll(ends);
        return walk.arrived;
    }

    private void arrive(Tensor input, Supplier<Tensor> multiplier) {
        if (pairs.containsKey(input)) {
            arrived.merge(input, multiplier.get(), Tensor::add);
        }
    }

    /// Depth first, with a stack of its own: graphs are deeper than Java's.
    private void order(Pair result) {
        Deque<Pair> stack = new ArrayDeque<>(List.of(result));
        while (!stack.isEmpty()) {
            Pair pair = stack.peek();
            List<Pair> missing = pairs.containsKey(pair.x()) ? List.of()
                    : inputs(pair).stream().filter(input -> !pairs.containsKey(input.x())).toList();
            missing.forEach(stack::push);
            if (missing.isEmpty()) {
                pairs.putIfAbsent(stack.pop().x(), pair);
            }
        }
    }

    /// The inputs that vary.
    private List<Pair> inputs(Pair pair) {
        return ends.contains(pair.x()) ? List.of() : inputs(pair.x().op(), pair.base()).stream().filter(Pair::varies).toList();
    }

    /// All inputs of an op, each with its twin.
    ///
    /// @throws BadInput if the two graphs are not of one structure
    private static List<Pair> inputs(Op op, Tensor base) {
        if (!base.isRecorded() || !alike(op, base.op())) {
            throw another(op);
        }
        List<Tensor> here = op.inputs();
        List<Tensor> there = base.op().inputs();
        List<Pair> inputs = new ArrayList<>();
        for (int i = 0; i < here.size(); i++) {
            Pair input = new Pair(here.get(i), there.get(i));
            if (!input.varies() && !input.equal()) {
                throw new BadInput("deeplift", "%s reads a constant that is another one without the input: it was computed from it unseen"
                        .formatted(op.name()), "a model that records all it computes from its input, or integrated-gradients");
            }
            inputs.add(input);
        }
        return inputs;
    }

    /// The same code has run at both points, so two ops of a kind differ only where they were made from numbers.
    private static boolean alike(Op op, Op base) {
        return op.getClass() == base.getClass() && op.shape().equals(base.shape())
                && (!(op instanceof Lookup lookup) || lookup.ids().equals(((Lookup) base).ids()))
                && (!(op instanceof Layout.Slice slice) || slice.from() == ((Layout.Slice) base).from())
                && (!(op instanceof Masking.Dropout dropout) || dropout.seed() == ((Masking.Dropout) base).seed());
    }

    private static BadInput another(Op op) {
        return new BadInput("deeplift", "the model computes another %s without the input".formatted(op.name()),
                "a model whose steps do not hang on numbers, or integrated-gradients");
    }
}
