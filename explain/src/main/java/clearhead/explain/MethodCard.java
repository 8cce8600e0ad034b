package clearhead.explain;

import java.util.Map;
import java.util.function.Function;

/// What one should know of a method before one uses it, and how to make it. Every method has one; all of them are in `methods`.
///
/// @param id      its name on the command line
/// @param title   its name for people
/// @param needs   what it must see of a model
/// @param promise what its scores are, and whether they add up
/// @param cost    what it takes, in runs of the model
/// @param source  the paper
/// @param signed  whether a score may speak against what is explained
/// @param note    what one must know to read its scores, a sentence or two
/// @param make    the method with these settings
public record MethodCard(String id, String title, Needs needs, String promise, String cost, String source, boolean signed, String note,
                         Function<Settings, Explainer<? super WhiteBox>> make) {

    /// What a method must see of a model.
    public enum Needs {
        /// Gradients.
        GRADIENTS,
        /// Weights of attention.
        ATTENTION,
        /// Attention, and gradients with respect to it.
        ATTENTION_AND_GRADIENTS,
        /// Attention, and the parameters around it.
        ATTENTION_AND_PARAMETERS,
        /// Answers only.
        ANSWERS
    }

    /// The method with these settings.
    ///
    /// @param seed where its random numbers come from
    /// @throws clearhead.core.BadInput if there is no such setting, or not with that value
    public Explainer<? super WhiteBox> with(Map<String, String> given, long seed) {
        Settings settings = new Settings(id, given, seed);
        Explainer<? super WhiteBox> method = make.apply(settings);
        settings.finish();
        return method;
    }

    /// Its settings, each with its values, the default first.
    public Map<String, String> settings() {
        Settings settings = new Settings(id, Map.of(), 0);
        make.apply(settings);
        return settings.known();
    }
}
