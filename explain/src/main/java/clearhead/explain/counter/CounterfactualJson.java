package clearhead.explain.counter;

import clearhead.explain.BlackBox;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A counterfactual as JSON, schema `clearhead/counterfactual/1`: what an explanation has, and what was found.
final class CounterfactualJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private CounterfactualJson() {}

    static String of(Counterfactual found, BlackBox model) {
        ObjectNode json = (ObjectNode) MAPPER.readTree(found.explanation().json(model));
        json.put("schema", "clearhead/counterfactual/1").put("flipped", found.flipped());
        json.putArray("edits");
        for (Edit edit : found.edits()) {
            ObjectNode one = json.withArray("edits").addObject();
            edit.tokens().forEach(token -> one.withArray("tokens").add(token.index()));
            one.put("from", edit.from());
            edit.to().ifPresentOrElse(put -> one.putObject("to").put("id", put.id()).put("piece", put.piece()), () -> one.putNull("to"));
        }
        says(json.putObject("before"), found.before());
        says(json.putObject("after"), found.after());
        json.put("looked", found.looked());
        Certificate certificate = found.certificate();
        json.putObject("certificate").put("atLeast", certificate.atLeast()).put("minimal", certificate.minimal())
                .put("irreducible", certificate.irreducible()).put("text", certificate.text());
        return MAPPER.writeValueAsString(json);
    }

    private static void says(ObjectNode json, Counterfactual.Says says) {
        json.put("decision", says.decision()).put("label", says.label()).put("value", says.value());
    }
}
