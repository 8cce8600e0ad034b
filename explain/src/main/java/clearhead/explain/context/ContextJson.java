package clearhead.explain.context;

import clearhead.explain.Cost;
import clearhead.explain.Token;
import clearhead.explain.Settings;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A context's part in a text as JSON, schema `clearhead/context/1`.
final class ContextJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ContextJson() {}

    static String of(ContextReliance found) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("schema", "clearhead/context/1");
        json.putObject("model").put("digest", found.model().digest()).put("architecture", found.model().architecture())
                .put("source", found.model().source());
        tokens(json.putArray("tokens"), found.input().with().tokens());
        tokens(json.putArray("withoutTokens"), found.input().without().tokens());
        tokens(json.putArray("targetTokens"), found.written().tokens());
        IntStream.of(found.input().context()).forEach(json.putArray("context")::add);
        found.method().ifPresentOrElse(method -> {
            ObjectNode settings = json.putObject("method").put("id", method.id()).putObject("settings");
            method.settings().forEach(settings::putPOJO);
        }, () -> json.putNull("method"));
        ObjectNode selection = json.putObject("selection").put("measure", Settings.id(found.selection().measure()))
                .put("std", found.selection().deviations());
        found.selection().top().ifPresentOrElse(top -> selection.put("top", top), () -> selection.putNull("top"));
        selection.put("threshold", found.threshold());
        ArrayNode steps = json.putArray("steps");
        found.steps().forEach(step -> steps.addObject().put("token", step.token().index()).put("kl", step.divergence())
                .put("pcxmi", step.pcxmi()).put("logprob", step.with()).put("logprobWithout", step.without()));
        ArrayNode cues = json.putArray("cues");
        for (ContextReliance.Cue cue : found.cues()) {
            ObjectNode one = cues.addObject().put("token", cue.step()).put("alternative", cue.alternative()).put("label", cue.label())
                    .put("contrast", cue.with()).put("contrastWithout", cue.without());
            ArrayNode scores = one.putArray("scores");
            for (float score : cue.scores()) {
                scores.add(score);
            }
        }
        Cost cost = found.cost();
        json.putObject("cost").put("forwards", cost.forwards()).put("backwards", cost.backwards()).put("tokens", cost.tokens())
                .put("nanos", cost.nanos()).put("peakBytes", cost.peakBytes());
        found.warnings().forEach(json.putArray("warnings")::add);
        return MAPPER.writeValueAsString(json);
    }

    private static void tokens(ArrayNode array, List<Token> tokens) {
        tokens.forEach(array::addPOJO);
    }
}
