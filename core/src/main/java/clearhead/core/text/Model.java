package clearhead.core.text;

/// Stage 3: cuts a word into pieces of the vocabulary.
sealed interface Model permits Bpe, Unigram, WordLevel, WordPiece {

    Vocabulary vocabulary();

    /// The pieces of one word, which is not empty. The same word always has the same.
    Pieces pieces(String word);
}
