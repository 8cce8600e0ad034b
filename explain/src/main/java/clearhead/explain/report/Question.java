package clearhead.explain.report;

import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.Target;
import clearhead.explain.Token;
import java.util.List;
import java.util.OptionalInt;

/// What was explained, in words.
record Question(BlackBox model, Input input) {

    String of(Target target) {
        return switch (target) {
            case Target.Predicted(OptionalInt position) -> "prediction" + at(position);
            case Target.Logit(OptionalInt position, int index) -> (model.gives() == BlackBox.Gives.NUMBERS ? "" : "logit of ") + name(index)
                    + at(position);
            case Target.Probability(OptionalInt position, int index) -> "probability of " + name(index) + at(position);
            case Target.LogProbability(OptionalInt position, int index) -> "log-probability of " + name(index) + at(position);
            case Target.Difference(OptionalInt position, int a, int b) -> (model.gives() == BlackBox.Gives.NUMBERS ? "%s minus %s"
                    : "logit of %s minus logit of %s").formatted(name(a), name(b)) + at(position);
            case Target.Entropy(OptionalInt position) -> "entropy of the prediction" + at(position);
            case Target.Start(int position) -> "logit of an answer's first token" + at(OptionalInt.of(position));
            case Target.End(int position) -> "logit of an answer's last token" + at(OptionalInt.of(position));
            case Target.Span(int first, int last) -> "start and end logits of the answer " + answer(first, last);
            case Target.Sequence _ -> "log-probability of the whole target, token after token";
            case Target.Similarity(boolean cosine) -> cosine ? "cosine similarity of the two texts" : "product of the two texts' vectors";
            case Target.Activation activation -> "activation " + activation.text();
            case Target.Each(boolean logs, boolean _) -> (logs ? "log-probability" : "logit") + " of each token that was written";
        };
    }

    /// The same as a title.
    String why(Target target) {
        return switch (target) {
            case Target.Logit(OptionalInt _, int index) -> "Why %s?".formatted(name(index));
            case Target.Probability(OptionalInt _, int index) -> "Why %s?".formatted(name(index));
            case Target.LogProbability(OptionalInt _, int index) -> "Why %s?".formatted(name(index));
            case Target.Difference(OptionalInt _, int a, int b) -> "Why %s rather than %s?".formatted(name(a), name(b));
            case Target.Entropy _ -> "Why is the model unsure?";
            case Target.Start _, Target.End _, Target.Span _ -> "Why this answer?";
            case Target.Sequence _, Target.Each _ -> "Why did it write this?";
            case Target.Activation _ -> "Why this activation?";
            case Target.Similarity _ -> "Why are these two texts similar?";
            case Target.Predicted _ -> "Who reads whom?";       // a prediction is resolved before it is explained: here nothing is
        };
    }

    private String name(int index) {
        return "“" + model.shown(index).strip() + "”";
    }

    /// The model's own position need not be said; what stands at another one helps.
    private String at(OptionalInt position) {
        if (position.isEmpty() || model.gives() == BlackBox.Gives.CLASSES || model.gives() == BlackBox.Gives.NUMBERS) {
            return "";
        }
        List<Token> read = input.tokens();
        int at = position.getAsInt();
        if (model.gives() == BlackBox.Gives.NEXT) {
            boolean own = model.position(input).equals(position);
            return own ? " as the next token" : " at position %d".formatted(at);
        }
        return 0 <= at && at < read.size() ? " at position %d, “%s”".formatted(at, read.get(at).piece()) : " at position %d".formatted(at);
    }

    /// The text between the tokens, if they are from one.
    private String answer(int first, int last) {
        if (!(input instanceof Input.Text text) || first < 0 || last >= text.words().size() || first > last) {
            return "from position %d to %d".formatted(first, last);
        }
        int start = text.words().tokens().get(first).start();
        int end = text.words().tokens().get(last).end();
        boolean one = text.words().text(first) == text.words().text(last) && start < end;
        return one ? "“%s”".formatted(text.words().textOf(first).substring(start, end)) : "from position %d to %d".formatted(first, last);
    }
}
