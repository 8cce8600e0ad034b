package clearhead.examples.commands;

import clearhead.autograd.Engine;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Model;
import clearhead.core.model.VisionModel;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.probe.Pass;
import clearhead.core.text.Tokenizer;
import clearhead.explain.Digest;
import clearhead.explain.Names;
import clearhead.explain.OpenModel;
import clearhead.explain.Input;
import clearhead.explain.WhiteBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A model that commands ask.
final class Opened implements Subject {

    private final Pretrained pretrained;
    private final Model<?> model;
    private final OpenModel box;
    private WhiteBox.ModelInfo info;                        // known once somebody asks: it costs a walk over all weights

    private Opened(Pretrained pretrained, Model<?> model) {
        this.pretrained = pretrained;
        this.model = model;
        this.box = new OpenModel(model, Names.of(pretrained), pretrained.special(), OpenModel.standardBudget(), this::info);
    }

    static Opened open(String name, Engine engine) {
        Pretrained pretrained = pretrained(name);
        return new Opened(pretrained, pretrained.model().on(engine));
    }

    /// What the user calls a model.
    static Pretrained pretrained(String name) {
        return Pretrained.open(name);
    }

    Pretrained pretrained() {
        return pretrained;
    }

    Model<?> model() {
        return model;
    }

    @Override public OpenModel box() {
        return box;
    }

    Tokenizer tokenizer() {
        return box.names().cutter();
    }

    /// What a token is called.
    String piece(int id) {
        return box.names().piece(id);
    }

    /// What a token is called, for people: the text that it stands for.
    String shown(int id) {
        return "'" + box.names().shown(id) + "'";
    }

    /// Whether an input may have several classes at once, which only the configuration tells.
    boolean severalLabels() {
        Path config = Path.of(pretrained.source()).resolve("config.json");
        return Files.exists(config)
                && Spot.read(config, "a config.json").get("problem_type").textOr("").equals("multi_label_classification");
    }

    /// What a class is called.
    String label(int index) {
        return box.names().label(index);
    }

    WhiteBox.ModelInfo info() {
        if (info == null) {
            info = new WhiteBox.ModelInfo(Digest.of(OpenModel.config(pretrained.model()), pretrained.model()), pretrained.family(), pretrained.source());
        }
        return info;
    }

    /// Runs the model on what it is given: `[1, positions, classes]`.
    Tensor run(Input given, Pass pass) {
        return box.forward(given, 1, pass);
    }

    @Override public Input input(Inputs inputs) {
        return inputs.asked(this);
    }

    @Override public void write(ObjectNode json, Input given) {
        json.putObject("model").put("digest", info().digest()).put("architecture", info().architecture()).put("source", info().source());
        Json.tokens(json.putArray("tokens"), given.tokens());
        if (!given.targets().isEmpty()) {
            Json.tokens(json.putArray("targetTokens"), given.targets());
        }
    }

    @Override public List<String> warnings(Input given) {
        List<String> warnings = new ArrayList<>(pretrained.warnings());
        if (given instanceof Input.Text text) {
            warnings.addAll(text.words().warnings());
            text.target().ifPresent(target -> warnings.addAll(target.warnings()));
            text.second().ifPresent(second -> warnings.addAll(second.warnings()));
        }
        return warnings;
    }
}
