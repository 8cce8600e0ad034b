package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RepeatedTest {

    @Test void byHand() {
        Repeated mean = Repeated.of(1, 2, 6);
        assertThat(mean.mean()).isEqualTo(3);
        assertThat(mean.error()).isCloseTo(Math.sqrt(7 / 3.0), within(1e-15));                 // the squares are 4 + 1 + 9, over 2, over 3
        assertThat(mean.high() - 3).isCloseTo(4.302653 * Math.sqrt(7 / 3.0), within(1e-6));
        assertThat(Repeated.all(1, 2, 6)).isEqualTo(new Repeated(3, 0, 3, 3, 3));
    }
}
