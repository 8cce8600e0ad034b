package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTest {

    /// The printed tables.
    @ParameterizedTest
    @CsvSource({"1,12.706", "2,4.303", "3,3.182", "4,2.776", "7,2.365", "9,2.262", "10,2.228", "15,2.131", "29,2.045", "30,2.042",
            "120,1.980", "1000,1.962"})
    void quantilesAsInTheTables(int degrees, double expected) {
        assertThat(Student.t95(degrees)).isCloseTo(expected, within(0.0005));
    }
}
