package clearhead.core.text;

import java.text.Normalizer.Form;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Unicode's normal forms (UAX 15), with the place of each character carried along, which the JDK's own normalizer does not tell. So
/// the three steps are taken here one by one, and the JDK is asked about single characters and pairs only:
///
/// 1. decompose each character; what it falls into shares its place;
/// 2. sort each run of marks by combining class, keeping the order of equal ones;
/// 3. for NFC and NFKC, compose each starter with the marks that are not blocked from it.
record UnicodeForm(Form form) implements Normalizer {

    @Override public Aligned normalize(Aligned text) {
        if (java.text.Normalizer.isNormalized(text.text(), form)) {
            return text;
        }
        List<Mark> parts = decomposed(text.text());
        Edits edits = new Edits(parts.size());
        if (form == Form.NFD || form == Form.NFKD) {
            parts.forEach(part -> edits.add(part.character, part.change));
        } else {
            compose(parts, edits);
        }
        return text.edited(edits, 0);
    }

    /// A character of the new text, with its number for [Edits] and its combining class.
    private record Mark(int character, int change, int rank) {

        Mark(int character, int change) {
            this(character, change, CombiningClasses.rank(character));
        }
    }

    private List<Mark> decomposed(String text) {
        Form decomposition = form == Form.NFC || form == Form.NFD ? Form.NFD : Form.NFKD;
        List<Mark> parts = new ArrayList<>(text.length());
        int run = 0;                                                    // where the marks begin that are not sorted yet
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            int[] pieces = c < 0x80 || OldUnicode.isYoung(c) ? new int[] {c}
                    : java.text.Normalizer.normalize(Character.toString(c), decomposition).codePoints().toArray();
            for (int k = 0; k < pieces.length; k++) {
                Mark part = new Mark(pieces[k], k == 0 ? 0 : 1);
                if (part.rank == 0) {
                    sort(parts.subList(run, parts.size()));
                    run = parts.size() + 1;
                }
                parts.add(part);
            }
        }
        sort(parts.subList(Math.min(run, parts.size()), parts.size()));
        return parts;
    }

    private static void sort(List<Mark> marks) {
        if (marks.size() > 1) {
            marks.sort((a, b) -> a.rank - b.rank);
        }
    }

    private static void compose(List<Mark> parts, Edits edits) {
        Mark starter = null;
        Deque<Mark> held = new ArrayDeque<>();                          // marks behind the starter that did not join it
        for (Mark part : parts) {
            boolean open = held.isEmpty() || held.getLast().rank < part.rank;   // nothing blocks the starter from it
            int joined = starter == null || !open ? NONE : pair(starter.character, part.character);
            if (joined != NONE) {
                starter = new Mark(joined, starter.change + part.change - 1, 0);
            } else if (part.rank == 0) {
                flush(starter, held, edits);
                starter = part;
            } else if (starter == null) {
                edits.add(part.character, part.change);
            } else {
                held.add(part);
            }
        }
        flush(starter, held, edits);
    }

    private static void flush(Mark starter, Deque<Mark> held, Edits edits) {
        if (starter != null) {
            edits.add(starter.character, starter.change);
        }
        held.forEach(mark -> edits.add(mark.character, mark.change));
        held.clear();
    }

    private static final int NONE = -1;

    /// The character that two make together, or [#NONE].
    private static int pair(int first, int second) {
        if (second < 0x300) {
            return NONE;                                                // no second half is that small
        }
        String both = Character.toString(first) + Character.toString(second);
        String joined = java.text.Normalizer.normalize(both, Form.NFC);
        int character = joined.codePointAt(0);
        return Character.charCount(character) == joined.length() && !OldUnicode.isYoung(character) ? character : NONE;
    }
}
