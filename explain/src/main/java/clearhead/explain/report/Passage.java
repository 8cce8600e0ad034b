package clearhead.explain.report;

import clearhead.explain.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One text that the scores fall on, and its pieces in order. Most explanations have one; a pair of sentences, or a source and
/// what was written so far, are several, and their pieces count on from one passage to the next.
///
/// @param name    what it is called beside the text, for instance `source`
/// @param text    as it was given; pieces point into it
/// @param pieces  in the model's order
/// @param picture where it is no text: pieces that are not special are its squares, row by row
public record Passage(String name, String text, List<Piece> pieces, Optional<Picture> picture) {

    public Passage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(picture, "picture");
        pieces = List.copyOf(pieces);
        for (Piece piece : pieces) {
            if (piece.end() > text.length()) {
                throw new IllegalArgumentException("passage \"" + name + "\": piece \"" + piece.text() + "\" ends at "
                    + piece.end() + " in a text of " + text.length() + " UTF-16 units");
            }
        }
    }

    /// A text.
    public Passage(String name, String text, List<Piece> pieces) {
        this(name, text, pieces, Optional.empty());
    }

    /// A text as a tokenizer cut it.
    public static Passage of(String name, String text, List<Token> tokens) {
        return new Passage(name, text, tokens.stream().map(Piece::of).toList());
    }

    /// One piece for every code point.
    public static Passage characters(String name, String text) {
        List<Piece> pieces = new ArrayList<>();
        for (int start = 0, end; start < text.length(); start = end) {
            end = text.offsetByCodePoints(start, 1);
            pieces.add(new Piece(text.substring(start, end), start, end, false));
        }
        return new Passage(name, text, pieces);
    }

    /// The same passage with a special token behind its pieces.
    public Passage plus(Piece special) {
        List<Piece> more = new ArrayList<>(pieces);
        more.add(special);
        return new Passage(name, text, more);
    }
}
