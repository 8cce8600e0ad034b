package clearhead.examples.dates;

import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import clearhead.explain.attention.RawAttention;
import clearhead.explain.control.RandomScores;
import clearhead.explain.gradient.InputXGradient;
import clearhead.explain.gradient.IntegratedGradients;
import clearhead.explain.report.Method;
import clearhead.explain.report.View;

/// The methods that the main example compares, and what to say of one that does not point at the right characters.
public enum DateMethod {
    ATTENTION("Cross-attention", false, new RawAttention(),
            "it shows which positions the decoder read, and the encoder has mixed the characters before: a position holds its neighbours too"),
    INTEGRATED_GRADIENTS("Integrated gradients", true, new IntegratedGradients(),
            "the path from empty embeddings leads through inputs that are no dates, and what the model does there counts as well"),
    INPUT_X_GRADIENT("Input × gradient", true, new InputXGradient(),
            "it takes the slope at one point for the whole way, and where the model is sure that slope says little"),
    RANDOM("Random (control)", true, new RandomScores(0),
            "these are random numbers, shown to see what scores look like that know nothing");

    /// The logit of each character of the answer, given those before it.
    static final Target TARGET = new Target.Each(false, false);

    private final String label;
    private final boolean signed;
    private final Explainer<? super WhiteBox> explainer;
    private final String weakness;

    DateMethod(String label, boolean signed, Explainer<? super WhiteBox> explainer, String weakness) {
        this.label = label;
        this.signed = signed;
        this.explainer = explainer;
        this.weakness = weakness;
    }

    String label() {
        return label;
    }

    /// Why it may miss.
    String weakness() {
        return weakness;
    }

    Explanation explain(WhiteBox model, Input input) {
        return explainer.explain(model, input, TARGET);
    }

    /// For the page: attention by layer and head as well.
    View view(WhiteBox model, Input input) {
        Explanation explanation = explain(model, input);
        String note = switch (this) {
            case ATTENTION -> "How much the decoder read of each character, for each character that it wrote.";
            case INTEGRATED_GRADIENTS -> "Adds up to the logit minus the logit for empty embeddings.";
            case INPUT_X_GRADIENT -> "What each character would add if the model were linear here.";
            case RANDOM -> "Random numbers: what a method must beat.";
        };
        View view = View.of(new Method(explanation.method().id(), label, signed, note), explanation);
        return this == ATTENTION ? view.with(View.heads(RawAttention.weights(model, input))) : view;
    }
}
