package clearhead.explain.perturb;

import clearhead.core.BadInput;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Owen values (Owen 1977) of a tree over the text: its players are halved, neighbours staying together, and the halves are, down to single
/// players. Where a group G = L ∪ R comes as one into a context C of others, its halves come in either order:
///
/// `φ(L | C) = ½ (v(C ∪ L) − v(C)) + ½ (v(C ∪ G) − v(C ∪ R))`,  `φ(R | C)` likewise,  `φ(L | C) + φ(R | C) = v(C ∪ G) − v(C)`
///
/// Each half is then halved itself in two contexts of half the weight: C, and C with the other half. A Shapley value takes all 2ⁿ sets,
/// this about ⅔ n²: it asks what a token adds to its neighbours and to whole other parts, not to any choice of tokens. A tree of
/// neighbours is what shap's Partition explainer walks, too.
///
/// While evaluations are left, the groups are halved first whose score, with its weight, is greatest. Where they end, a group's score is
/// shared evenly, so that the sum is `v(N) − v(∅)` with any number of them. Nothing is drawn.
///
/// @param players     tokens, or words or sentences in their place
/// @param evaluations how many sets may be asked about, all and nobody included
public record Owen(Players players, int evaluations) implements Explainer<BlackBox> {

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking("owen", "Owen values",
            "shares within halves of the text, and of halves; adds up to F(x) − F(nothing)",
            "at most 500 forwards; all are about ⅔ tokens²",
            "Owen 1977, doi 10.1007/978-3-642-45494-3_7; Lundberg & Lee 2017, arXiv 1705.07874", true,
            "What the token adds to its neighbours and to whole other parts of the text. Parts not looked into share a score evenly.",
            settings -> new Owen(Players.of(settings), settings.whole("evaluations", 500, 2)));

    /// So many groups are halved at once.
    private static final int TOGETHER = 16;

    /// A group that comes into a context: the players from `from` to before `to`.
    ///
    /// @param weight how much of all orders it stands for
    /// @param before v(context)
    /// @param after  v(context and group)
    private record Coming(int from, int to, BitSet context, double weight, double[] before, double[] after) {

        int size() {
            return to - from;
        }

        int middle() {
            return (from + to) / 2;
        }

        BitSet left() {
            return with(from, middle());
        }

        BitSet right() {
            return with(middle(), to);
        }

        private BitSet with(int first, int last) {
            BitSet kept = (BitSet) context.clone();
            kept.set(first, last);
            return kept;
        }

        /// The greatest of its scores, by its weight.
        double importance() {
            double most = 0;
            for (int number = 0; number < before.length; number++) {
                most = Math.max(most, Math.abs(after[number] - before[number]));
            }
            return weight * most;
        }

        /// Each half before and after the other.
        ///
        /// @param left  v(context and left half)
        /// @param right v(context and right half)
        List<Coming> halves(double[] left, double[] right) {
            return List.of(new Coming(from, middle(), context, weight / 2, before, left),
                    new Coming(from, middle(), right(), weight / 2, right, after),
                    new Coming(middle(), to, context, weight / 2, before, right),
                    new Coming(middle(), to, left(), weight / 2, left, after));
        }
    }

    /// Of tokens.
    public Owen() {
        this(Players.TOKENS, 500);
    }

    /// Checks the number.
    ///
    /// @throws BadInput if it does not do for all and nobody
    public Owen {
        if (evaluations < 2) {
            throw new BadInput("owen: evaluations=" + evaluations, "is too few", "at least 2: everybody, and nobody");
        }
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, players);
        double[] nobody = game.values(new BitSet());
        List<Coming> groups = new ArrayList<>(List.of(new Coming(0, game.size(), new BitSet(), 1, nobody, game.whole().values())));
        int asked = 2;
        for (boolean allowed = true; allowed; ) {
            List<Coming> now = groups.stream().filter(group -> group.size() > 1)
                    .sorted(Comparator.comparingDouble(Coming::importance).reversed())          // of equal ones the earlier first
                    .limit(Math.min(TOGETHER, (evaluations - asked) / 2)).toList();
            List<double[]> values = game.valuesWhileAllowed(now.stream().flatMap(group -> Stream.of(group.left(), group.right())).toList());
            int halved = values.size() / 2;
            groups.removeAll(now.subList(0, halved));
            for (int i = 0; i < halved; i++) {
                groups.addAll(now.get(i).halves(values.get(2 * i), values.get(2 * i + 1)));
            }
            asked += 2 * halved;
            allowed = halved > 0 && halved == now.size();
        }
        List<Explanation.Row> rows = new ArrayList<>();
        for (int number = 0; number < game.numbers(); number++) {
            double[] scores = new double[game.size()];
            for (Coming group : groups) {
                for (int player = group.from; player < group.to; player++) {
                    scores[player] += group.weight * (group.after[number] - group.before[number]) / group.size();
                }
            }
            rows.add(game.row(number, scores, new double[0], OptionalDouble.of(nobody[number])));
        }
        int largest = groups.stream().mapToInt(Coming::size).max().orElse(0);
        return game.explanation(new Explanation.Method("owen", players.settings(game, Map.of("evaluations", evaluations)), "",
                Map.of("evaluations", asked, "complete", largest < 2)), game.scores(rows), 0, largest < 2 ? List.of() : List.of(
                "%d evaluations do not tell all players apart: up to %d neighbours share a score evenly".formatted(asked, largest)));
    }
}
