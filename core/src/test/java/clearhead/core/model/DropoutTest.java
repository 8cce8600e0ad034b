package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Where a model drops: what each part of a block adds to the residual stream.
class DropoutTest {

    private static final float RATE = 0.25f;

    private final Batch source = Models.batch(11, 2, 6, 4);
    private final Batch target = Models.batch(7, 3, 5, 5);

    @ParameterizedTest @FieldSource("clearhead.core.model.Models#ORDERS")
    void aTrainingPassIsAFunctionOfItsSeed(Order order) {
        EncoderDecoder model = Models.model(order, Activation.RELU, 1);
        float[] one = model.forward(source, target, Pass.training(RATE, 1)).toArray();

        assertThat(model.forward(source, target, Pass.training(RATE, 1)).toArray()).isEqualTo(one);
        assertThat(model.forward(source, target, Pass.training(RATE, 2)).toArray()).isNotEqualTo(one);
        assertThat(model.forward(source, target, Pass.PLAIN).toArray()).isNotEqualTo(one)
                .isEqualTo(model.forward(source, target, Pass.training(0, 1)).toArray());
    }

    @Test void everyPartOfEveryBlockDropsSomeOfWhatItAdds() {
        Trace trace = Trace.all();
        Pass pass = new Pass(trace, new Pass.Mode.Training(RATE, 1));
        Models.model(Order.PRE_NORM, Activation.RELU, 1).forward(source, target, pass);

        added(trace, pass, Stack.ENCODER, 0, Kind.RESID_PRE, Kind.ATTN_OUT, Kind.RESID_MID);
        added(trace, pass, Stack.ENCODER, 0, Kind.RESID_MID, Kind.MLP_OUT, Kind.RESID_POST);
        for (int layer = 0; layer < 2; layer++) {
            added(trace, pass, Stack.DECODER, layer, Kind.RESID_PRE, Kind.ATTN_OUT, Kind.RESID_CROSS);
            added(trace, pass, Stack.DECODER, layer, Kind.RESID_CROSS, Kind.CROSS_ATTN_OUT, Kind.RESID_MID);
            added(trace, pass, Stack.DECODER, layer, Kind.RESID_MID, Kind.MLP_OUT, Kind.RESID_POST);
        }
    }

    private static void added(Trace trace, Pass pass, Stack stack, int layer, Kind before, Kind part, Kind after) {
        Tensor stream = trace.get(new Site(stack, layer, before));
        Tensor out = trace.get(new Site(stack, layer, part));
        Tensor dropped = pass.drop(new Site(stack, layer, part), out);

        assertThat(dropped.toArray()).contains(0).isNotEqualTo(out.toArray());
        assertThat(trace.get(new Site(stack, layer, after)).toArray()).isEqualTo(stream.add(dropped).toArray());
    }
}
