package clearhead.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Tensor;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Batch;
import clearhead.core.oracle.Oracle;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every model computes what the reference implementation computes: logits, what every block reads and gives, and attention weights.
class OracleTest {

    static Stream<Oracle> models() {
        return Oracle.all();
    }

    @ParameterizedTest @MethodSource("models")
    void activationsAreThoseOfTheReference(Oracle oracle) {
        Pretrained pretrained = oracle.open();
        for (JsonNode expected : oracle.list("cases")) {
            Trace trace = Trace.all();
            Tensor result = run(pretrained, expected.get("inputs"), Pass.watched(trace));
            Case one = new Case(oracle, expected, trace);
            outputs(one, pretrained, result);
            if (pretrained.model() instanceof EncoderDecoder) {
                hiddenStates(one, Stack.ENCODER, "encoder_", "counts");
                hiddenStates(one, Stack.DECODER, "decoder_", "decoder_counts");
                attentions(one, "cross_attentions", Stack.DECODER, Kind.CROSS_PATTERN, "decoder_counts");
            } else {
                hiddenStates(one, Stack.ONLY, "", "counts");
            }
        }
    }

    private static Tensor run(Pretrained pretrained, JsonNode inputs, Pass pass) {
        return switch (pretrained.model()) {
            case CausalModel model -> model.forward(Oracle.batch(inputs, ""), pass);
            case EncoderModel model -> model.forward(Oracle.batch(inputs, ""), pass);
            case EncoderDecoder model -> model.forward(Oracle.batch(inputs, ""), Oracle.batch(inputs, "decoder_"), pass);
            case VisionModel model -> model.forward(Oracle.tensor(inputs.get("pixel_values")), pass);
        };
    }

    private static void outputs(Case one, Pretrained pretrained, Tensor result) {
        String rows = pretrained.model() instanceof EncoderDecoder ? "decoder_counts" : "counts";
        boolean pooled = result.shape().rank() == 2;
        one.compare("logits", "logits", result, 1, pooled ? "" : rows);
        if (one.expected.has("start_logits")) {
            one.compare("start_logits", "start_logits", one.trace.get(Site.of(Stack.ONLY, Kind.START_LOGITS)), 1, rows);
            one.compare("end_logits", "end_logits", one.trace.get(Site.of(Stack.ONLY, Kind.END_LOGITS)), 1, rows);
        }
        if (pretrained.model() instanceof EncoderModel model && model.head() instanceof EncoderHead.Sentence head) {
            Tensor last = model.rows(Oracle.batch(one.expected.get("inputs"), ""), Pass.PLAIN);
            one.compare("last_hidden_state", "last_hidden_state", last, 1, rows);
            one.compare("pooler_output", "pooler_output", head.pooled(last), 1, "");
        }
    }

    /// The reference's states are what enters the first block, then what each block gives; the last of some is after the final norm.
    private static void hiddenStates(Case one, Stack stack, String prefix, String counts) {
        String field = prefix + "hidden_states";
        if (!one.expected.has(field)) {
            return;
        }
        List<JsonNode> states = Oracle.items(one.expected.get(field));
        boolean normed = one.oracle.expected().get("hidden_states_last").asString().contains("after");
        for (int i = 0; i < states.size(); i++) {
            Site site = i == 0 ? new Site(stack, 0, Kind.RESID_PRE)
                    : i == states.size() - 1 && normed ? Site.of(stack, Kind.LN_FINAL) : new Site(stack, i - 1, Kind.RESID_POST);
            one.compare(field, states.get(i), one.trace.get(site), 1, counts);
        }
        for (String module : one.expected.has("final_norm_inputs") ? one.expected.get("final_norm_inputs").propertyNames() : List.<String>of()) {
            if (module.startsWith(stack.prefix())) {
                Site last = new Site(stack, states.size() - 2, Kind.RESID_POST);
                one.compare(field, one.expected.get("final_norm_inputs").get(module), one.trace.get(last), 1, counts);
            }
        }
        attentions(one, prefix + "attentions", stack, Kind.PATTERN, counts);
    }

    private static void attentions(Case one, String field, Stack stack, Kind kind, String counts) {
        List<JsonNode> layers = one.expected.has(field) ? Oracle.items(one.expected.get(field)) : List.of();
        for (int layer = 0; layer < layers.size(); layer++) {
            one.compare(field, layers.get(layer), one.trace.get(new Site(stack, layer, kind)), 2, counts);
        }
    }

    /// One input of a model, with what was computed from it there and here.
    private record Case(Oracle oracle, JsonNode expected, Trace trace) {

        void compare(String field, String key, Tensor found, int rowAxis, String counts) {
            if (expected.has(key)) {
                compare(field, expected.get(key), found, rowAxis, counts);
            }
        }

        /// @param rowAxis which axis has the positions
        /// @param counts  which of them count; empty if all do
        void compare(String field, JsonNode numbers, Tensor found, int rowAxis, String counts) {
            Tensor truth = Oracle.tensor(numbers);
            String what = oracle + " " + expected.get("name").asString() + " " + field;
            assertThat(found.shape()).as(what).isEqualTo(truth.shape());
            double tolerance = oracle.tolerance(field);
            float[] a = found.toArray();
            float[] b = truth.toArray();
            int[] dims = truth.shape().dims();
            int inner = 1;
            for (int axis = rowAxis + 1; axis < dims.length; axis++) {
                inner *= dims[axis];
            }
            for (int i = 0; i < b.length; i++) {
                int position = i / inner % dims[rowAxis];
                int row = i / (b.length / dims[0]);
                if (counts.isEmpty() || !expected.has(counts) || expected.get(counts).get(row).get(position).intValue() == 1) {
                    assertThat((double) a[i]).as("%s, element %d", what, i).isCloseTo(b[i], within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest @MethodSource("models")
    void likeliestNextTokens(Oracle oracle) {
        Pretrained pretrained = oracle.open();
        for (JsonNode expected : oracle.list("cases")) {
            if (!expected.has("top5_next")) {
                continue;
            }
            String side = pretrained.model() instanceof EncoderDecoder ? "decoder_" : "";
            Batch read = Oracle.batch(expected.get("inputs"), side);
            Tensor logProbs = run(pretrained, expected.get("inputs"), Pass.PLAIN).logSoftmax();
            for (int row = 0; row < read.size(); row++) {
                JsonNode top = expected.get("top5_next").get(row);
                int position = top.get("position").intValue();
                assertThat(position).isEqualTo(read.length(row) - 1);
                for (int k = 0; k < 5; k++) {
                    assertThat((double) logProbs.at(row, position, top.get("ids").get(k).intValue()))
                            .isCloseTo(top.get("logprobs").get(k).doubleValue(), within(2 * oracle.tolerance("logits")));
                }
                int[] best = logProbs.slice(0, row, row + 1).slice(1, position, position + 1).topK(5).indices().toArray();
                assertThat(best).isEqualTo(Oracle.ints(top.get("ids")));
            }
        }
    }
}
