package clearhead.explain.perturb;

import static clearhead.explain.perturb.PlayerPairs.and;

import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Whether two players do together what none does alone: the second difference of the value (Grabisch & Roubens 1999 call it a discrete
/// derivative), around the empty input or around the full one,
///
/// `Iᵢⱼ = v(ij) − v(i) − v(j) + v(∅)`  or  `Iᵢⱼ = v(N) − v(N ∖ i) − v(N ∖ j) + v(N ∖ ij)`
///
/// Both are the same where v has no terms of three players. Above zero the two need each other; below zero they say the same. The diagonal
/// has the first difference, `v(i) − v(∅)` or `v(N) − v(N ∖ i)`.
///
/// @param players tokens, or words or sentences in their place
/// @param around  what the other players do
public record PairwiseInteraction(Players players, Around around) implements Explainer<BlackBox> {

    /// What the other players do.
    public enum Around {
        /// They are there.
        FULL,
        /// They are away.
        EMPTY
    }

    private static final String ID = "pairwise-interaction";

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking(ID, "Pairwise interaction",
            "for each pair what the two do beyond what each does alone; on the diagonal what one does alone", "tokens² / 2 forwards",
            "Grabisch & Roubens 1999", true, "A pair above zero needs both tokens; below zero, either would do. The diagonal is occlusion.",
            settings -> new PairwiseInteraction(Players.of(settings), settings.choice("around", Around.FULL)));

    private static final String GAP = "each pair is taken alone; what three tokens do together is in none, or in each";

    /// Around the input as it is.
    public PairwiseInteraction() {
        this(Players.TOKENS, Around.FULL);
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = PlayerPairs.game(ID, model, input, target, players);
        int n = game.size();
        List<BitSet> changed = new ArrayList<>(List.of(new BitSet()));               // nobody, each, each pair
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                changed.add(and(new BitSet(), i, j));
            }
        }
        List<BitSet> sets = around == Around.EMPTY ? changed : changed.stream().map(game::allBut).toList();
        game.require(sets.size(), "all pairs of %d players".formatted(n));
        double[] v = game.values(sets).stream().mapToDouble(values -> values[0]).toArray();
        double[][] pairs = new double[n][n];
        for (int i = 0; i < n; i++) {
            pairs[i][i] = around == Around.EMPTY ? v[at(i, i, n)] - v[0] : v[0] - v[at(i, i, n)];
            for (int j = i + 1; j < n; j++) {
                pairs[i][j] = v[at(i, j, n)] - v[at(i, i, n)] - v[at(j, j, n)] + v[0];
                pairs[j][i] = pairs[i][j];
            }
        }
        Map<String, Object> settings = players.settings(game, Map.of("around", Settings.id(around)));
        return game.explanation(new Explanation.Method(ID, settings, GAP), PlayerPairs.grid(game, pairs, new double[0][], OptionalDouble.empty()),
                0, List.of());
    }

    /// Where the pair i ≤ j stands behind nobody, row after row of the triangle.
    private static int at(int i, int j, int n) {
        return 1 + i * n - i * (i - 1) / 2 + j - i;
    }
}
