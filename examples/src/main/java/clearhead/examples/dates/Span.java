package clearhead.examples.dates;

/// A stretch of a text in UTF-16 units, `start` inclusive, `end` exclusive; never empty.
public record Span(int start, int end) {

    public Span {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("span: [" + start + ", " + end + ") is not a stretch of a text (need 0 <= start < end)");
        }
    }

    /// The characters of `text` under this span.
    public String of(String text) {
        return text.substring(start, end);
    }

    /// Whether the character at `position` belongs to it.
    public boolean contains(int position) {
        return start <= position && position < end;
    }
}
