package clearhead.core.text;

/// BERT's: no control characters, one kind of space, ideographs set apart, and by choice no accents and no capitals.
///
/// @param cleanText    whether control characters go and every space becomes the usual one
/// @param ideographs   whether each Chinese character gets spaces around it, so that it is a word of its own
/// @param stripAccents whether accents go
record BertNormalizer(boolean cleanText, boolean ideographs, boolean stripAccents, boolean lowercase) implements Normalizer {

    @Override public Aligned normalize(Aligned text) {
        Aligned result = text;
        if (cleanText) {
            result = result.keep(c -> c >= ' ' && c < 0x7F || c == '\t' || c == '\n' || c == '\r'
                            || c != 0 && c != 0xFFFD && !OldUnicode.isOther(c))
                    .map(c -> Characters.isSpace(c) ? ' ' : c);
        }
        if (ideographs) {
            result = setApart(result);
        }
        if (stripAccents) {
            result = new UnicodeForm(java.text.Normalizer.Form.NFD).normalize(result)
                    .keep(c -> !OldUnicode.isNonSpacing(c));
        }
        return lowercase ? new Lowercase().normalize(result) : result;
    }

    private static Aligned setApart(Aligned text) {
        if (text.text().codePoints().noneMatch(BertNormalizer::isIdeograph)) {
            return text;
        }
        Edits edits = new Edits(2 * text.length());
        text.text().codePoints().forEach(c -> {
            if (isIdeograph(c)) {
                edits.add(' ', 0);
                edits.add(c, 1);
                edits.add(' ', 1);
            } else {
                edits.add(c, 0);
            }
        });
        return text.edited(edits, 0);
    }

    /// The blocks of unified ideographs as of BERT's time, with the gaps that its authors left.
    private static boolean isIdeograph(int c) {
        return c >= 0x3400 && (c >= 0x4E00 && c <= 0x9FFF || c <= 0x4DBF
                || c >= 0x20000 && c <= 0x2A6DF || c >= 0x2A700 && c <= 0x2B73F || c >= 0x2B740 && c <= 0x2B81F
                || c >= 0x2B920 && c <= 0x2CEAF || c >= 0xF900 && c <= 0xFAFF || c >= 0x2F800 && c <= 0x2FA1F);
    }
}
