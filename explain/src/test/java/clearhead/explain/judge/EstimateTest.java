package clearhead.explain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import org.junit.jupiter.api.Test;

class EstimateTest {

    /// Mean 2.5, variance (2.25 + 0.25 + 0.25 + 2.25) / 3 = 5/3, reach 1.96 √(5/12) = 1.26517…; all in double precision.
    @Test void itIsTheMeanAndItsInterval() {
        Estimate estimate = Estimate.of(1, 2, 3, 4);
        assertThat(estimate.mean()).isEqualTo(2.5);
        assertThat(estimate.cases()).isEqualTo(4);
        assertThat(estimate.low()).isCloseTo(2.5 - 1.265174559, within(1e-9));
        assertThat(estimate.high()).isCloseTo(2.5 + 1.265174559, within(1e-9));
    }

    @Test void casesThatAgreeLeaveNoDoubt() {
        assertThat(Estimate.of(0.5, 0.5, 0.5)).isEqualTo(new Estimate(0.5, 0.5, 0.5, 3));
    }

    @Test void oneCaseIsNoStudy() {
        assertThatIllegalArgumentException().isThrownBy(() -> Estimate.of(1)).withMessage("estimate: 1 cases (need at least 2)");
        assertThatIllegalArgumentException().isThrownBy(Estimate::of).withMessage("estimate: 0 cases (need at least 2)");
    }

    /// Of 5,000 studies with 200 cases each, between 94 % and 96 % hold the true mean: the share has a standard error of
    /// √(0.95 · 0.05 / 5,000) = 0.31 %, and Student's distribution in place of the normal one, or cases that are not normal but a coin's,
    /// take a tenth of a per cent away.
    @Test void ninetyFiveOfAHundredIntervalsHoldTheTruth() {
        int normal = 0;
        int coin = 0;
        for (int study = 0; study < 5_000; study++) {
            double[] normals = new double[200];
            double[] coins = new double[200];
            for (int i = 0; i < 200; i++) {
                normals[i] = 3 + 2 * Seeds.normal(Seeds.mix(1, study), i);
                coins[i] = Seeds.uniform(Seeds.mix(2, study), i) < 0.7 ? 1 : 0;
            }
            normal += holds(Estimate.of(normals), 3);
            coin += holds(Estimate.of(coins), 0.7);
        }
        assertThat(normal / 5_000.).isBetween(0.94, 0.96);
        assertThat(coin / 5_000.).isBetween(0.94, 0.96);
    }

    private static int holds(Estimate estimate, double truth) {
        return estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
    }
}
