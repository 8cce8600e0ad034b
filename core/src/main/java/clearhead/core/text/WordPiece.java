package clearhead.core.text;

import clearhead.core.BadInput;

/// BERT's model (Schuster & Nakajima 2012; Devlin et al. 2018, arXiv 1810.04805): the longest piece that the word begins with, then the
/// longest that the rest begins with, and so on; pieces inside a word are marked by a prefix. A word that cannot be cut to its end is
/// unknown as a whole.
///
/// @param unknown  the piece for such a word
/// @param prefix   what pieces inside a word begin with: `##`
/// @param maxChars a word with more characters is unknown
record WordPiece(Vocabulary vocabulary, String unknown, String prefix, int maxChars) implements Model {

    @Override public Pieces pieces(String word) {
        if (word.codePointCount(0, word.length()) > maxChars) {
            return unknown(word);
        }
        Pieces pieces = new Pieces();
        for (int start = 0, end; start < word.length(); start = end) {
            String piece = null;
            int id = Vocabulary.NONE;
            for (end = word.length(); end > start; end = word.offsetByCodePoints(end, -1)) {
                piece = start == 0 ? word.substring(0, end) : prefix + word.substring(start, end);
                id = vocabulary.idOr(piece, Vocabulary.NONE);
                if (id != Vocabulary.NONE) {
                    break;
                }
            }
            if (id == Vocabulary.NONE) {
                return unknown(word);
            }
            pieces.add(id, piece, start, end);
        }
        return pieces;
    }

    private Pieces unknown(String word) {
        return Pieces.of(unknownId(vocabulary, unknown, word), unknown, word.length());
    }

    /// @throws BadInput if the vocabulary has no piece for unknown words
    static int unknownId(Vocabulary vocabulary, String unknown, String word) {
        return vocabulary.id(unknown).orElseThrow(() -> new BadInput("the vocabulary of the tokenizer",
                "has no piece for the word \"%s\", and no \"%s\"".formatted(word, unknown), "a text that it covers"));
    }
}
