package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.examples.Example03Attention.Attended;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class Example03AttentionTest {

    /// Four decimals are right to half of the last; the floats behind them are at most 4 and come out of less than ten
    /// roundings.
    private static final double PRINTED = 0.5e-4 + 10 * 4 * 0x1p-24;

    private static final double E = Math.exp(1);
    private static final double E2 = Math.exp(2);

    /// The three rows of numbers that stand below a title.
    private static double[][] rows(String title) throws IOException {
        List<String> lines = Printed.pinned("Example03Attention").lines().toList();
        int at = lines.indexOf(title);
        assertThat(at).as(title).isNotNegative();
        int first = lines.get(at + 1).startsWith("  the") ? at + 1 : at + 2;                    // over square ones stand the tokens
        return lines.subList(first, first + 3).stream().map(line ->
                new Scanner(line.substring(9)).useLocale(Locale.ROOT).tokens().mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new);
    }

    private static void assertRows(String title, double[]... expected) throws IOException {
        double[][] printed = rows(title);
        for (int i = 0; i < 3; i++) {
            assertThat(printed[i]).as("%s, row %d", title, i).containsExactly(expected[i], within(PRINTED));
        }
    }

    private static double[] row(double... numbers) {
        return numbers;
    }

    @Test void everyStepIsThatOfAHandComputation() throws IOException {
        assertRows("scores = Q Kᵀ", row(0, 4, 0), row(2, 0, 4), row(2, 4, 2));
        assertRows("scaled = Q Kᵀ / √d", row(0, 2, 0), row(1, 0, 2), row(1, 2, 1));
        assertRows("powers = exp(scaled - greatest of the row)",
                row(1 / E2, 1, 1 / E2), row(1 / E, 1 / E2, 1), row(1 / E, 1, 1 / E));
        assertRows("sums of the powers", row(1 + 2 / E2), row(1 + 1 / E + 1 / E2), row(1 + 2 / E));
        assertRows("weights = softmax(Q Kᵀ / √d)",
                row(1 / (2 + E2), E2 / (2 + E2), 1 / (2 + E2)),
                row(E / (1 + E + E2), 1 / (1 + E + E2), E2 / (1 + E + E2)),
                row(1 / (2 + E), E / (2 + E), 1 / (2 + E)));
        assertRows("output = weights V", row(2, 0.4260), row(2.8410, 2.2405), row(2, 0.8478));
        assertRows("causal weights = softmax(Q Kᵀ / √d + mask)",
                row(1, 0, 0), row(E / (1 + E), 1 / (1 + E), 0), row(1 / (2 + E), E / (2 + E), 1 / (2 + E)));
        assertRows("causal output", row(0, 1), row(2 / (1 + E), E / (1 + E)), row(2, 4 / (2 + E)));
    }

    @Provide Arbitrary<float[]> twelve() {
        return Arbitraries.floats().between(-3, 3).array(float[].class).ofSize(12);
    }

    /// What a token may not read has the weight 0, not almost 0, and changes nothing: neither its key nor its value.
    @Property void whatComesLaterDoesNotExist(@ForAll("twelve") float[] q, @ForAll("twelve") float[] k, @ForAll("twelve") float[] v) {
        float no = Float.NEGATIVE_INFINITY;
        Tensor causal = Tensor.of(Shape.of(3, 3), 0, no, no, 0, 0, no, 0, 0, 0);
        Shape shape = Shape.of(3, 4);
        Attended attended = Example03Attention.attend(Tensor.of(shape, q), Tensor.of(shape, k), Tensor.of(shape, v), causal);
        assertThat(attended.weights().at(0, 1)).isZero();
        assertThat(attended.weights().at(0, 2)).isZero();
        assertThat(attended.weights().at(1, 2)).isZero();

        k[8] += 1;
        v[8] -= 1;
        Attended other = Example03Attention.attend(Tensor.of(shape, q), Tensor.of(shape, k), Tensor.of(shape, v), causal);
        assertThat(other.output().slice(0, 0, 2).toArray()).isEqualTo(attended.output().slice(0, 0, 2).toArray());
    }

    /// The same powers stand above and below the line, so their errors cancel: what counts are the two roundings of their sum and, in
    /// proportion to each weight, at most two of the quotient. The fifth covers the products of these.
    @Property void weightsSumToOne(@ForAll("twelve") float[] q, @ForAll("twelve") float[] k) {
        Shape shape = Shape.of(3, 4);
        Attended attended = Example03Attention.attend(Tensor.of(shape, q), Tensor.of(shape, k), Tensor.of(shape, k), Tensor.scalar(0));
        for (int i = 0; i < 3; i++) {
            double sum = (double) attended.weights().at(i, 0) + attended.weights().at(i, 1) + attended.weights().at(i, 2);
            assertThat(sum).isCloseTo(1, within(5 * 0x1p-24));
        }
    }
}
