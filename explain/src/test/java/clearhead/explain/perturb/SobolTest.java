package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Limits;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Target;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Indices of games that are known by their definition, over all sets.
class SobolTest {

    private static final Sobol EXACT = new Sobol(0);

    private static Sobol drawn(int designs, int replicates, long seed) {
        return new Sobol(Players.TOKENS, OptionalInt.of(designs), replicates, seed);
    }

    /// `E_{~i} Var_i F / Var F`, written down: the variance within each pair of sets that differ in i.
    private static double definition(Played game, int player) {
        int n = game.players();
        double[] v = IntStream.range(0, 1 << n).mapToDouble(mask -> game.v().apply(BitSet.valueOf(new long[] {mask}))[0]).toArray();
        double mean = IntStream.range(0, v.length).mapToDouble(mask -> v[mask]).average().orElseThrow();
        double variance = IntStream.range(0, v.length).mapToDouble(mask -> (v[mask] - mean) * (v[mask] - mean)).average().orElseThrow();
        double within = IntStream.range(0, v.length).filter(mask -> (mask >> player & 1) == 0).mapToDouble(mask -> {
            double a = v[mask];
            double b = v[mask | 1 << player];
            double middle = (a + b) / 2;
            return ((a - middle) * (a - middle) + (b - middle) * (b - middle)) / 2;
        }).average().orElseThrow();
        return within / variance;
    }

    @Property(tries = 50) void everySetGivesTheDefinition(@ForAll @IntRange(min = 1, max = 8) int n, @ForAll long seed) {
        Played game = Games.random(n, seed);
        float[] scores = game.scores(EXACT);
        for (int i = 0; i < n; i++) {
            assertThat(scores[i]).isCloseTo((float) definition(game, i), within(1e-5f));
        }
        assertThat(game.asked().stream().distinct()).hasSize(1 << n);
    }

    /// `Tᵢ = wᵢ² / Σ w²`, and a design of any size knows it: where F is additive, flipping a player changes F by w in every set, and any two
    /// players of an orthogonal array are independent.
    @Test void additive() {
        assertThat(Games.additive(1, -2, 0, 3).scores(EXACT)).containsExactly(1 / 14f, 4 / 14f, 0, 9 / 14f);
        Explanation explanation = Games.additive(1, -2, 0, 3).explain(drawn(8, 4, 3));
        Explanation.Row row = explanation.rows().getFirst();
        for (int i = 0; i < 4; i++) {
            assertThat(row.scores()[i]).isCloseTo(new float[] {1, 4, 0, 9}[i] / 14, within(1e-6f));
            assertThat(row.errors()[i]).isCloseTo(0, within(1e-6f));
        }
        assertThat(explanation.method().fit()).containsKeys("mean", "variance", "sumOfIndices", "t95").containsEntry("degreesOfFreedom", 3);
        assertThat((double) explanation.method().fit().get("variance")).as("Σ w² / 4").isCloseTo(14 / 4., within(1e-12));
        assertThat(explanation.method().settings()).containsEntry("designs", 8).containsEntry("replicates", 4);
    }

    /// Two that only work together: all of the variance of each is shared. `Var(z₀z₁) = 3/16`, `¼ E(z₁²) = 1/8`.
    @Test void productAndDummy() {
        assertThat(Played.of(3, kept -> kept.get(0) && kept.get(2) ? 5 : 0).scores(EXACT)).containsExactly(2 / 3f, 0, 2 / 3f);
    }

    /// 30 players are too many for every set; the truth is that of a game whose terms are known, by its Walsh transform: with
    /// `F = Σ_T a_T Π_{i∈T} zᵢ` and `zᵢ = (1 + xᵢ)/2`, `F = Σ_U c_U Π_{i∈U} xᵢ` with `c_U = Σ_{T ⊇ U} a_T 2^−|T|`, and the variance of a
    /// product of x is 1. So `Tᵢ = Σ_{U ∋ i} c_U² / Σ_{U ≠ ∅} c_U²`. Errors are honest: of 300 intervals of two standard errors, most cover.
    @Test void standardErrorsCover() {
        int covered = 0;
        int intervals = 0;
        for (int g = 0; g < 20; g++) {
            Walsh walsh = new Walsh(15, 25, g);
            Explanation.Row row = Played.of(15, walsh::value).explain(drawn(16, 12, g)).rows().getFirst();
            for (int i = 0; i < 15; i++) {
                covered += Math.abs(row.scores()[i] - walsh.total(i)) <= 2.2 * row.errors()[i] + 1e-6 ? 1 : 0;   // Student's t, 11 degrees: 95 %
                intervals++;
            }
        }
        assertThat(covered / (double) intervals).isBetween(0.90, 0.99);
    }

    /// `F = Σ_U c_U Π_{i∈U} xᵢ`, x = ±1, over random sets U of one, two or three.
    private record Walsh(int players, int terms, long seed) {

        private long set(int t) {
            long set = 0;
            for (int k = 0; k <= t % 3; k++) {
                set |= 1L << (int) (clearhead.autograd.Seeds.uniform(seed, 3L * t + k) * players);
            }
            return set;
        }

        /// Of all terms with the same set, together.
        private double weight(long set) {
            return IntStream.range(0, terms).filter(t -> set(t) == set).mapToDouble(t -> clearhead.autograd.Seeds.normal(~seed, t)).sum();
        }

        double value(BitSet kept) {
            long mask = kept.isEmpty() ? 0 : kept.toLongArray()[0];
            return IntStream.range(0, terms).mapToDouble(t -> clearhead.autograd.Seeds.normal(~seed, t)
                    * ((Long.bitCount(set(t) & ~mask) & 1) == 0 ? 1 : -1)).sum();
        }

        double total(int player) {
            List<Long> sets = IntStream.range(0, terms).mapToObj(this::set).distinct().toList();
            double all = sets.stream().mapToDouble(set -> weight(set) * weight(set)).sum();
            return sets.stream().filter(set -> (set >> player & 1) == 1).mapToDouble(set -> weight(set) * weight(set)).sum() / all;
        }
    }

    @Test void theSameSeedGivesTheSameBits() {
        Played game = Games.random(12, 4);
        assertThat(game.scores(drawn(16, 4, 1))).isEqualTo(game.scores(drawn(16, 4, 1))).isNotEqualTo(game.scores(drawn(16, 4, 2)));
    }

    @Test void nothingChanges() {
        Explanation explanation = Played.of(3, _ -> 7).explain(EXACT);
        assertThat(explanation.rows().getFirst().scores()).containsOnly(0);
        assertThat(explanation.warnings()).containsExactly("whatever is taken away, the answer stays: there is no variance to share");
    }

    /// One design costs 8 · (1 + 12); the fourth does not fit into 400. With no room for one, there is no answer.
    @Test void limits() {
        Played game = Games.random(12, 4);
        Explanation explanation = drawn(8, 10, 0).explain(game.within(Limits.NONE.calls(400)), game.input(), new Target.Logit(0, 0));
        assertThat(explanation.method().settings().get("replicates")).isIn(3, 4);
        assertThat(explanation.rows().getFirst().errors()).hasSize(12);
        assertThat(explanation.warnings()).containsExactly("stopped early: a budget of 400 calls");
        assertThat(game.asked().size()).isLessThanOrEqualTo(400);
        Played ten = Games.random(10, 4);
        assertThat(EXACT.explain(ten.within(Limits.NONE.calls(500)), ten.input(), new Target.Logit(0, 0)).method().settings())
                .as("fewer than all 1,024 sets").containsEntry("designs", 16);
        assertThatThrownBy(() -> drawn(8, 10, 0).explain(game.within(Limits.NONE.calls(50)), game.input(), new Target.Logit(0, 0)))
                .isInstanceOf(BadInput.class).hasMessageStartingWith("limits: a budget of 50 calls");
        assertThatThrownBy(() -> drawn(8, 1, 0)).isInstanceOf(BadInput.class).hasMessageStartingWith("sobol: designs 8, replicates 1");
    }

    /// Strength 3: any three players are in each of their eight states equally often, and with each set there is its complement.
    @Property(tries = 30) void designsAreBalanced(@ForAll @IntRange(min = 3, max = 8) int n, @ForAll long seed) {
        List<BitSet> sets = FactorialDesign.drawn(n, FactorialDesign.sets(16), seed).list();
        assertThat(sets).hasSize(16);
        for (int a = 0; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                for (int c = b + 1; c < n; c++) {
                    int[] counts = new int[8];
                    for (BitSet set : sets) {
                        counts[(set.get(a) ? 4 : 0) + (set.get(b) ? 2 : 0) + (set.get(c) ? 1 : 0)]++;
                    }
                    assertThat(counts).containsOnly(2);
                }
            }
        }
        for (BitSet set : sets) {
            BitSet complement = (BitSet) set.clone();
            complement.flip(0, n);
            assertThat(sets).contains(complement);
        }
    }

    @Test void designsHavePowersOfTwo() {
        assertThat(IntStream.of(2, 3, 4, 5, 16, 17).map(FactorialDesign::sets)).containsExactly(2, 4, 4, 8, 16, 32);
    }
}
