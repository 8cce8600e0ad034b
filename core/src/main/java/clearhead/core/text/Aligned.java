package clearhead.core.text;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/// A stretch of text on its way through the stages, which knows of each UTF-16 unit where in the user's own text it comes from. Places
/// are counted in characters (code points), because one stage counts in them; [#unitsOf] tells the units in the end.
///
/// Every unit stands at the place of a whole character of the user's text, or of several; an accent that was taken off is at no unit's
/// place, and what was put in (a space, a `▁`) shares the place of its neighbour. Immutable; a slice shares the arrays of the whole.
final class Aligned {

    private final String text;
    private final int[] starts;
    private final int[] ends;
    private final int from;
    private final int origin;

    /// @param text   this stretch
    /// @param starts from `from` on, by unit: the place where its character begins in the user's text
    /// @param ends   and where it ends
    /// @param origin where this stretch begins in the user's text, whatever was taken off or put in at its front since it was cut out
    private Aligned(String text, int[] starts, int[] ends, int from, int origin) {
        this.text = text;
        this.starts = starts;
        this.ends = ends;
        this.from = from;
        this.origin = origin;
    }

    /// The user's text before anything happens to it. Halves of surrogate pairs are no characters and become U+FFFD.
    static Aligned of(String users) {
        String text = whole(users);
        int[] starts = new int[text.length()];
        int[] ends = new int[text.length()];
        for (int i = 0, next, place = 0; i < text.length(); i = next, place++) {
            next = i + Character.charCount(text.codePointAt(i));
            Arrays.fill(starts, i, next, place);
            Arrays.fill(ends, i, next, place + 1);
        }
        return new Aligned(text, starts, ends, 0, 0);
    }

    /// By place: the UTF-16 unit of the user's text where that character begins; and behind the last character the length.
    static int[] unitsOf(String users) {
        int[] units = new int[users.codePointCount(0, users.length()) + 1];
        for (int place = 1; place < units.length; place++) {
            units[place] = units[place - 1] + Character.charCount(users.codePointAt(units[place - 1]));
        }
        return units;
    }

    private static String whole(String users) {
        StringBuilder repaired = null;
        for (int i = 0; i < users.length(); i++) {
            if (Character.isSurrogate(users.charAt(i))) {
                if (Character.isSupplementaryCodePoint(users.codePointAt(i))) {
                    i++;
                } else {
                    repaired = repaired == null ? new StringBuilder(users) : repaired;
                    repaired.setCharAt(i, '\uFFFD');
                }
            }
        }
        return repaired == null ? users : repaired.toString();
    }

    String text() {
        return text;
    }

    int length() {
        return text.length();
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /// Where this stretch begins in the user's text.
    int origin() {
        return origin;
    }

    /// The place that unit `i` comes from.
    int start(int i) {
        return starts[from + i];
    }

    /// The place where that ends.
    int end(int i) {
        return ends[from + i];
    }

    /// Units `begin` to `end`, exclusive.
    Aligned slice(int begin, int end) {
        return begin == 0 && end == length() && (end == 0 || origin == start(0)) ? this
                : new Aligned(text.substring(begin, end), starts, ends, from + begin, begin == end ? origin : start(begin));
    }

    /// Without what stands before `begin` and from `end` on. Unlike a slice it still counts as beginning where it began.
    Aligned without(int begin, int end) {
        return new Aligned(text.substring(begin, end), starts, ends, from + begin, origin);
    }

    /// The text that `edits` make of this one; the first `dropped` characters are gone.
    Aligned edited(Edits edits, int dropped) {
        StringBuilder out = new StringBuilder(edits.size());
        int[] outStarts = new int[2 * edits.size()];
        int[] outEnds = new int[2 * edits.size()];
        int at = skip(0, dropped);
        for (int i = 0; i < edits.size(); i++) {
            int change = edits.change(i);
            int model = Math.min(change > 0 ? at - 1 : at, length() - 1);   // the unit whose place is taken over
            int start = model < 0 ? origin : start(model);
            int end = model < 0 ? origin : end(model);
            at = change > 0 ? at : skip(at, 1 - change);
            int before = out.length();
            out.appendCodePoint(edits.character(i));
            Arrays.fill(outStarts, before, out.length(), start);
            Arrays.fill(outEnds, before, out.length(), end);
        }
        return new Aligned(out.toString(), outStarts, outEnds, 0, origin);
    }

    /// The unit after so many characters from unit `at` on.
    private int skip(int at, int characters) {
        int after = at;
        for (int i = 0; i < characters && after < length(); i++) {
            after += Character.charCount(text.codePointAt(after));
        }
        return after;
    }

    /// Only the characters that are to be kept.
    Aligned keep(IntPredicate kept) {
        if (text.codePoints().allMatch(kept)) {
            return this;
        }
        Edits edits = new Edits(length());
        int dropped = 0;
        int last = -1;
        int removed = 0;
        for (int i = 0, c; i < length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (!kept.test(c)) {
                removed++;
                continue;
            }
            if (last < 0) {
                dropped = removed;
            } else {
                edits.add(last, -removed);
            }
            last = c;
            removed = 0;
        }
        if (last >= 0) {
            edits.add(last, -removed);
        }
        return edited(edits, dropped);
    }

    /// One character for each.
    Aligned map(IntUnaryOperator mapping) {
        if (text.codePoints().allMatch(c -> mapping.applyAsInt(c) == c)) {
            return this;
        }
        Edits edits = new Edits(length());
        text.codePoints().forEach(c -> edits.add(mapping.applyAsInt(c), 0));
        return edited(edits, 0);
    }

    /// With `prefix` in front, at the place of the first character. An empty stretch stays empty.
    Aligned prepend(String prefix) {
        if (isEmpty() || prefix.isEmpty()) {
            return this;
        }
        Edits edits = new Edits(prefix.length() + length());
        prefix.codePoints().forEach(c -> edits.add(c, edits.size() == 0 ? 0 : 1));
        edits.add(text.codePointAt(0), 1);
        text.codePoints().skip(1).forEach(c -> edits.add(c, 0));
        return edited(edits, 0);
    }

    /// With `content` in the place of each span that is a match. The new characters share the place of the last that they replace.
    Aligned replace(List<Span> spans, String content) {
        StringBuilder out = new StringBuilder(length());
        int room = spans.stream().mapToInt(span -> span.match() ? content.length() : span.length()).sum();
        int[] outStarts = new int[room];
        int[] outEnds = new int[room];
        for (Span span : spans) {
            int before = out.length();
            if (span.match()) {
                out.append(content);
                Arrays.fill(outStarts, before, out.length(), span.end() == 0 ? origin : start(span.end() - 1));
                Arrays.fill(outEnds, before, out.length(), span.end() == 0 ? origin : end(span.end() - 1));
            } else {
                out.append(text, span.start(), span.end());
                System.arraycopy(starts, from + span.start(), outStarts, before, span.length());
                System.arraycopy(ends, from + span.start(), outEnds, before, span.length());
            }
        }
        return new Aligned(out.toString(), outStarts, outEnds, 0, origin);
    }
}
