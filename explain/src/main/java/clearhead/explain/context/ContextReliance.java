package clearhead.explain.context;

import clearhead.explain.BlackBox;
import clearhead.explain.Cost;
import clearhead.explain.Explanation;
import clearhead.explain.Token;
import clearhead.explain.Words;
import java.util.List;
import java.util.Optional;

/// Which written tokens rely on the context, and on what of it. Immutable.
///
/// @param model     about which model
/// @param input     the question with its context and without
/// @param written   what was written
/// @param selection how sensitive tokens were found
/// @param threshold what their measure is above; of the greatest few what the least has
/// @param steps     every written token
/// @param cues      the sensitive ones, in order
/// @param method    who explained the contrasts, with all settings; empty if there was nothing to explain
/// @param cost      what it took
/// @param warnings  why not to trust it, in sentences
public record ContextReliance(BlackBox.ModelInfo model, Contextual input, Words written, Selection selection, double threshold,
                              List<Step> steps, List<Cue> cues, Optional<Explanation.Method> method, Cost cost, List<String> warnings) {

    /// How much the context changes what the model expects where a token was written.
    ///
    /// @param token      the token
    /// @param divergence `KL(p(·|context) ‖ p(·|no context))`, in nats
    /// @param with       `ln p` of the token with the context
    /// @param without    the same without
    public record Step(Token token, double divergence, double with, double without) {

        /// `log₂ p(y|context) / p(y|no context)`: above 0 where the context made the token likelier.
        public double pcxmi() {
            return (with - without) / Math.log(2);
        }

        double measure(Selection.Measure measure) {
            return switch (measure) {
                case KL -> divergence;
                case PCXMI -> pcxmi();
            };
        }
    }

    /// What a sensitive token relies on.
    ///
    /// @param step        which of the written tokens
    /// @param alternative what the model would have preferred without the context, the token itself left out
    /// @param label       what that is called, for people
    /// @param with        the contrast `log p(token) − log p(alternative)` with the context
    /// @param without     the same without
    /// @param scores      how much of the first each token of the context is worth
    public record Cue(int step, int alternative, String label, double with, double without, float[] scores) {

        /// Copies the scores.
        public Cue {
            scores = scores.clone();
        }

        @Override public float[] scores() {
            return scores.clone();
        }
    }

    /// Copies the lists.
    public ContextReliance {
        steps = List.copyOf(steps);
        cues = List.copyOf(cues);
        warnings = List.copyOf(warnings);
    }

    /// The scores of all sensitive tokens, `[cues][context]`.
    public float[][] matrix() {
        return cues.stream().map(Cue::scores).toArray(float[][]::new);
    }

    /// For people: a line for each written token, then what each sensitive one relies on.
    public String text() {
        return new ContextText(this).toString();
    }

    /// As JSON, schema `clearhead/context/1`, which `clearhead-context-1.schema.json` beside the root package's files describes.
    public String json() {
        return ContextJson.of(this);
    }
}
