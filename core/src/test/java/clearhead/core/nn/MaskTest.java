package clearhead.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import org.junit.jupiter.api.Test;

class MaskTest {

    /// `[2, 2, 3, 3]`, every number another.
    private final Tensor scores = Tensor.normal(Shape.of(2, 2, 3, 3), 1, 1);

    @FunctionalInterface
    private interface Allowed {
        boolean read(int row, int i, int j);
    }

    /// What is allowed keeps its bits, what is forbidden is −∞, in all heads.
    private void allows(Mask mask, Allowed allowed) {
        Tensor masked = mask.apply(scores);
        assertThat(masked.shape()).isEqualTo(scores.shape());
        for (int row = 0; row < 2; row++) {
            for (int head = 0; head < 2; head++) {
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        assertThat(masked.at(row, head, i, j)).as("row %d, head %d, %d reads %d", row, head, i, j)
                                .isEqualTo(allowed.read(row, i, j) ? scores.at(row, head, i, j) : Float.NEGATIVE_INFINITY);
                    }
                }
            }
        }
    }

    @Test void noneAllowsEverything() {
        allows(Mask.NONE, (_, _, _) -> true);
        assertThat(Mask.NONE.apply(scores)).isSameAs(scores);
    }

    @Test void causalAllowsWhatWasBefore() {
        allows(Mask.CAUSAL, (_, i, j) -> j <= i);
    }

    @Test void paddingAllowsWhatIsNotFilling() {
        allows(Mask.padding(new int[] {2, 3}, 3), (row, _, j) -> row == 1 || j < 2);
    }

    @Test void andAllowsWhatBothAllow() {
        Mask padding = Mask.padding(new int[] {2, 1}, 3);

        allows(Mask.CAUSAL.and(padding), (row, i, j) -> j <= i && j < 2 - row);
        allows(padding.and(Mask.CAUSAL), (row, i, j) -> j <= i && j < 2 - row);
        assertThat(padding.and(Mask.NONE)).isEqualTo(padding);
        assertThat(Mask.NONE.and(padding)).isEqualTo(padding);
    }

    /// Of the last `seqQ` of `seqK` positions, all windows and all sizes.
    @Test void aWindowAllowsTheNearest() {
        for (int seqK = 1; seqK < 6; seqK++) {
            for (int seqQ = 1; seqQ <= seqK; seqQ++) {
                for (int size = 1; size < 8; size++) {
                    Tensor masked = Mask.window(seqQ, seqK, size).apply(Tensor.full(Shape.of(1, 1, seqQ, seqK), 1));
                    for (int i = 0; i < seqQ; i++) {
                        for (int j = 0; j < seqK; j++) {
                            assertThat(masked.at(0, 0, i, j)).as("%d of %d, window %d: %d reads %d", seqQ, seqK, size, i, j)
                                    .isEqualTo(j > i + seqK - seqQ - size ? 1 : Float.NEGATIVE_INFINITY);
                        }
                    }
                }
            }
        }
        assertThat(Mask.window(3, 3, 3)).as("nothing is forbidden").isEqualTo(Mask.NONE);
        assertThatThrownBy(() -> Mask.window(3, 3, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mask: a window of 0 positions (need at least 1)");
    }

    /// Its softmax would be 0 / 0.
    @Test void aRowThatMayReadNothingIsRefused() {
        assertThatThrownBy(() -> Mask.padding(new int[] {2, 0}, 3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mask: row 1 has 0 of 3 positions (need 1 to 3)");
        assertThatThrownBy(() -> Mask.padding(new int[] {4}, 3)).hasMessage("mask: row 0 has 4 of 3 positions (need 1 to 3)");
    }
}
