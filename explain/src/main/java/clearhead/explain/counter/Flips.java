package clearhead.explain.counter;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.explain.Cost;
import clearhead.explain.Input;
import clearhead.explain.Leaf;
import clearhead.explain.Meter;
import clearhead.explain.Target;
import clearhead.explain.Variant;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// What gradients foretell of other tokens in the places of an input's own, to first order:
/// `F(x with v at t) − F(x) ≈ (e_v − e_xₜ)ᵀ ∂F/∂e_xₜ`.
final class Flips {

    private final Meter meter;
    private final int[] ids;
    private final Tensor x;
    private final Tensor rows;
    private final Map<Integer, Integer> index = new HashMap<>();

    /// A flip.
    ///
    /// @param variant  the input with one token more that is another
    /// @param estimate how much the explained number rises, to first order
    record Flip(Variant variant, double estimate) {}

    /// @param target no prediction any more
    /// @throws BadInput if the model looks nothing up, or does not know a token
    Flips(WhiteBox model, Input input, Target target, int[] ids) {
        this.meter = new Meter(model, input, target);
        this.ids = IntStream.of(ids).distinct().toArray();
        Leaf leaf = meter.leaves().getFirst();
        Tensor table = model.table(leaf).orElseThrow(() -> new BadInput("hotflip", "a picture has no tokens to put in",
                "--by removal or reduction")).detach();
        for (int id : this.ids) {
            index.put(id, index.size());
            if (id < 0 || id >= table.dim(0)) {
                throw new BadInput("hotflip", "%d is no token of this model".formatted(id), "0 to %d".formatted(table.dim(0) - 1));
            }
        }
        this.x = meter.look(Probe.NONE).x();                                                            // [1, rows, width]
        this.rows = table.gather(Shape.of(this.ids.length), this.ids);                                            // [ids, width]
    }

    /// The flips of one more token that are said to lower the number most, the lowest first.
    ///
    /// @param players for each player that may be edited the token that it is, else -1
    List<Flip> best(Variant state, int[] players, int most) {
        Tensor at = point(state, players);
        Meter.Look look = meter.open(at);
        Tensor g = meter.gradients(look).getFirst().reshape(x.dim(1), x.dim(2));                        // [rows, width]
        float[] foretold = g.matmulT(rows).toArray();                                                   // [rows, ids]
        float[] own = at.reshape(x.dim(1), x.dim(2)).mul(g).sum(1).toArray();                           // [rows]
        Comparator<Flip> worst = Comparator.comparingDouble(flip -> -flip.estimate);
        PriorityQueue<Flip> best = new PriorityQueue<>(worst);
        for (int player = 0; player < players.length; player++) {
            int token = players[player];
            for (int i = 0; token >= 0 && state.at(player) == Variant.KEPT && i < ids.length; i++) {
                double estimate = (double) foretold[token * ids.length + i] - own[token];
                if (ids[i] != ownId(token) && (best.size() < most || estimate < best.peek().estimate)) {
                    best.add(new Flip(state.with(player, ids[i]), estimate));
                    if (best.size() > most) {
                        best.poll();
                    }
                }
            }
        }
        List<Flip> found = new ArrayList<>(best);
        found.sort(Comparator.comparingDouble(Flip::estimate).thenComparing(flip -> flip.variant.toString()));
        return found;
    }

    private int ownId(int token) {
        return meter.leaves().getFirst().axes().getFirst().tokens().get(token).id();
    }

    /// The rows of a variant, `[1, rows, width]`.
    private Tensor point(Variant state, int[] players) {
        int width = x.dim(2);
        float[] numbers = x.toArray();
        for (int player = 0; player < players.length; player++) {
            if (state.at(player) >= 0) {
                int row = index.get(state.at(player));
                System.arraycopy(rows.slice(0, row, row + 1).toArray(), 0, numbers, players[player] * width, width);
            }
        }
        return Tensor.of(x.shape(), numbers);
    }

    Cost cost() {
        return meter.cost();
    }
}
