package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where a model drops: what each part of a block adds to the residual stream.
class DropoutTest {

    private static final float RATE = 0.25f;

    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void aTrainingPassIsAFunctionOfItsSeed(Subject subject) {
        float[] one = subject.forward(Pass.training(RATE, 1)).toArray();

        assertThat(subject.forward(Pass.training(RATE, 1)).toArray()).isEqualTo(one);
        assertThat(subject.forward(Pass.training(RATE, 2)).toArray()).isNotEqualTo(one);
        assertThat(subject.forward(Pass.PLAIN).toArray()).isNotEqualTo(one)
                .isEqualTo(subject.forward(Pass.training(0, 1)).toArray());
    }

    static Stream<Subject> withoutNormsBehind() {
        return Models.subjects().stream().filter(subject -> subject.towers().values().stream()
                .allMatch(tower -> tower.block().order() != Order.POST_NORM));
    }

    @ParameterizedTest @MethodSource("withoutNormsBehind")
    void everyPartOfEveryBlockDropsSomeOfWhatItAdds(Subject subject) {
        Trace trace = Trace.all();
        Pass pass = new Pass(trace, new Pass.Mode.Training(RATE, 1));
        subject.forward(pass);

        subject.towers().forEach((stack, tower) -> {
            for (int layer = 0; layer < tower.layers(); layer++) {
                if (tower.block().cross()) {
                    added(trace, pass, stack, layer, Kind.RESID_PRE, Kind.ATTN_OUT, Kind.RESID_CROSS);
                    added(trace, pass, stack, layer, Kind.RESID_CROSS, Kind.CROSS_ATTN_OUT, Kind.RESID_MID);
                } else {
                    added(trace, pass, stack, layer, Kind.RESID_PRE, Kind.ATTN_OUT, Kind.RESID_MID);
                }
                added(trace, pass, stack, layer, Kind.RESID_MID, Kind.MLP_OUT, Kind.RESID_POST);
            }
        });
    }

    private static void added(Trace trace, Pass pass, Stack stack, int layer, Kind before, Kind part, Kind after) {
        Tensor stream = trace.get(new Site(stack, layer, before));
        Tensor out = trace.get(new Site(stack, layer, part));
        Tensor dropped = pass.drop(new Site(stack, layer, part), out);

        assertThat(dropped.toArray()).contains(0).isNotEqualTo(out.toArray());
        assertThat(trace.get(new Site(stack, layer, after)).toArray()).isEqualTo(stream.add(dropped).toArray());
    }
}
