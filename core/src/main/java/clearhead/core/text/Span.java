package clearhead.core.text;

/// Units `start` to `end`, exclusive, of a text.
///
/// @param match whether this is what was looked for, or what lies between
record Span(int start, int end, boolean match) {

    int length() {
        return end - start;
    }
}
