package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class Example01TwoLayersTest {

    /// Between an input and a printed number lie at most 20 roundings to float, of numbers below 1, so by at most 2⁻²⁴ each; none grows to
    /// more than twice its size on the way (σ′ ≤ ¼, the weights of a unit sum up to less than 2, the step doubles). Six decimals are
    /// right to half of the last.
    private static final double PRINTED = 2 * 20 * 0x1p-24 + 0.5e-6;

    /// Of the operands in a line there are at most five, each printed right to half of the last decimal and weighing at most 2; and so is
    /// the result. The float arithmetic itself adds less than five roundings.
    private static final double LINE = (5 * 2 + 1) * 0.5e-6 + 5 * 0x1p-24;

    /// `  name = arithmetic = value`, or `  name = value, was …`.
    private static final Pattern STATEMENT = Pattern.compile("  (\\S+) = (?:(.+) = )?(-?[0-9.]+)(?:, was .*)?");

    private static final double[] X = {1, 0.5};
    private static final double[] T = {1, 0};

    /// The network in double precision, with nothing of the library.
    private record Hand(double[][] w1, double[] b1, double[][] w2, double[] b2) {

        static final Hand START = new Hand(new double[][] {{0.2, -0.4}, {0.6, 0.8}}, new double[] {0.1, -0.1},
                new double[][] {{0.5, -0.3}, {0.7, 0.9}}, new double[] {-0.2, 0.3});

        private static double[] affine(double[] x, double[][] w, double[] b) {
            return new double[] {x[0] * w[0][0] + x[1] * w[1][0] + b[0], x[0] * w[0][1] + x[1] * w[1][1] + b[1]};
        }

        private static double[] sigmoid(double[] a) {
            return new double[] {1 / (1 + Math.exp(-a[0])), 1 / (1 + Math.exp(-a[1]))};
        }

        private static double[] step(double[] w, double[] dw) {
            return new double[] {w[0] - 2 * dw[0], w[1] - 2 * dw[1]};
        }

        double[] a1() {
            return affine(X, w1, b1);
        }

        double[] h() {
            return sigmoid(a1());
        }

        double[] a2() {
            return affine(h(), w2, b2);
        }

        double[] y() {
            return sigmoid(a2());
        }

        double loss() {
            return 0.5 * (Math.pow(y()[0] - T[0], 2) + Math.pow(y()[1] - T[1], 2));
        }

        double[] da2() {
            double[] y = y();
            return new double[] {(y[0] - T[0]) * y[0] * (1 - y[0]), (y[1] - T[1]) * y[1] * (1 - y[1])};
        }

        double[] dh() {
            double[] d = da2();
            return new double[] {d[0] * w2[0][0] + d[1] * w2[0][1], d[0] * w2[1][0] + d[1] * w2[1][1]};
        }

        double[] da1() {
            double[] h = h();
            return new double[] {dh()[0] * h[0] * (1 - h[0]), dh()[1] * h[1] * (1 - h[1])};
        }

        private static double[][] outer(double[] x, double[] d) {
            return new double[][] {{x[0] * d[0], x[0] * d[1]}, {x[1] * d[0], x[1] * d[1]}};
        }

        double[][] dw1() {
            return outer(X, da1());
        }

        double[][] dw2() {
            return outer(h(), da2());
        }

        Hand stepped() {
            return new Hand(new double[][] {step(w1[0], dw1()[0]), step(w1[1], dw1()[1])}, step(b1, da1()),
                    new double[][] {step(w2[0], dw2()[0]), step(w2[1], dw2()[1])}, step(b2, da2()));
        }
    }

    /// The value of every statement, by name; what is said again after the step has a `′`.
    private static Map<String, Double> statements() throws IOException {
        Map<String, Double> values = new LinkedHashMap<>();
        for (Matcher statement : matches()) {
            String name = statement.group(1);
            values.put(values.containsKey(name) ? name + "′" : name, Double.valueOf(statement.group(3)));
        }
        return values;
    }

    private static List<Matcher> matches() throws IOException {
        return Printed.pinned("Example01TwoLayers").lines().map(STATEMENT::matcher).filter(Matcher::matches).toList();
    }

    @Test void allNumbersAreThoseOfAHandComputation() throws IOException {
        Hand hand = Hand.START;
        Hand next = hand.stepped();
        Map<String, Double> expected = new LinkedHashMap<>();
        put(expected, "a1", hand.a1());
        put(expected, "h", hand.h());
        put(expected, "a2", hand.a2());
        put(expected, "y", hand.y());
        put(expected, "dy", new double[] {hand.y()[0] - T[0], hand.y()[1] - T[1]});
        put(expected, "da2", hand.da2());
        put(expected, "dW2", hand.dw2());
        put(expected, "db2", hand.da2());
        put(expected, "dh", hand.dh());
        put(expected, "da1", hand.da1());
        put(expected, "dW1", hand.dw1());
        put(expected, "db1", hand.da1());
        put(expected, "W1", next.w1());
        put(expected, "b1", next.b1());
        put(expected, "W2", next.w2());
        put(expected, "b2", next.b2());
        expected.put("L", hand.loss());
        expected.put("y[0]′", next.y()[0]);
        expected.put("y[1]′", next.y()[1]);
        expected.put("L′", next.loss());

        Map<String, Double> printed = statements();
        assertThat(printed.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        printed.forEach((name, value) -> assertThat(value).as(name).isCloseTo(expected.get(name), within(PRINTED)));
    }

    private static void put(Map<String, Double> values, String name, double[] v) {
        values.put(name + "[0]", v[0]);
        values.put(name + "[1]", v[1]);
    }

    private static void put(Map<String, Double> values, String name, double[][] w) {
        for (int i = 0; i < 2; i++) {
            values.put("%s[%d,0]".formatted(name, i), w[i][0]);
            values.put("%s[%d,1]".formatted(name, i), w[i][1]);
        }
    }

    /// Ten decimals of a computation with 30 decimal digits.
    @Test void theHandComputationGivesTheseNumbers() {
        Hand hand = Hand.START;
        assertThat(hand.a1()).containsExactly(new double[] {0.6, -0.1}, within(0.5e-10));
        assertThat(hand.h()).containsExactly(new double[] {0.6456563062, 0.4750208125}, within(0.5e-10));
        assertThat(hand.a2()).containsExactly(new double[] {0.4553427219, 0.5338218394}, within(0.5e-10));
        assertThat(hand.y()).containsExactly(new double[] {0.6119087605, 0.6303740534}, within(0.5e-10));
        assertThat(hand.loss()).isCloseTo(0.2739931287, within(0.5e-10));
        assertThat(hand.da2()).containsExactly(new double[] {-0.0921625218, 0.1468787973}, within(0.5e-10));
        assertThat(hand.dw2()[0]).containsExactly(new double[] {-0.0595053134, 0.0948332217}, within(0.5e-10));
        assertThat(hand.dw2()[1]).containsExactly(new double[] {-0.0437791160, 0.0697704856}, within(0.5e-10));
        assertThat(hand.dh()).containsExactly(new double[] {-0.0901449001, 0.0676771523}, within(0.5e-10));
        assertThat(hand.da1()).containsExactly(new double[] {-0.0206237325, 0.0168770603}, within(0.5e-10));
        assertThat(hand.dw1()[0]).containsExactly(new double[] {-0.0206237325, 0.0168770603}, within(0.5e-10));
        assertThat(hand.dw1()[1]).containsExactly(new double[] {-0.0103118663, 0.0084385301}, within(0.5e-10));
        assertThat(hand.stepped().y()).containsExactly(new double[] {0.6805233827, 0.5066747571}, within(0.5e-10));
        assertThat(hand.stepped().loss()).isCloseTo(0.1793923093, within(0.5e-10));
    }

    @Test void everyLineIsTrue() throws IOException {
        Map<String, Double> values = statements();
        List<Matcher> lines = matches().stream().filter(line -> line.group(2) != null).toList();
        assertThat(lines).hasSize(41);
        for (Matcher line : lines) {
            assertThat(Double.parseDouble(line.group(3))).as(line.group())
                    .isCloseTo(Arithmetic.value(line.group(2), values), within(LINE));
        }
    }
}
