package clearhead.examples.commands;

import clearhead.autograd.Engine;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Model;
import clearhead.core.model.VisionModel;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.text.Tokenizer;
import clearhead.explain.Digest;
import clearhead.explain.WhiteBox;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/// A model that commands ask.
final class Opened {

    private final Pretrained pretrained;
    private final Model<?> model;
    private WhiteBox.ModelInfo info;                        // known once somebody asks: it costs a walk over all weights

    private Opened(Pretrained pretrained, Model<?> model) {
        this.pretrained = pretrained;
        this.model = model;
    }

    /// Opens what the user calls a model.
    static Opened open(String name, Engine engine) {
        Pretrained pretrained = Pretrained.open(Path.of(name));
        return new Opened(pretrained, pretrained.model().on(engine));
    }

    Pretrained pretrained() {
        return pretrained;
    }

    Model<?> model() {
        return model;
    }

    Tokenizer tokenizer() {
        return pretrained.tokenizer().orElseThrow(() ->
                new BadInput(pretrained.source(), "has no tokenizer", "a tokenizer.json beside the weights, or ids in place of a text"));
    }

    /// What a token is called.
    String piece(int id) {
        return pretrained.tokenizer().flatMap(tokenizer -> tokenizer.piece(id)).orElse("#" + id);
    }

    /// What a class is called.
    String label(int index) {
        return index < pretrained.labels().size() ? pretrained.labels().get(index) : "LABEL_" + index;
    }

    WhiteBox.ModelInfo info() {
        if (info == null) {
            info = new WhiteBox.ModelInfo(Digest.of(config(), pretrained.model()), pretrained.family(), pretrained.source());
        }
        return info;
    }

    /// The record that the model was made of.
    Record config() {
        return switch (model) {
            case CausalModel causal -> causal.config();
            case EncoderModel encoder -> encoder.config();
            case EncoderDecoder both -> both.config();
            case VisionModel vision -> vision.config();
        };
    }

    /// Runs the model on what it is given.
    clearhead.autograd.Tensor run(Given given, clearhead.core.probe.Pass pass) {
        return given.forward(model, pretrained.special(), pass);
    }

    /// What every result says first.
    void write(ObjectNode json, Given given) {
        json.putObject("model").put("digest", info().digest()).put("architecture", info().architecture()).put("source", info().source());
        Json.tokens(json.putArray("tokens"), given.tokens());
        if (!given.targets().isEmpty()) {
            Json.tokens(json.putArray("targetTokens"), given.targets());
        }
    }
}
