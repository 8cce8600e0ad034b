package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Players;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Four times the draws, half the error: the exponent is −½, of the error itself and of the error that is stated.
class RateTest {

    private static final int GAMES = 25;
    private static final int SEEDS = 8;
    private static final double[] HALF = {-0.5, -0.5};

    /// The exponents of the error, and of the stated one.
    ///
    /// @param method by how many draws and which seed
    /// @param exact  what endless drawing gives
    private static double[] rates(int players, int[] draws, BiFunction<Integer, Long, Explainer<BlackBox>> method,
                                  Function<RandomGame, double[]> exact) {
        double[] squares = new double[draws.length];
        double[] stated = new double[draws.length];
        for (int which = 0; which < GAMES; which++) {
            RandomGame game = RandomGame.of(players, which);
            double[] right = exact.apply(game);
            for (int size = 0; size < draws.length; size++) {
                for (long seed = 0; seed < SEEDS; seed++) {
                    Explanation.Row row = game.played().explain(method.apply(draws[size], SEEDS * which + seed)).rows().getFirst();
                    for (int i = 0; i < players; i++) {
                        squares[size] += Math.pow(row.scores()[i] - right[i], 2);
                        stated[size] += Math.pow(row.errors()[i], 2);
                    }
                }
            }
        }
        return new double[] {slope(draws, squares) / 2, slope(draws, stated) / 2};
    }

    /// Of the line through the points (log x, log y), by least squares.
    private static double slope(int[] x, double[] y) {
        double sumX = 0;
        double sumY = 0;
        double sumXy = 0;
        double sumXx = 0;
        for (int k = 0; k < x.length; k++) {
            double logX = Math.log(x[k]);
            double logY = Math.log(y[k]);
            sumX += logX;
            sumY += logY;
            sumXy += logX * logY;
            sumXx += logX * logX;
        }
        return (sumXy - sumX * sumY / x.length) / (sumXx - sumX * sumX / x.length);
    }

    @Test void orders() {
        for (boolean antithetic : new boolean[] {true, false}) {
            assertThat(rates(8, new int[] {16, 64, 256}, (draws, seed) -> new ShapleySampling(Players.TOKENS, draws, antithetic, seed),
                    RandomGame::shapley)).containsExactly(HALF, within(0.05));
        }
    }

    /// Sizes so chosen that the 16 pairs of one player and all others are asked about, and the rest drawn. The stated error is greater than
    /// it need be where draws are not many times the players, and so falls faster.
    @Test void sets() {
        double[] rates = rates(16, new int[] {120, 220, 420},
                (draws, seed) -> new KernelShap(Players.TOKENS, OptionalInt.of(2 + 2 * (16 + draws)), seed), RandomGame::shapley);
        assertThat(rates[0]).isCloseTo(-0.5, within(0.05));
        assertThat(rates[1]).isBetween(-0.65, -0.5);
    }

    @Test void masks() {
        assertThat(rates(8, new int[] {200, 800, 3200}, (draws, seed) -> new Lime(Players.TOKENS, OptionalInt.of(draws + 1), 25, 1, seed), game -> {
            float[] all = game.played().scores(new Lime(Players.TOKENS, OptionalInt.empty(), 25, 1, 0));
            return IntStream.range(0, all.length).mapToDouble(i -> all[i]).toArray();
        })).containsExactly(HALF, within(0.05));
    }
}
