package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.BadInput;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuadratureTest {

    private static final double EPS = 0x1p-52;

    /// Each of the n steps of the recurrence rounds a handful of times, each time by half of EPS of what is there; the weights have the
    /// square of its last value in them.
    private static double rounding(int n) {
        return 4 * n * EPS;
    }

    private static double integral(Quadrature rule, int n, DoubleUnaryOperator f) {
        Quadrature.Nodes nodes = rule.nodes(n);
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += nodes.weight()[k] * f.applyAsDouble(nodes.at()[k]);
        }
        return sum;
    }

    @Test void gaussLegendreIsWhatTheTablesSay() {
        is(Quadrature.GAUSS_LEGENDRE.nodes(1), new double[] {0.5}, new double[] {1});
        is(Quadrature.GAUSS_LEGENDRE.nodes(2), new double[] {0.5 - 0.5 / Math.sqrt(3), 0.5 + 0.5 / Math.sqrt(3)}, new double[] {0.5, 0.5});
        double outer = 0.5 * Math.sqrt(0.6);
        is(Quadrature.GAUSS_LEGENDRE.nodes(3), new double[] {0.5 - outer, 0.5, 0.5 + outer}, new double[] {5 / 18., 8 / 18., 5 / 18.});
        double wide = Math.sqrt(5 + 2 * Math.sqrt(10 / 7.)) / 6;
        double near = Math.sqrt(5 - 2 * Math.sqrt(10 / 7.)) / 6;
        double small = (322 - 13 * Math.sqrt(70)) / 1800;
        double large = (322 + 13 * Math.sqrt(70)) / 1800;
        is(Quadrature.GAUSS_LEGENDRE.nodes(5), new double[] {0.5 - wide, 0.5 - near, 0.5, 0.5 + near, 0.5 + wide},
                new double[] {small, large, 64 / 225., large, small});
    }

    @Test void theOthersAreWhatTheirNamesSay() {
        is(Quadrature.MIDPOINT.nodes(4), new double[] {0.125, 0.375, 0.625, 0.875}, new double[] {0.25, 0.25, 0.25, 0.25});
        is(Quadrature.LEFT.nodes(4), new double[] {0, 0.25, 0.5, 0.75}, new double[] {0.25, 0.25, 0.25, 0.25});
        is(Quadrature.RIGHT.nodes(4), new double[] {0.25, 0.5, 0.75, 1}, new double[] {0.25, 0.25, 0.25, 0.25});
        is(Quadrature.TRAPEZOID.nodes(2), new double[] {0, 1}, new double[] {0.5, 0.5});
        is(Quadrature.TRAPEZOID.nodes(5), new double[] {0, 0.25, 0.5, 0.75, 1}, new double[] {0.125, 0.25, 0.25, 0.25, 0.125});
    }

    private static void is(Quadrature.Nodes nodes, double[] at, double[] weight) {
        assertThat(nodes.at()).containsExactly(at, within(2 * EPS));
        assertThat(nodes.weight()).containsExactly(weight, within(4 * EPS));
    }

    /// `∫ xᵖ = 1 / (p + 1)` for every p up to 2n − 1. A node that is off by δ moves the sum by `δ p ∫ xᵖ⁻¹ = δ`.
    @Test void gaussLegendreIsExactUpToDegreeTwiceNMinusOne() {
        for (int n = 1; n <= 64; n++) {
            for (int p = 0; p < 2 * n; p++) {
                int power = p;
                assertThat(integral(Quadrature.GAUSS_LEGENDRE, n, x -> Math.pow(x, power))).as("n = %d, x^%d", n, p)
                        .isCloseTo(1 / (p + 1.), within(rounding(n)));
            }
        }
    }

    /// And no further: at degree 2n it misses by `(n!)⁴ / ((2n + 1) ((2n)!)²)` (Davis & Rabinowitz 1984, section 2.7).
    @ParameterizedTest @ValueSource(ints = {1, 2, 3, 5, 8}) void gaussLegendreMissesTheNextDegreeByTheBooksFigure(int n) {
        double error = factorial(n).pow(4).doubleValue() / factorial(2 * n).pow(2).doubleValue() / (2 * n + 1);
        double found = integral(Quadrature.GAUSS_LEGENDRE, n, x -> Math.pow(x, 2 * n));
        assertThat(1 / (2 * n + 1.) - found).isCloseTo(error, within(rounding(n)));
        assertThat(error).isGreaterThan(10 * rounding(n));
    }

    private static BigInteger factorial(int n) {
        return n == 0 ? BigInteger.ONE : BigInteger.valueOf(n).multiply(factorial(n - 1));
    }

    @ParameterizedTest @EnumSource void weightsArePositiveAndSumToOneAndNodesAscendWithinTheInterval(Quadrature rule) {
        for (int n = rule == Quadrature.TRAPEZOID ? 2 : 1; n <= 512; n++) {
            Quadrature.Nodes nodes = rule.nodes(n);
            assertThat(DoubleStream.of(nodes.weight()).sum()).as("n = %d", n).isCloseTo(1, within(rounding(n)));
            assertThat(DoubleStream.of(nodes.weight()).filter(weight -> weight > 0)).hasSize(n);
            assertThat(DoubleStream.of(nodes.at()).filter(at -> at >= 0 && at <= 1)).hasSize(n).isSorted().doesNotHaveDuplicates();
        }
    }

    /// Half of the weight lies in each half of the way, so that a gate in the middle is integrated exactly by an even number of nodes.
    @Property(tries = 50) void gaussLegendreIsSymmetric(@ForAll @IntRange(min = 1, max = 512) int n) {
        Quadrature.Nodes nodes = Quadrature.GAUSS_LEGENDRE.nodes(n);
        for (int k = 0; k < n; k++) {
            assertThat(nodes.at()[k] + nodes.at()[n - 1 - k]).isCloseTo(1, within(2 * EPS));
            assertThat(nodes.weight()[k]).isCloseTo(nodes.weight()[n - 1 - k], within(rounding(n)));
        }
    }

    /// `∫ x` is ½; the left ends miss half a part, the right ends add it.
    @Property(tries = 200) void straightLinesAreExactButForTheOneSidedRules(@ForAll Quadrature rule,
            @ForAll @IntRange(min = 1, max = 512) int n) {
        Assume.that(rule != Quadrature.TRAPEZOID || n > 1);
        double expected = switch (rule) {
            case GAUSS_LEGENDRE, MIDPOINT, TRAPEZOID -> 0.5;
            case LEFT -> 0.5 - 0.5 / n;
            case RIGHT -> 0.5 + 0.5 / n;
        };
        assertThat(integral(rule, n, x -> x)).isCloseTo(expected, within(rounding(n)));
    }

    /// Dividing by n and not by n − 1 would give 0.98 here, and break completeness even where F is linear.
    @Test void theTrapezoidsOfFiftyNodesLoseNothing() {
        Quadrature.Nodes nodes = Quadrature.TRAPEZOID.nodes(50);
        assertThat(Arrays.stream(nodes.weight()).sum()).isCloseTo(1, within(rounding(50)));
        assertThat(nodes.weight()[0]).isEqualTo(1 / 98.);
        assertThat(nodes.weight()[1]).isEqualTo(1 / 49.);
    }

    @Test void tooFewNodesAreRefused() {
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Quadrature.GAUSS_LEGENDRE.nodes(0))
                .withMessage("quadrature gauss-legendre: 0 nodes are too few (need at least 1)");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Quadrature.TRAPEZOID.nodes(1))
                .withMessage("quadrature trapezoid: 1 nodes are too few (need at least 2)");
    }

    @Test void namesAreThoseOfTheCommandLine() {
        assertThat(Quadrature.values()).extracting(Quadrature::id)
                .containsExactly("gauss-legendre", "midpoint", "trapezoid", "left", "right");
    }
}
