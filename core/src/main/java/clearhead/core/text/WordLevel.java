package clearhead.core.text;

/// Each word is a piece, or unknown.
///
/// @param unknown the piece for unknown words
record WordLevel(Vocabulary vocabulary, String unknown) implements Model {

    @Override public Pieces pieces(String word) {
        int id = vocabulary.idOr(word, Vocabulary.NONE);
        return id != Vocabulary.NONE ? Pieces.of(id, word, word.length())
                : Pieces.of(WordPiece.unknownId(vocabulary, unknown, word), unknown, word.length());
    }
}
