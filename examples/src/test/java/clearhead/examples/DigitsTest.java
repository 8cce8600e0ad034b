package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DigitsTest {

    private static final Digits ALL = Digits.read();

    /// A place below 8 is right to 2⁻²² as a float, and the weights that depend on it to 2⁻²² + 2⁻²⁴; of values up to 1, two are weighed
    /// in each of two directions. The sums add at most eight roundings each.
    private static final double TOLERANCE = 4 * (0x1p-22 + 0x1p-24) + 16 * 0x1p-24;

    /// The counts that the repository's description of the data gives for its test part.
    @Test void thereAreAsManyOfEachAsTheSourceSays() {
        assertThat(ALL.size()).isEqualTo(1797);
        int[] counts = new int[10];
        ALL.labels().forEach(label -> counts[label]++);
        assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    }

    @Test void evenOnesAreMarkedWithOne() {
        assertThat(ALL.even().shape()).isEqualTo(Shape.of(1797, 1));
        assertThat(ALL.even().sum().item()).isEqualTo(178 + 177 + 181 + 181 + 174);
        assertThat(ALL.choose(List.of(0, 1, 2, 3)).labels()).containsExactly(0, 1, 2, 3);
        assertThat(ALL.choose(List.of(0, 1, 2, 3)).even().toArray()).containsExactly(1, 0, 1, 0);
    }

    /// The source begins with the digit 0 whose uppermost pixels are 0 0 5 13 9 1 0 0, of 16.
    @Test void theFirstRowOfTheFirstDigitIsThatOfTheSource() {
        double[] source = {0, 0, 5 / 16.0, 13 / 16.0, 9 / 16.0, 1 / 16.0, 0, 0};
        for (int column = 0; column < Digits.SIDE; column++) {
            assertThat((double) ALL.pixels().at(0, column)).isCloseTo(between(source, column), within(TOLERANCE));
        }
    }

    @Provide Arbitrary<float[]> small() {
        return Arbitraries.floats().between(0, 1).array(float[].class).ofSize(64);
    }

    /// The definition, in double precision: between the columns to the left and to the right, then between the rows above and below.
    @Property void pixelsLieBetweenTheirFourNeighbours(@ForAll("small") float[] small,
            @ForAll @IntRange(max = 27) int row, @ForAll @IntRange(max = 27) int column) {
        double[] columnOfRows = new double[8];
        for (int i = 0; i < 8; i++) {
            double[] line = new double[8];
            for (int j = 0; j < 8; j++) {
                line[j] = small[8 * i + j];
            }
            columnOfRows[i] = between(line, column);
        }
        Tensor large = Digits.enlarge(Tensor.of(Shape.of(1, 8, 8), small));
        assertThat((double) large.at(0, row, column)).isCloseTo(between(columnOfRows, row), within(TOLERANCE));
    }

    /// The value at place `7 · at / 27` of the straight lines that join eight values at the places 0 to 7.
    private static double between(double[] values, int at) {
        double place = 7.0 * at / 27;
        int left = Math.min((int) place, 6);
        return values[left] + (place - left) * (values[left + 1] - values[left]);
    }
}
