package clearhead.explain.report;

import clearhead.explain.Token;
import java.util.Objects;

/// A token as a reader sees it: what stands in the vocabulary, and where it comes from in the text of its [Passage].
///
/// @param text    the piece, for instance `M`, `ing`, `[CLS]`
/// @param start   first UTF-16 unit in the passage's text
/// @param end     one past the last; equal to `start` where nothing in the text stands for the piece
/// @param special true for what the tokenizer added: it is shown with its mass, but does not set the scale of the colours
public record Piece(String text, int start, int end, boolean special) {

    public Piece {
        Objects.requireNonNull(text, "text");
        if (start < 0 || end < start) {
            throw new IllegalArgumentException(
                "piece \"" + text + "\": offsets [" + start + ", " + end + ") (need 0 ≤ start ≤ end)");
        }
    }

    public static Piece of(Token token) {
        return new Piece(token.piece(), token.start(), token.end(), token.special());
    }

    /// A token that the tokenizer added, without a place in the text.
    public static Piece special(String text) {
        return new Piece(text, 0, 0, true);
    }
}
