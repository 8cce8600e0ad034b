package clearhead.explain.judge;

import clearhead.autograd.Seeds;
import clearhead.explain.BlackBox;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Whether a model does what its explanation says: tokens that matter are taken away, or kept alone, and the model is asked again.
///
/// v is the probability of the class that is explained, which stays the same class; where no class is explained, the explained number.
/// Tokens are removed by what [Replacement#AUTO] is for methods that take tokens away, special tokens never. With r the tokens of the
/// greatest scores, `⌈percent · n / 100⌉` of n, equal ones in their order (DeYoung et al. 2020, arXiv 1911.03429):
///
/// - `comprehensiveness = v(x) − v(x without r)`, `sufficiency = v(x) − v(only r)`, each the mean over 1, 5, 10, 20 and 50 percent
/// - [Curve]s of v while the tokens go, or come, greatest score first (Petsiuk et al. 2018, arXiv 1806.07421), beside those of random
///   orders: without them such a number says nothing
///
/// Good are a great comprehensiveness, a small sufficiency, a deletion curve below the random ones and an insertion curve above them.
///
/// @param deletion  tokens go
/// @param insertion tokens come
public record Faithfulness(double comprehensiveness, double sufficiency, Curve deletion, Curve insertion) {

    /// In percent of the tokens.
    private static final List<Integer> SHARES = List.of(1, 5, 10, 20, 50);
    /// Random orders of the band.
    private static final int ORDERS = 20;

    /// The area under a curve.
    ///
    /// @param area      by trapezia, over a width of 1
    /// @param mean      of the areas of random orders
    /// @param deviation of these, as a whole population
    public record Curve(double area, double mean, double deviation) {

        /// How many deviations above the mean the area is; 0 where all orders are equal.
        public double z() {
            return deviation == 0 ? 0 : (area - mean) / deviation;
        }
    }

    /// What scripts read: how far the insertion curve is above those of random orders, in their deviations. Greater is better.
    public double z() {
        return insertion.z();
    }

    /// Judges an explanation. Of several explained numbers it is the mean over them; empty where scores belong to no token, as those of
    /// pairs and of pixels do, or there is no token to remove.
    ///
    /// @param seed where the random orders come from
    public static Optional<Faithfulness> of(BlackBox model, Explanation explanation, long seed) {
        List<float[]> scores = scores(explanation);
        if (scores.isEmpty() || Players.TOKENS.in(explanation.input()).isEmpty()) {
            return Optional.empty();
        }
        Target judged = model.gives() == BlackBox.Gives.NUMBERS ? explanation.target() : judged(explanation.target());
        Game game = model.game(explanation.input(), judged, Players.TOKENS);
        List<int[]> players = game.players();
        List<Order> band = band(players.size(), ORDERS, seed);
        List<Order> orders = scores.stream().map(row -> Order.of(players.stream().mapToDouble(player -> row[player[0]]).toArray()))
                .toList();
        game.values(sets(orders, band));                                              // all together; below, each is known

        List<Faithfulness> rows = new ArrayList<>();
        for (int row = 0; row < orders.size(); row++) {
            int number = row;
            boolean logarithm = explanation.target() instanceof Target.Each;
            rows.add(of(orders.get(row), band, kept -> logarithm ? Math.exp(game.values(kept)[number]) : game.values(kept)[number]));
        }
        return Optional.of(mean(rows));
    }

    /// Judges an order of players in a game.
    static Faithfulness of(Order order, List<Order> band, ToDoubleFunction<BitSet> v) {
        int n = order.players().size();
        double all = v.applyAsDouble(order.first(n));
        List<Double> random = band.stream().map(other -> other.deletion(v)).toList();
        double mean = mean(random, area -> area);
        double deviation = Math.sqrt(mean(random, area -> (area - mean) * (area - mean)));
        return new Faithfulness(mean(SHARES, share -> all - v.applyAsDouble(order.rest(Math.ceilDiv(share * n, 100)))),
                mean(SHARES, share -> all - v.applyAsDouble(order.first(Math.ceilDiv(share * n, 100)))),
                new Curve(order.deletion(v), mean, deviation), new Curve(order.insertion(v), mean, deviation));
    }

    /// Random orders. What a curve of insertion is to one of them, that of deletion is to its reverse: one band serves both.
    static List<Order> band(int n, int orders, long seed) {
        return IntStream.range(0, orders).mapToObj(i -> Order.random(n, Seeds.mix(seed, i))).toList();
    }

    /// All sets that somebody will ask for.
    private static List<BitSet> sets(List<Order> orders, List<Order> band) {
        List<BitSet> sets = new ArrayList<>();
        for (int k = 0; k <= band.getFirst().players().size(); k++) {
            for (Order order : orders) {
                sets.add(order.first(k));
                sets.add(order.rest(k));
            }
            for (Order order : band) {
                sets.add(order.rest(k));
            }
        }
        return sets;
    }

    private static List<float[]> scores(Explanation explanation) {
        return switch (explanation.scores()) {
            case Scores.One one -> List.of(one.row().scores());
            case Scores.Each each -> each.each().stream().map(Explanation.Row::scores).toList();
            case Scores.Grid grid -> grid.answer().stream().toList();
        };
    }

    private static Target judged(Target target) {
        return switch (target) {
            case Target.Logit(var position, int index) -> new Target.Probability(position, index);
            case Target.LogProbability(var position, int index) -> new Target.Probability(position, index);
            case Target.Difference(var position, int a, int _) -> new Target.Probability(position, a);
            case Target.Each(boolean _, boolean both) -> new Target.Each(true, both);
            case Target.Probability _, Target.Predicted _, Target.Entropy _, Target.Start _, Target.End _, Target.Span _, Target.Sequence _,
                 Target.Similarity _, Target.Activation _ -> target;
        };
    }

    private static Faithfulness mean(List<Faithfulness> rows) {
        return new Faithfulness(mean(rows, Faithfulness::comprehensiveness), mean(rows, Faithfulness::sufficiency),
                mean(rows, Faithfulness::deletion), mean(rows, Faithfulness::insertion));
    }

    private static Curve mean(List<Faithfulness> rows, Function<Faithfulness, Curve> which) {
        List<Curve> curves = rows.stream().map(which).toList();
        return new Curve(mean(curves, Curve::area), mean(curves, Curve::mean), mean(curves, Curve::deviation));
    }

    private static <T> double mean(List<T> all, ToDoubleFunction<T> number) {
        return all.stream().mapToDouble(number).average().orElseThrow();
    }
}
