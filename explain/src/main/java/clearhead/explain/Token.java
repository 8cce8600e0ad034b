package clearhead.explain;

/// One token of an input, and where it stands in the text.
///
/// @param index   its position
/// @param id      its number in the vocabulary
/// @param piece   what stands in the vocabulary
/// @param start   first UTF-16 unit in the text
/// @param end     one past the last; equal to `start` for a token that stands for nothing in the text
/// @param special whether the tokenizer added it
public record Token(int index, int id, String piece, int start, int end, boolean special) {

    /// Checks the offsets.
    ///
    /// @throws IllegalArgumentException if they are not in order
    public Token {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("token \"%s\": offsets [%d, %d) (need 0 ≤ start ≤ end)".formatted(piece, start, end));
        }
    }

    /// The same at another position.
    Token moved(int to) {
        return new Token(to, id, piece, start, end, special);
    }
}
