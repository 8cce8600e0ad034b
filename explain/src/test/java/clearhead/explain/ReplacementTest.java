package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import org.junit.jupiter.api.Test;

class ReplacementTest {

    private static final Toy TOY = Toy.wide(2, x -> x, 1, 10, 3, 30, 8, -4);
    private static final Tensor X = Tensor.of(Shape.of(1, 2, 2), 1, 10, 3, 30);

    @Test void zeroIsARowOfZeros() {
        Tensor empty = Replacement.ZERO.of(TOY, X);
        assertThat(empty.shape()).isEqualTo(X.shape());
        assertThat(empty.toArray()).containsOnly(0);
    }

    /// Over all rows of the table, those that the input does not use as well.
    @Test void meanIsTheMeanRowOfTheTableForEveryToken() {
        Tensor empty = Replacement.MEAN.of(TOY, X);
        assertThat(empty.shape()).isEqualTo(X.shape());
        assertThat(empty.toArray()).containsExactly(4, 12, 4, 12);
        assertThat(empty.isRecorded()).isFalse();
    }

    @Test void namesAreThoseOfTheCommandLine() {
        assertThat(Replacement.values()).extracting(Replacement::id).containsExactly("zero", "mean");
    }
}
