package clearhead.explain.counter;

import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.Target;

/// A search for a changed input, generic in what it needs of a model.
public sealed interface CounterSearch<M extends BlackBox> permits Removals, Replacements, InputReduction, HotFlip {

    /// Searches. Where a limit ends it, the result is the best that is known by then, and says so.
    ///
    /// @param target whose scores decide: a class or token, at its position; a start, an end, or a span, of which the first token decides
    /// @throws clearhead.core.BadInput if the model decides nothing there
    Counterfactual search(M model, Input input, Target target);
}
