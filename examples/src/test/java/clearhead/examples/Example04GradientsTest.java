package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Example04GradientsTest {

    /// Five decimals are right to half of the last. Behind them stand floats below 2 that come out of at most six roundings and one tanh,
    /// which is off by less than three units in the last place; the difference quotient is off by `h²/6 · |f‴| < 10 · h²`, h = 1e-5,
    /// and by the rounding of f in double precision, below `2⁻⁵² · 4 / h`.
    private static final double PRINTED = 0.5e-5 + 9 * 2 * 0x1p-24 + 10 * 1e-10 + 4 * 0x1p-52 / 1e-5;

    private static final double[] W = {0.5, -1, 2};
    private static final double[] X = {1, 2, -0.5};

    private static double t(int i) {
        return Math.tanh(W[i] * X[i]);
    }

    /// `1/cosh² = 1 − tanh²`, by the other formula.
    private static double slope(int i) {
        return 1 / (Math.cosh(W[i] * X[i]) * Math.cosh(W[i] * X[i]));
    }

    private static List<double[]> rows(String name) throws IOException {
        return Printed.pinned("Example04Gradients").lines().filter(line -> line.startsWith("  " + name + " "))
                .map(line -> new Scanner(line.substring(2 + name.length())).useLocale(Locale.ROOT).tokens()
                        .mapToDouble(Double::parseDouble).toArray())
                .toList();
    }

    private static void assertRows(String name, int count, IntToDoubleFunction expected) throws IOException {
        double[] row = IntStream.range(0, 3).mapToDouble(expected).toArray();
        List<double[]> rows = rows(name);
        assertThat(rows).as(name).hasSize(count);
        for (double[] printed : rows) {
            assertThat(printed).as(name).containsExactly(row, within(PRINTED));
        }
    }

    @Test void allWaysAgreeWithTheFormula() throws IOException {
        assertRows("df/dw", 4, i -> X[i] * X[i] * slope(i));
        assertRows("df/dx", 4, i -> t(i) + X[i] * W[i] * slope(i));
        assertRows("df/dp", 1, i -> 1);
        assertRows("df/dt", 1, i -> X[i]);
        assertRows("df/da", 1, i -> X[i] * slope(i));
        assertRows("by hand", 1, i -> -2 * X[i] * X[i] * X[i] * t(i) * slope(i));
        assertRows("by graph", 1, i -> -2 * X[i] * X[i] * X[i] * t(i) * slope(i));
    }

    /// What is printed four times is printed four times alike.
    @Test void allWaysPrintTheSame() throws IOException {
        for (String name : List.of("df/dw", "df/dx")) {
            assertThat(rows(name).stream().map(Arrays::toString).distinct()).as(name).hasSize(1);
        }
    }
}
