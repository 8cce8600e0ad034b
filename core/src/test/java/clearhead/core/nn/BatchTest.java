package clearhead.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test void whatIsNoBatchIsRefused() {
        assertThatThrownBy(() -> Batch.of(0, List.of())).isInstanceOf(IllegalArgumentException.class).hasMessage("batch: no row");
        assertThatThrownBy(() -> Batch.repeated(new int[] {1}, 0)).hasMessage("batch: no row");
        assertThatThrownBy(() -> Batch.of(0, List.of(new int[] {1}, new int[0]))).hasMessage("batch: a row without tokens");
        assertThatThrownBy(() -> Batch.of(new int[] {1}, new int[] {1, 2})).hasMessage("batch: rows of 1 and 2 tokens need a padding id");
    }
}
