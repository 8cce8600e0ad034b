package clearhead.explain.perturb;

import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Players;
import clearhead.explain.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Shapley values (Shapley 1953; as explanations Lundberg & Lee 2017, arXiv 1705.07874): what a token adds to those that are there before
/// it, on average over all orders in which the tokens might come. v(S) is the explained number with the players S kept, n are all:
///
/// `φᵢ = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! · (v(S ∪ {i}) − v(S))`,  `Σ φᵢ = v(N) − v(∅)`
///
/// Nothing is drawn: every set is asked about, all of them at once.
///
/// @param players tokens, or words or sentences in their place: at most 16
public record Shapley(Players players) implements Explainer<BlackBox> {

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking("shapley", "Shapley values",
            "exact; adds up to F(x) − F(nothing)", "2^tokens forwards, at most 16 tokens",
            "Shapley 1953; Lundberg & Lee 2017, arXiv 1705.07874",
            true, "What the token adds, on average over all orders in which the tokens might come. What tokens do together they share.",
            settings -> new Shapley(Players.of(settings)));

    /// Of tokens.
    public Shapley() {
        this(Players.TOKENS);
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, players);
        List<double[]> values = game.values(Coalitions.all(game, "shapley"));
        List<Explanation.Row> rows = new ArrayList<>();
        for (int number = 0; number < game.numbers(); number++) {
            int one = number;
            double[] v = values.stream().mapToDouble(numbers -> numbers[one]).toArray();
            rows.add(game.row(number, scores(v, game.size()), new double[0], OptionalDouble.of(v[0])));
        }
        return game.explanation(new Explanation.Method("shapley", players.settings(game, Map.of()), ""), game.scores(rows), 0, List.of());
    }

    /// @param v `[2ⁿ]`, by the sum of 2ⁱ over the players i who are kept
    static double[] scores(double[] v, int n) {
        double[] weights = new double[n];                       // by |S|: |S|! (n − |S| − 1)! / n! = 1 / (n · C(n − 1, |S|))
        double count = 1;
        for (int size = 0; size < n; size++) {
            weights[size] = 1 / (n * count);
            count = count * (n - 1 - size) / (size + 1);
        }
        double[] scores = new double[n];
        for (int set = 0; set < v.length; set++) {
            double weight = set == v.length - 1 ? 0 : weights[Integer.bitCount(set)];
            for (int i = 0; i < n; i++) {
                if ((set >> i & 1) == 0) {
                    scores[i] += weight * (v[set | 1 << i] - v[set]);
                }
            }
        }
        return scores;
    }
}
