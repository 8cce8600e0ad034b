package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.probe.Pass;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Input;
import clearhead.explain.WhiteBox;
import clearhead.explain.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead predict MODEL …`: what the model's head gives.
@Command(name = "predict", mixinStandardHelpOptions = true,
        description = "Says what a model makes of an input: classes, next tokens, fillings of a mask, an answer, entities, or a vector.")
public final class PredictCommand extends InputCommand<Opened> {

    @Option(names = "--top", paramLabel = "K", defaultValue = "5", description = "how many classes or tokens to name (default: 5)")
    private int top;

    @Option(names = "--logits", description = "put all logits into the JSON")
    private boolean logits;

    /// For picocli.
    public PredictCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new PredictCommand();
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        if (top < 1) {
            throw new BadInput("--top " + top, "is no number of things to name", "1 or more");
        }
        Input given = inputs.asked(opened);
        if (opened.box().gives() == WhiteBox.Gives.VECTOR) {
            return new Predicted(opened, given,
                    List.of(new SentenceVector(vector(opened, given), given.pair().map(pair -> vector(opened, pair)))));
        }
        return new Predicted(opened, given, findings(opened, given, opened.run(given, Pass.PLAIN)));
    }

    /// `[1, dModel]`, of length 1.
    private static Tensor vector(Opened opened, Input input) {
        Tensor vector = opened.run(input, Pass.PLAIN);
        return vector.reshape(1, vector.dim(2)).normalize(EncoderHead.Sentence.LEAST);
    }

    /// What the result of such a model says.
    private List<Answer> findings(Opened opened, Input given, Tensor result) {
        List<Answer> findings = new ArrayList<>();
        switch (opened.model()) {
            case CausalModel _ -> written(opened, (Input.Text) given, result, ((Input.Text) given).words().size(), findings);
            case EncoderDecoder _ -> written(opened, (Input.Text) given, result, 1, findings);
            case EncoderModel encoder -> findings.add(found(opened, (Input.Text) given, encoder.head(), result));
            case VisionModel vision -> findings.add(vision.head().isPresent() ? classes(opened, result)
                    : SentenceVector.mean(result));
        }
        if (logits) {
            findings.add(new Logits(result, opened.model() instanceof EncoderModel encoder && encoder.head() instanceof EncoderHead.Span));
        }
        return findings;
    }

    /// @param first the position behind the one whose row says how likely the first token of the target is
    private void written(Opened opened, Input.Text given, Tensor result, int first, List<Answer> findings) {
        given.target().ifPresent(target -> findings.add(new TargetScore(target, result, first - 1)));
        findings.add(new LikelyTokens("next", opened, given, result, new int[] {result.dim(1) - 1}, top));
    }

    private Answer found(Opened opened, Input.Text given, EncoderHead head, Tensor result) {
        return switch (head) {
            case EncoderHead.Classes _ -> classes(opened, result);
            case EncoderHead.Tokens _ -> new Entities(opened, given.words(), result);
            case EncoderHead.Span _ -> AnswerSpan.of(given.words(), result);
            case EncoderHead.Masked _ -> new LikelyTokens("fills", opened, given, result, masks(opened, given.words()), top);
            case EncoderHead.Sentence _ -> throw new IllegalStateException("vectors are compared elsewhere");
        };
    }

    private Answer classes(Opened opened, Tensor result) {
        return new Classes(opened, result.reshape(1, result.dim(2)), opened.severalLabels(), top);
    }

    private static int[] masks(Opened opened, Words words) {
        int mask = opened.pretrained().special().mask().orElse(-1);
        int[] ids = words.ids();
        return IntStream.range(0, ids.length).filter(i -> ids[i] == mask).toArray();
    }

    private record Predicted(Opened opened, Input given, List<Answer> findings) implements Answer {

        @Override public void write(ObjectNode json) {
            opened.write(json, given);
            findings.forEach(finding -> finding.write(json));
            opened.warnings(given).forEach(json.withArray("warnings")::add);
        }

        @Override public void show(Screen screen) {
            findings.forEach(finding -> finding.show(screen));
            opened.warnings(given).forEach(screen::caution);
        }
    }
}
