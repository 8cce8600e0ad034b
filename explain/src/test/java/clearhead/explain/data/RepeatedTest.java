package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatedTest {

    /// The printed tables of Student's distribution.
    @ParameterizedTest
    @CsvSource({"1,12.706", "2,4.303", "3,3.182", "4,2.776", "9,2.262", "10,2.228", "29,2.045", "30,2.042", "120,1.980"})
    void quantilesAsInTheTables(int degrees, double expected) {
        assertThat(Repeated.quantile(degrees)).isCloseTo(expected, within(0.0005));
    }

    @Test void byHand() {
        Repeated mean = Repeated.of(1, 2, 6);
        assertThat(mean.mean()).isEqualTo(3);
        assertThat(mean.error()).isCloseTo(Math.sqrt(7 / 3.0), within(1e-15));                 // the squares are 4 + 1 + 9, over 2, over 3
        assertThat(mean.high() - 3).isCloseTo(4.302653 * Math.sqrt(7 / 3.0), within(1e-6));
        assertThat(Repeated.all(1, 2, 6)).isEqualTo(new Repeated(3, 0, 3, 3, 3));
    }
}
