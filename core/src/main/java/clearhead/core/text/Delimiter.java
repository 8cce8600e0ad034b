package clearhead.core.text;

import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a text is cut at.
sealed interface Delimiter {

    /// The whole of the text as spans without gaps, matches and what lies between.
    List<Span> find(String text);

    /// Each character of a kind is a match of its own.
    static List<Span> each(String text, IntPredicate kind) {
        List<Span> spans = new ArrayList<>();
        int done = 0;
        for (int i = 0, next; i < text.length(); i = next) {
            int c = text.codePointAt(i);
            next = i + Character.charCount(c);
            if (kind.test(c)) {
                if (done < i) {
                    spans.add(new Span(done, i, false));
                }
                spans.add(new Span(i, next, true));
                done = next;
            }
        }
        if (done < text.length()) {
            spans.add(new Span(done, text.length(), false));
        }
        return spans;
    }

    /// A regular expression.
    ///
    /// @param source  as the file has it, in Oniguruma's language
    /// @param pattern the same in Java's
    record Regex(String source, Pattern pattern) implements Delimiter {

        @Override public List<Span> find(String text) {
            return matches(text, pattern);
        }
    }

    /// A text as it stands.
    record Literal(String source, Pattern pattern) implements Delimiter {

        Literal(String source) {
            this(source, Pattern.compile(source, Pattern.LITERAL));
        }

        @Override public List<Span> find(String text) {
            return matches(text, pattern);
        }
    }

    /// Matches from left to right. An empty one counts unless it touches the end of the one before.
    ///
    /// @throws BadInput if the expression recurses too deeply on this text, or goes over it again and again
    static List<Span> matches(String text, Pattern pattern) {
        List<Span> spans = new ArrayList<>();
        int done = 0;
        boolean matched = false;
        Matcher matcher = pattern.matcher(new Counted(text, pattern));
        try {
            boolean found = !text.isEmpty() && matcher.find();
            for (; found; found = matcher.end() > matcher.start() ? matcher.find()
                    : matcher.end() < text.length() && matcher.find(text.offsetByCodePoints(matcher.end(), 1))) {
                if (matcher.end() == matcher.start() && matched && matcher.end() == done) {
                    continue;
                }
                if (done < matcher.start()) {
                    spans.add(new Span(done, matcher.start(), false));
                }
                spans.add(new Span(matcher.start(), matcher.end(), true));
                done = matcher.end();
                matched = true;
            }
        } catch (StackOverflowError deep) {
            throw new BadInput(name(pattern), "recurses too deeply on a text of %d characters".formatted(text.length()),
                    "a shorter text", deep);
        }
        if (done < text.length()) {
            spans.add(new Span(done, text.length(), false));
        }
        return spans;
    }

    private static String name(Pattern pattern) {
        return "the pattern \"%s\" of the tokenizer".formatted(pattern.pattern());
    }

    /// A text that ends the match when it has been read too often: an expression such as `(a+)+b` tries, where it does not match, all of
    /// the ways to cut the text, which are more than there is time for. Those that tokenizers need read a character some dozen times.
    final class Counted implements CharSequence {

        private static final long READS = 10_000;
        private static final long READS_PER_CHARACTER = 1_000;

        private final String text;
        private final Pattern pattern;
        private long left;

        Counted(String text, Pattern pattern) {
            this.text = text;
            this.pattern = pattern;
            this.left = READS + READS_PER_CHARACTER * text.length();
        }

        @Override public char charAt(int index) {
            if (left-- == 0) {
                throw new BadInput(name(pattern), "goes over a text of %d characters again and again".formatted(text.length()),
                        "an expression that comes to an end");
            }
            return text.charAt(index);
        }

        @Override public int length() {
            return text.length();
        }

        @Override public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }
}
