package clearhead.explain;

/// A method of explanation: its settings are the record's fields, what it needs of a model is its type parameter, so that a method that
/// wants gradients cannot be handed a black box.
///
/// @param <M> what it needs
@FunctionalInterface
public interface Explainer<M> {

    /// Explains one number (or a row of them) that the model gives for this input.
    Explanation explain(M model, Input input, Target target);
}
