package clearhead.explain.data;

import clearhead.explain.BlackBox;
import clearhead.explain.Settings;
import clearhead.explain.data.Lesson.Verdict;
import java.util.stream.IntStream;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A surrogate as JSON, schema `clearhead/surrogate/1`, which `clearhead-surrogate-1.schema.json` describes.
///
/// @param surrogate what is written
record SurrogateJson(Surrogate surrogate) {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    static String of(Surrogate surrogate) {
        return MAPPER.writeValueAsString(new SurrogateJson(surrogate).written());
    }

    private ObjectNode written() {
        ObjectNode json = MAPPER.createObjectNode().put("schema", "clearhead/surrogate/1");
        BlackBox.ModelInfo model = surrogate.model().box().info();
        json.putObject("model").put("digest", model.digest()).put("architecture", model.architecture()).put("source", model.source());
        Parts parts = surrogate.parts();
        json.putObject("data").put("source", surrogate.model().table().source()).put("examples", surrogate.model().table().size())
                .put("training", parts.training().length).put("validation", parts.validation().length)
                .put("heldOut", parts.heldOut().length);
        settings(json.putObject("method").put("id", "surrogate").putObject("settings"));
        fidelity(json.putObject("fidelity"));
        accuracy(json.putObject("accuracy"));
        switch (surrogate.distilled()) {
            case Distilled.Questions questions -> tree(json.putObject("tree"), questions.tree(), questions);
            case Distilled.Rules rules -> rules(json, rules);
            case Distilled.Weights weights -> weights(json, weights);
        }
        json.put("text", surrogate.text()).put("seed", surrogate.method().seed()).put("calls", surrogate.model().calls());
        surrogate.warnings().forEach(json.putArray("warnings")::add);
        return json;
    }

    private void settings(ObjectNode settings) {
        switch (surrogate.method().kind()) {
            case Distillation.Kind.Tree(int depth, int leaf) -> settings.put("kind", "tree").put("depth", depth).put("leaf", leaf);
            case Distillation.Kind.Rules(int rules, int conditions, int support) ->
                    settings.put("kind", "rules").put("rules", rules).put("conditions", conditions).put("support", support);
            case Distillation.Kind.Linear _ -> settings.put("kind", "linear");
        }
        settings.put("features", Settings.id(surrogate.view()));
        if (surrogate.view() == Distillation.View.WORDS) {
            settings.put("words", surrogate.method().words());
        }
    }

    private void fidelity(ObjectNode json) {
        switch (surrogate.quality().fidelity()) {
            case Quality.Fidelity.Classes(Share own, Share majority, RSquared probabilities) -> {
                put(json.putObject("surrogate"), own);
                put(json.putObject("majority"), majority);
                put(json.putObject("r2"), probabilities);
            }
            case Quality.Fidelity.Number(RSquared own) -> put(json.putObject("r2"), own);
        }
    }

    private void accuracy(ObjectNode json) {
        switch (surrogate.quality().accuracy()) {
            case Quality.Accuracy.Classes(Share own, Share model, Share majority) -> {
                json.put("labels", true);
                put(json.putObject("surrogate"), own);
                put(json.putObject("model"), model);
                put(json.putObject("majority"), majority);
            }
            case Quality.Accuracy.Number(RSquared own, RSquared model) -> {
                json.put("labels", true);
                put(json.putObject("r2"), own);
                put(json.putObject("modelR2"), model);
            }
            case Quality.Accuracy.NoLabels _ -> json.put("labels", false);
        }
    }

    private void tree(ObjectNode json, Tree tree, Distilled.Questions all) {
        switch (tree) {
            case Tree.Leaf leaf -> verdict(json, IntStream.range(0, all.leaves().size()).filter(i -> all.leaves().get(i) == leaf)
                    .findFirst().orElseThrow(), all);
            case Tree.Fork fork -> {
                Feature feature = surrogate.features().get(fork.column());
                boolean high = !(feature instanceof Feature.Number);
                json.put("if", feature.condition(fork.threshold(), high)).put("feature", feature.name()).put("threshold", fork.threshold());
                tree(json.putObject("yes"), high ? fork.high() : fork.low(), all);
                tree(json.putObject("no"), high ? fork.low() : fork.high(), all);
            }
        }
    }

    private void rules(ObjectNode json, Distilled.Rules list) {
        ArrayNode rules = json.putArray("rules");
        for (int i = 0; i < list.rules().size(); i++) {
            ObjectNode one = rules.addObject();
            list.rules().get(i).conditions().forEach(condition -> one.withArray("if").add(
                    surrogate.features().get(condition.feature()).condition(condition.threshold(), condition.high())));
            verdict(one, i, list);
        }
        verdict(json.putObject("otherwise"), list.rules().size(), list);
    }

    private void verdict(ObjectNode json, int region, Distilled.Regions all) {
        Verdict verdict = all.verdicts().get(region);
        if (verdict.outputs().length == 1) {
            json.put("value", verdict.outputs()[0]);
        } else {
            json.put("class", verdict.decision()).put("label", surrogate.model().box().label(verdict.decision()));
            for (double probability : verdict.outputs()) {
                json.withArray("probabilities").add(probability);
            }
            put(json.putObject("fidelity"), surrogate.regions().get(region));
        }
        json.put("training", verdict.training()).put("heldOut", surrogate.regions().get(region).of());
    }

    private void weights(ObjectNode json, Distilled.Weights linear) {
        json.put("ridge", linear.ridge());
        for (int c = 0; c < linear.weights().length; c++) {
            ObjectNode output = json.withArray("outputs").addObject();
            if (linear.classes()) {
                output.put("class", c).put("label", surrogate.model().box().label(c));
            }
            output.put("intercept", linear.intercept()[c]);
            ArrayNode weights = output.putArray("weights");
            for (int i = 0; i < surrogate.features().size(); i++) {
                weights.addObject().put("feature", surrogate.features().get(i).name()).put("weight", linear.weights()[c][i]);
            }
        }
    }

    private static void put(ObjectNode json, Share share) {
        json.put("share", share.of() == 0 ? null : share.value()).put("low", share.low()).put("high", share.high())
                .put("hits", share.hits())
                .put("of", share.of());
    }

    private static void put(ObjectNode json, RSquared fit) {
        json.put("value", finite(fit.value())).put("low", finite(fit.low())).put("high", finite(fit.high()));
    }

    private static Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }
}
