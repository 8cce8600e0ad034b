package clearhead.core.text;

/// One token of a text.
///
/// @param id       its number in the vocabulary
/// @param piece    how the vocabulary spells it; for a piece that is unknown to a unigram model, or an added token, the text it stands for
/// @param start    where it begins in the user's own text, in UTF-16 units; of a pair, in its own of the two texts
/// @param end      where it ends, exclusive; tokens that stand for no text have 0 and 0
/// @param typeId   which segment the model is to take it for
/// @param special  whether it was put in, by the template or as padding, and stands for no text
/// @param sequence which of the texts it is from, 0 or 1, or [#NO_SEQUENCE]
/// @param counts   whether the model attends to it: all but padding
public record Token(int id, String piece, int start, int end, int typeId, boolean special, int sequence, boolean counts) {

    /// The sequence of a token that is from no text.
    public static final int NO_SEQUENCE = -1;

    /// One that is put in by a template.
    static Token special(int id, String piece, int typeId) {
        return new Token(id, piece, 0, 0, typeId, true, NO_SEQUENCE, true);
    }

    Token withType(int type) {
        return type == typeId ? this : new Token(id, piece, start, end, type, special, sequence, counts);
    }

    Token withPlace(int newStart, int newEnd) {
        return new Token(id, piece, newStart, newEnd, typeId, special, sequence, counts);
    }
}
