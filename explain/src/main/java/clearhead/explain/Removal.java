package clearhead.explain;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The explained numbers as a function of which players are kept, the others being removed: the one definition of "removed" for every
/// method and judge that takes tokens away.
///
/// ```java
/// Removal game = new Removal(meter, meter.look(Probe.NONE), Replacement.AUTO, Removal.tokens(input, false));
/// double without = game.values(game.allBut(3))[0];
/// ```
///
/// Many sets are asked for at once: they go through the model together, as many as its memory budget allows, and each is computed once.
/// Neither changes a bit of a value.
public final class Removal {

    /// How many rows go through the model at once, at most: more are no faster.
    private static final int ROWS = 2048;

    private final Meter meter;
    private final Replacement used;
    private final List<int[]> players;
    private final Tensor x;
    private final Map<BitSet, double[]> known = new HashMap<>();

    /// A game.
    ///
    /// @param meter   runs the model, and counts
    /// @param look    the input as it is
    /// @param players for each player the input's tokens that it is: one, or those of a word
    /// @throws BadInput if pixels are explained
    public Removal(Meter meter, Meter.Look look, Replacement replacement, List<int[]> players) {
        if (meter.leaves().getFirst() instanceof Leaf.Pixels) {
            throw new BadInput("leaf=pixels", "tokens are taken away, not pixels", "leaf=patches");
        }
        this.meter = meter;
        this.used = meter.removal(replacement);
        this.players = players.stream().map(int[]::clone).toList();
        this.x = look.x();
        known.put(all(), look.values().stream().mapToDouble(Tensor::item).toArray());
    }

    /// Each token a player of its own.
    ///
    /// @param special whether special tokens can be removed, too
    public static List<int[]> tokens(Input input, boolean special) {
        return input.tokens().stream().filter(token -> special || !token.special()).map(token -> new int[] {token.index()}).toList();
    }

    /// What stands for "removed": never [Replacement#AUTO].
    public Replacement used() {
        return used;
    }

    /// For each player the input's tokens that it is.
    public List<int[]> players() {
        return players.stream().map(int[]::clone).toList();
    }

    /// Everybody.
    public BitSet all() {
        BitSet all = new BitSet();
        all.set(0, players.size());
        return all;
    }

    /// Everybody but these.
    public BitSet allBut(BitSet gone) {
        BitSet kept = all();
        kept.andNot(gone);
        return kept;
    }

    /// The explained numbers with these players kept.
    public double[] values(BitSet kept) {
        return values(List.of(kept)).getFirst();
    }

    /// The same for several sets, in their order.
    ///
    /// @throws BadInput if this cannot be removed so
    public List<double[]> values(List<BitSet> sets) {
        List<BitSet> open = new ArrayList<>(new LinkedHashSet<>(sets));
        open.removeIf(known::containsKey);
        switch (used) {
            case Replacement.InPlace replacement -> {
                Tensor empty = meter.without(x, replacement, true);
                together(open, some -> meter.at(replaced(some, empty)));
            }
            case Replacement.Away away -> {
                switch (away) {
                    case HIDE -> together(open, some -> meter.hiding(some.stream().map(this::removed).toList()));
                    case DELETE -> open.forEach(kept -> know(List.of(kept), meter.deleting(removed(kept))));
                }
            }
        }
        return sets.stream().map(kept -> known.get(kept).clone()).toList();
    }

    private void together(List<BitSet> open, Function<List<BitSet>, List<Tensor>> run) {
        int chunk = open.isEmpty() ? 1 : meter.together(Math.clamp(ROWS / x.dim(1), 1, open.size()), x.shape(),
                (points, dry) -> dry.at(points));
        for (int from = 0; from < open.size(); from += chunk) {
            List<BitSet> some = open.subList(from, Math.min(open.size(), from + chunk));
            know(some, run.apply(some));
        }
    }

    /// @param values of each explained number, `[copies]`
    private void know(List<BitSet> some, List<Tensor> values) {
        List<float[]> numbers = values.stream().map(Tensor::toArray).toList();
        for (int i = 0; i < some.size(); i++) {
            int copy = i;
            known.put((BitSet) some.get(i).clone(), numbers.stream().mapToDouble(all -> all[copy]).toArray());
        }
    }

    /// For each of the input's tokens, whether it is removed.
    private boolean[] removed(BitSet kept) {
        boolean[] removed = new boolean[meter.leaves().getFirst().axes().getFirst().size()];
        IntStream.range(0, players.size()).filter(player -> !kept.get(player)).flatMap(player -> IntStream.of(players.get(player)))
                .forEach(token -> removed[token] = true);
        return removed;
    }

    /// `[copies, rows, width]`.
    private Tensor replaced(List<BitSet> some, Tensor empty) {
        int rows = x.dim(1);
        Tensor gone = Tensor.from(Shape.of(some.size(), rows, 1), flags -> {
            for (int copy = 0; copy < some.size(); copy++) {
                boolean[] removed = removed(some.get(copy));
                for (int i = 0; i < removed.length; i++) {
                    flags[copy * rows + i] = removed[i] ? 1 : 0;
                }
            }
        });
        return Tensor.where(gone, empty, x);
    }
}
