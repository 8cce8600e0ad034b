package clearhead.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

    @Test void rowsAreFilledUpToTheLongest() {
        Batch batch = Batch.of(9, List.of(new int[] {1, 2}, new int[] {3, 4, 5}, new int[] {6}));

        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.seq()).isEqualTo(3);
        assertThat(batch.flat()).containsExactly(1, 2, 9, 3, 4, 5, 6, 9, 9);
        assertThat(List.of(batch.length(0), batch.length(1), batch.length(2))).containsExactly(2, 3, 1);
        assertThat(batch.id(1, 2)).isEqualTo(5);
        assertThat(batch.id(2, 1)).isEqualTo(9);
    }

    /// So that nothing is added where nothing is filled up.
    @Test void rowsOfOneLengthNeedNoMask() {
        assertThat(Batch.of(new int[] {1, 2}, new int[] {3, 4}).mask()).isSameAs(Mask.NONE);
        assertThat(Batch.of(0, List.of(new int[] {1}, new int[] {3, 4})).mask()).isNotSameAs(Mask.NONE);
    }

    @Test void aRowCanBeRepeated() {
        Batch batch = Batch.repeated(new int[] {1, 2}, 3);

        assertThat(batch.flat()).containsExactly(1, 2, 1, 2, 1, 2);
        assertThat(batch.size()).isEqualTo(3);
    }

    /// So that a mean over a row's own tokens is a product, to which the filling adds exactly nothing.
    @Test void theSharesOfARowAreOneTogether() {
        Tensor share = Batch.of(9, List.of(new int[] {1, 2}, new int[] {3, 4, 5}, new int[] {6})).share();

        assertThat(share.shape().dims()).containsExactly(3, 1, 3);
        assertThat(share.toArray()).containsExactly(0.5f, 0.5f, 0, 1 / 3f, 1 / 3f, 1 / 3f, 1, 0, 0);
    }

    @Test void tokensHaveTypesOfTheirOwn() {
        Batch plain = Batch.of(9, List.of(new int[] {1, 2}, new int[] {3, 4, 5}));
        Batch typed = plain.withTypes(List.of(new int[] {0, 1}, new int[] {1, 0, 2}));

        assertThat(plain.types().flat()).containsOnly(0).hasSize(6);
        assertThat(typed.types().flat()).containsExactly(0, 1, 0, 1, 0, 2);
        assertThat(typed.flat()).isEqualTo(plain.flat());
        assertThat(List.of(typed.length(0), typed.length(1), typed.types().length(0), typed.types().length(1))).containsExactly(2, 3, 2, 3);
        assertThatThrownBy(() -> plain.withTypes(List.of(new int[] {0, 1}, new int[] {1, 0}))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batch: rows of [2, 3] tokens, but types for [2, 2]");
    }

    /// A mean over a row's own tokens leaves out what is hidden; of nothing it is 0.
    @Test void someTokensCanBeHidden() {
        Batch plain = Batch.of(9, List.of(new int[] {1, 2}, new int[] {3, 4, 5}, new int[] {6}));
        Batch some = plain.hiding(List.of(new boolean[] {true, false}, new boolean[] {false, true, false}, new boolean[] {true}));
        float no = Float.NEGATIVE_INFINITY;

        assertThat(plain.hides()).isFalse();
        assertThat(some.hides()).isTrue();
        assertThat(some.flat()).isEqualTo(plain.flat());
        assertThat(some.share().toArray()).containsExactly(0, 1, 0, 0.5f, 0, 0.5f, 0, 0, 0);
        assertThat(some.mask().added().orElseThrow().toArray()).containsExactly(no, 0, no, 0, no, 0, no, no, no);
        assertThat(some.causal().causal()).isTrue();
        assertThat(some.causal().added().orElseThrow().toArray()).containsExactly(no, 0, 0, 0, no, 0, no, 0, 0);
        assertThat(plain.hiding(List.of(new boolean[2], new boolean[3], new boolean[1])).causal()).isEqualTo(Mask.CAUSAL);
        assertThatThrownBy(() -> plain.hiding(List.of(new boolean[2], new boolean[2], new boolean[1])))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("batch: rows of [2, 3, 1] tokens, but it is said for [2, 2, 1] whether they are hidden");
    }

    @Test void whatIsNoBatchIsRefused() {
        assertThatThrownBy(() -> Batch.of(0, List.of())).isInstanceOf(IllegalArgumentException.class).hasMessage("batch: no row");
        assertThatThrownBy(() -> Batch.repeated(new int[] {1}, 0)).hasMessage("batch: no row");
        assertThatThrownBy(() -> Batch.of(0, List.of(new int[] {1}, new int[0]))).hasMessage("batch: a row without tokens");
        assertThatThrownBy(() -> Batch.of(new int[] {1}, new int[] {1, 2})).hasMessage("batch: rows of 1 and 2 tokens need a padding id");
    }
}
