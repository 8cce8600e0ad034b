package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Shapley values by drawing orders (Castro et al. 2009, doi 10.1016/j.cor.2008.04.004): in a random order of the players each adds
/// `v(those before it and it) − v(those before it)`; the mean over orders has φ as its expectation. What the players of one order add
/// sums up to `v(N) − v(∅)`, so every mean does.
///
/// Antithetic (Mitchell et al. 2022, arXiv 2104.12199): every order is followed by its reverse, where a player meets those whom it has
/// not met yet. For functions without interactions of more than two players a pair gives φ itself. Both orders count: 32 permutations
/// are 16 pairs.
///
/// Pairs (or single orders) are independent: the standard error is that of their mean, `√(Σ (pair − mean)² / (m (m − 1)))` with m of
/// them, and `m − 1` degrees of freedom; `φ ± t95 · error` holds φ in 95 of 100 cases ([Errors]). Order k comes from the seed and k alone,
/// so fewer are the first ones of more.
///
/// @param players      tokens, or words or sentences in their place
/// @param permutations how many orders, reverses included
/// @param antithetic   whether each comes with its reverse
/// @param seed         where the orders come from
public record ShapleySampling(Players players, int permutations, boolean antithetic, long seed) implements Explainer<BlackBox> {

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking("shapley-sampling", "Shapley values, sampled",
            "a mean with standard errors; adds up to F(x) − F(nothing)", "permutations × (tokens − 1) + 2 forwards",
            "Castro et al. 2009, doi 10.1016/j.cor.2008.04.004", true,
            "What the token adds, on average over some orders in which the tokens might come; each score has a standard error.",
            settings -> new ShapleySampling(Players.of(settings), settings.whole("permutations", 32, 1), settings.flag("antithetic", true),
                    settings.seed()));

    /// 16 orders of tokens with their reverses.
    public ShapleySampling(long seed) {
        this(Players.TOKENS, 32, true, seed);
    }

    /// Checks the number.
    ///
    /// @throws BadInput if there is no order, or one without its reverse
    public ShapleySampling {
        if (permutations < 1 || antithetic && permutations % 2 == 1) {
            throw new BadInput("shapley-sampling: permutations=" + permutations, antithetic ? "each comes with its reverse" : "none is drawn",
                    antithetic ? "an even number, or antithetic=false" : "at least 1");
        }
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, players);
        List<int[]> orders = orders(game.size());
        List<BitSet> sets = new ArrayList<>(List.of(new BitSet(), game.all()));
        orders.forEach(order -> sets.addAll(onTheWay(order)));
        int together = antithetic ? 2 : 1;
        int each = Math.max(0, game.size() - 1) * together;                                          // sets of a pair
        List<double[]> values = Coalitions.values(game, sets, 2 + each);
        int draws = each == 0 ? orders.size() / together : (values.size() - 2) / each;

        List<Explanation.Row> rows = new ArrayList<>();
        for (int number = 0; number < game.numbers(); number++) {
            double[][] added = new double[draws][game.size()];
            for (int draw = 0; draw < draws; draw++) {
                for (int order = draw * together; order < (draw + 1) * together; order++) {
                    add(orders.get(order), order, values, number, added[draw], 1.0 / together);
                }
            }
            double[] scores = Errors.means(added);
            double[] errors = draws == 1 ? new double[0] : Errors.atLeastRounding(Errors.ofMeans(added), scores);
            rows.add(game.row(number, scores, errors, OptionalDouble.of(values.getFirst()[number])));
        }
        Map<String, Object> fit = new LinkedHashMap<>(Map.of("permutations", draws * together));
        fit.put("coalitions", new HashSet<>(sets.subList(0, values.size())).size());
        if (draws > 1) {
            Errors.tell(draws - 1, fit);
        }
        return game.explanation(new Explanation.Method("shapley-sampling", players.settings(game, Map.of("permutations", permutations,
                "antithetic", antithetic)), "", fit), game.scores(rows), seed, draws > 3 ? List.of() : List.of(
                "%d permutations: too few to say how far off the scores are".formatted(draws * together)));
    }

    private List<int[]> orders(int n) {
        List<int[]> orders = new ArrayList<>();
        for (int k = 0; orders.size() < permutations; k++) {
            int[] order = Coalitions.order(n, Seeds.mix(seed, k));
            orders.add(order);
            if (antithetic) {
                orders.add(reversed(order));
            }
        }
        return orders;
    }

    private static int[] reversed(int[] order) {
        int[] reversed = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            reversed[i] = order[order.length - 1 - i];
        }
        return reversed;
    }

    /// Who is there after one player, two, … all but the last.
    private static List<BitSet> onTheWay(int[] order) {
        List<BitSet> sets = new ArrayList<>();
        BitSet there = new BitSet();
        for (int i = 0; i < order.length - 1; i++) {
            there.set(order[i]);
            sets.add((BitSet) there.clone());
        }
        return sets;
    }

    /// What each player adds in an order, times a share.
    ///
    /// @param values of nobody, of all, and on the way of each order
    private static void add(int[] order, int at, List<double[]> values, int number, double[] to, double share) {
        double before = values.getFirst()[number];
        for (int i = 0; i < order.length; i++) {
            int place = i == order.length - 1 ? 1 : 2 + at * (order.length - 1) + i;
            double after = values.get(place)[number];
            to[order[i]] += share * (after - before);
            before = after;
        }
    }
}
