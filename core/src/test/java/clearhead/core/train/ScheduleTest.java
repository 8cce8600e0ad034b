package clearhead.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    /// By hand, for 8 steps: a warmup of a quarter is 2 steps, at 1/3 and 2/3 of the peak; then `(1 + cos(πk/6)) / 2` for k = 0 … 5.
    @ParameterizedTest @CsvSource({"0, 0.333333333", "1, 0.666666667", "2, 1", "3, 0.933012702", "4, 0.75", "5, 0.5",
            "6, 0.25", "7, 0.066987298"})
    void cosineRisesThenFalls(int step, double share) {
        float rate = Schedule.cosine(0.004f, 0.25).rate(step, 8);

        assertThat((double) rate).isCloseTo(0.004f * share, offset(0.004 * 1e-9 + Math.ulp(0.004f)));
    }

    @Test void withoutWarmupItBeginsAtThePeak() {
        Schedule schedule = Schedule.cosine(1, 0);

        assertThat(schedule.rate(0, 4)).isEqualTo(1);
        assertThat(schedule.rate(2, 4)).isEqualTo(0.5f);
        assertThat(schedule.rate(4, 4)).isZero();
    }

    @Test void aWarmupOfAllStepsOnlyRises() {
        Schedule schedule = Schedule.cosine(1, 1);

        assertThat(new float[] {schedule.rate(0, 3), schedule.rate(1, 3), schedule.rate(2, 3)}).containsExactly(0.25f, 0.5f, 0.75f);
    }

    @Test void constantStays() {
        assertThat(Schedule.constant(0.1f).rate(0, 5)).isEqualTo(Schedule.constant(0.1f).rate(4, 5)).isEqualTo(0.1f);
    }
}
