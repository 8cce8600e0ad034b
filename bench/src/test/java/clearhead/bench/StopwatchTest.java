package clearhead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopwatchTest {

    @Test
    void theMiddleOneOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Stopwatch.median(3)).isEqualTo(3);
        assertThat(Stopwatch.median(9, 1, 2)).isEqualTo(2);
        assertThat(Stopwatch.median(8, 1, 4, 2)).isEqualTo(3);
    }

    @Test
    void everyCallIsCountedButTheFirst() {
        Calls calls = new Calls();
        assertThat(Stopwatch.median(calls, 0, 2000)).isPositive().isLessThan(0.1);
        assertThat(calls.count).isEqualTo(2001);
    }

    @Test
    void atLeastSoLong() {
        long begin = System.nanoTime();
        Stopwatch.median(new Calls(), 20, 1);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
    }

    private static final class Calls implements Contender.Job {

        private int count;

        @Override public void run() {
            count++;
        }

        @Override public float[] result() {
            return new float[] {count};
        }
    }
}
