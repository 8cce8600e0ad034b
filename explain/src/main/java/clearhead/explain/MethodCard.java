package clearhead.explain;

import clearhead.core.BadInput;
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
                         Make make) {

    /// How to make a method.
    public sealed interface Make {

        /// One that looks into a model.
        record Looking(Function<Settings, Explainer<WhiteBox>> with) implements Make {}

        /// One that asks any model.
        record Asking(Function<Settings, Explainer<BlackBox>> with) implements Make {}
    }

    /// A method that looks into a model.
    public MethodCard(String id, String title, Needs needs, String promise, String cost, String source, boolean signed, String note,
                      Function<Settings, Explainer<WhiteBox>> make) {
        this(id, title, needs, promise, cost, source, signed, note, new Make.Looking(make));
    }

    /// A method that asks any model.
    public static MethodCard asking(String id, String title, String promise, String cost, String source, boolean signed, String note,
                                    Function<Settings, Explainer<BlackBox>> make) {
        return new MethodCard(id, title, Needs.ANSWERS, promise, cost, source, signed, note, new Make.Asking(make));
    }

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
        return switch (make) {
            case Make.Looking looking -> made(looking.with, given, seed);
            case Make.Asking asking -> made(asking.with, given, seed);
        };
    }

    /// The same for a model of which nothing is known but its answers.
    ///
    /// @throws clearhead.core.BadInput if the method needs to see more
    public Explainer<BlackBox> asking(Map<String, String> given, long seed) {
        return switch (make) {
            case Make.Looking _ -> throw new BadInput("method " + id, "looks into a model (%s), and this one only answers"
                    .formatted(Settings.id(needs)), "a method that needs answers only, such as occlusion, kernel-shap or lime");
            case Make.Asking asking -> made(asking.with, given, seed);
        };
    }

    private <M> Explainer<M> made(Function<Settings, Explainer<M>> with, Map<String, String> given, long seed) {
        Settings settings = new Settings(id, given, seed);
        Explainer<M> method = with.apply(settings);
        settings.finish();
        return method;
    }

    /// Its settings, each with its values, the default first.
    public Map<String, String> settings() {
        Settings settings = new Settings(id, Map.of(), 0);
        switch (make) {
            case Make.Looking looking -> looking.with.apply(settings);
            case Make.Asking asking -> asking.with.apply(settings);
        }
        return settings.known();
    }
}
