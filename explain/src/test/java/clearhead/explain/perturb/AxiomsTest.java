package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Played;
import clearhead.explain.Players;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Shapley's four axioms, which nothing else fulfils together: exactly where nothing is drawn, otherwise as far as the drawing allows.
class AxiomsTest {

    private static final List<Explainer<BlackBox>> EXACT = List.of(new Shapley(), new KernelShap(0));

    private static List<Explainer<BlackBox>> sampled(long seed) {
        return List.of(new ShapleySampling(Players.TOKENS, 6, true, seed), new ShapleySampling(Players.TOKENS, 5, false, seed),
                new KernelShap(Players.TOKENS, OptionalInt.of(34), seed));
    }

    /// Scores are floats: half a unit in the last place of the greatest, for each of the numbers that took part.
    private static float rounding(float[] scores, int parts) {
        float most = 1e-3f;
        for (float score : scores) {
            most = Math.max(most, Math.abs(score));
        }
        return parts * Math.ulp(most);
    }

    private static Played game(int players, ToDoubleFunction<BitSet> v) {
        return Played.of(players, v);
    }

    /// What is shared is what all earn more than nobody; by every method, however little it asks.
    @Property(tries = 60) void efficiency(@ForAll @IntRange(min = 1, max = 8) int players, @ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int few) {
        Played game = RandomGame.of(players, seed).played();
        for (Explainer<BlackBox> method : Stream.of(EXACT, players == 8 ? sampled(seed) : sampled(seed).subList(0, 2),
                List.of(new Owen(), new Owen(Players.TOKENS, few))).flatMap(List::stream).toList()) {
            Explanation.Row row = game.explain(method).rows().getFirst();
            assertThat((float) row.balance().orElseThrow().gap()).as(method.toString()).isCloseTo(0, within(rounding(row.scores(), players + 1)));
        }
    }

    /// Who always adds the same gets that.
    @Property(tries = 60) void dummy(@ForAll @IntRange(min = 1, max = 8) int players, @ForAll long seed, @ForAll @IntRange(min = -5, max = 5) int adds) {
        RandomGame others = RandomGame.of(players, seed);
        Played game = game(players, set -> {
            BitSet rest = (BitSet) set.clone();
            rest.clear(0);
            return others.value(rest) + (set.get(0) ? adds : 0);
        });
        for (Explainer<BlackBox> method : Stream.of(EXACT, sampled(seed).subList(0, 2), List.of(new Owen())).flatMap(List::stream).toList()) {
            float[] scores = game.scores(method);
            assertThat(scores[0]).as(method.toString()).isCloseTo(adds, within(rounding(scores, players + 1)));
        }
    }

    /// Two who are interchangeable get the same.
    @Property(tries = 60) void symmetry(@ForAll @IntRange(min = 2, max = 8) int players, @ForAll long seed) {
        RandomGame one = RandomGame.of(players, seed);
        Played game = game(players, set -> one.value(set) + one.value(exchanged(set)));
        for (Explainer<BlackBox> method : EXACT) {
            float[] scores = game.scores(method);
            assertThat(scores[0]).as(method.toString()).isCloseTo(scores[1], within(rounding(scores, players)));
        }
    }

    private static BitSet exchanged(BitSet set) {
        BitSet other = (BitSet) set.clone();
        other.set(0, set.get(1));
        other.set(1, set.get(0));
        return other;
    }

    /// Of two games added up, each player gets the sum: by the same draws even where some are drawn.
    @Property(tries = 40) void linearity(@ForAll long seed, @ForAll @IntRange(min = -3, max = 3) int times) {
        RandomGame a = RandomGame.of(8, seed);
        RandomGame b = RandomGame.of(8, seed + 1);
        for (Explainer<BlackBox> method : Stream.of(EXACT, sampled(seed), List.of(new Owen(), new Lime(seed))).flatMap(List::stream).toList()) {
            float[] of = a.played().scores(method);
            float[] and = b.played().scores(method);
            float[] both = game(8, set -> a.value(set) + times * b.value(set)).scores(method);
            for (int i = 0; i < 8; i++) {
                assertThat(both[i]).as(method.toString()).isCloseTo(of[i] + times * and[i], within(rounding(of, 8) + rounding(and, 8)));
            }
        }
    }

    /// What is drawn has the exact values, and so all four axioms, as its expectation: the mean over 300 seeds lies within five of its
    /// standard errors (30 games of 8 players: once in 7,000 runs it would not by chance).
    @Property(tries = 10) void inExpectation(@ForAll @IntRange(max = 1000) int which) {
        RandomGame game = RandomGame.of(8, which);
        for (LongFunction<Explainer<BlackBox>> method : List.<LongFunction<Explainer<BlackBox>>>of(
                seed -> new ShapleySampling(Players.TOKENS, 4, true, seed), seed -> new ShapleySampling(Players.TOKENS, 2, false, seed),
                seed -> new KernelShap(Players.TOKENS, OptionalInt.of(100), seed))) {
            double[][] all = IntStream.range(0, 300).mapToObj(seed -> doubles(game.played().scores(method.apply(seed)))).toArray(double[][]::new);
            double[] means = Errors.means(all);
            double[] errors = Errors.ofMeans(all);
            double[] exact = game.shapley();
            for (int i = 0; i < exact.length; i++) {
                assertThat(means[i]).as("%s, player %d", method.apply(0), i).isCloseTo(exact[i], within(5 * errors[i] + 1e-5));
            }
        }
    }

    private static double[] doubles(float[] floats) {
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }
}
