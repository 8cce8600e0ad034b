package clearhead.explain.closed;

/// What a function's numbers are, which decides what can be explained of them.
public enum Scale {
    /// Scores before the softmax, one for each class.
    LOGITS,
    /// Probabilities, one for each class; they need not sum to 1, as where an input may have several classes at once.
    PROBABILITIES,
    /// Anything else, such as the numbers of a regression.
    NUMBERS
}
