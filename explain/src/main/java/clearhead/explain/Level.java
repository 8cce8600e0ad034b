package clearhead.explain;

/// How finely a text is cut when one reads scores of it.
public enum Level {
    /// As the tokenizer cut it.
    TOKENS,
    /// At whitespace.
    WORDS,
    /// At the ends of sentences.
    SENTENCES
}
