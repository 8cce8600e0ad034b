package clearhead.core.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.Models;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Pass;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreedyTest {

    private static final int START = 6;

    private final EncoderDecoder model = Models.model(Order.PRE_NORM, Activation.GELU, 1);
    private final Batch source = Models.batch(11, 2, 6, 3, 9, 1);

    /// Given what was written, each row alone: every token is the likeliest after those before it, and as likely as is said.
    @Test void everyTokenIsTheLikeliestAfterTheOnesBefore() {
        List<Greedy.Written> written = Greedy.write(model, source, START, 8);

        assertThat(written).hasSize(4);
        for (int row = 0; row < 4; row++) {
            int[] ids = written.get(row).ids();
            assertThat(ids).hasSize(8);
            int[] target = new int[8];
            target[0] = START;
            System.arraycopy(ids, 0, target, 1, 7);
            Tensor logProbs = model.forward(Models.alone(source, row), Batch.of(target), Pass.PLAIN).logSoftmax();     // [1, 8, 7]
            for (int step = 0; step < 8; step++) {
                assertThat(logProbs.at(0, step, ids[step])).isEqualTo(logProbs.max(-1).at(0, step))
                        .isEqualTo(written.get(row).logProbs()[step]);
            }
        }
        assertThat(written.stream().map(row -> List.of(row.ids()[0], row.ids()[1], row.ids()[2])).distinct()).as("else this says little")
                .hasSizeGreaterThan(1);
    }

    @Test void ofTwoLikeliestTokensTheLowerIdIsTaken() {
        Tensor tie = Tensor.vector(0, 0, 3, 0, 3, 0, 0);
        EncoderDecoder undecided = model.map((name, parameter) -> switch (name) {
            case "head.weight" -> parameter.scale(0);
            case "head.bias" -> tie;
            default -> parameter;
        });

        assertThat(Greedy.write(undecided, source, START, 3)).allSatisfy(row -> assertThat(row.ids()).containsExactly(2, 2, 2));
    }

    /// `ln ½` and `ln ¼` are each rounded by at most half the step between the floats from 1 to 2.
    @Test void theProbabilityOfAllIsTheProduct() {
        float[] logProbs = {(float) Math.log(0.5), (float) Math.log(0.25), 0};

        assertThat(new Greedy.Written(new int[3], logProbs).probability()).isCloseTo(0.125, offset(0.125 * Math.ulp(1f)));
        assertThat(new Greedy.Written(new int[0], new float[0]).probability()).isEqualTo(1);
    }

    @Test void moreThanTheModelCanWriteIsRefused() {
        assertThatThrownBy(() -> Greedy.write(model, source, START, 9)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("9 positions, but the model knows only 8");
    }
}
