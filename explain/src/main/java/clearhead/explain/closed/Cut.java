package clearhead.explain.closed;

import clearhead.explain.Stretch;
import clearhead.explain.Token;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/// Cuts words out of texts.
final class Cut {

    private Cut() {}

    /// The words of a text, as [Texts#read] says.
    static List<Token> words(String text) {
        BreakIterator breaks = BreakIterator.getWordInstance(Locale.ROOT);
        breaks.setText(text);
        List<Token> words = new ArrayList<>();
        List<String> known = new ArrayList<>();
        int begin = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            boolean goesOn = end < text.length() && !isWord(text, begin, end) && !isBlank(text, begin, end)
                    && !Character.isLetterOrDigit(text.codePointAt(end)) && !Stretch.isBlank(text, end);
            if (goesOn) {
                continue;                                                    // signs without a space between them are one
            }
            if (!isBlank(text, begin, end)) {
                String word = text.substring(begin, end);
                if (!known.contains(word)) {
                    known.add(word);
                }
                words.add(new Token(words.size(), known.indexOf(word), word, begin, end, false));
            }
            begin = end;
        }
        return words;
    }

    private static boolean isWord(String text, int begin, int end) {
        return text.substring(begin, end).codePoints().anyMatch(Character::isLetterOrDigit);
    }

    private static boolean isBlank(String text, int begin, int end) {
        for (int at = begin; at < end; at++) {
            if (!Stretch.isBlank(text, at)) {
                return false;
            }
        }
        return true;
    }

    /// The text with others in the place of some of its tokens. Where nothing is left between two stretches of whitespace, the first of
    /// them goes, too; what stands in front of the first word and behind the last one stays. Tokens that touch each other have one thing
    /// in their places, where it is the same.
    ///
    /// @param instead what stands in the place of a token, perhaps nothing; empty if the token is kept
    static String edited(String text, List<Token> tokens, IntFunction<Optional<String>> instead) {
        boolean[] gone = new boolean[text.length()];
        String[] put = new String[text.length()];
        int last = -1;                                                       // where what was put in before ends
        String before = "";
        for (Token token : tokens) {
            Optional<String> other = instead.apply(token.index());
            int start = Stretch.first(text, token);
            if (other.isPresent() && start < token.end()) {
                boolean same = start <= last && other.get().equals(before);  // a piece of the same word, or a byte of the same character
                Arrays.fill(gone, start, token.end(), true);
                put[start] = same ? put[start] : other.get();
                last = token.end();
                before = other.get();
            }
        }
        int at = end(text, 0, true);
        StringBuilder result = new StringBuilder(text.substring(0, at));
        int front = result.length();
        String gap = "";                                                     // between the word before and the next one
        while (at < text.length()) {
            int end = end(text, at, false);
            String word = word(text, at, end, gone, put);
            if (!word.isEmpty()) {
                result.append(result.length() == front ? "" : gap).append(word);
            }
            at = end(text, end, true);
            gap = text.substring(end, at);
        }
        return result.append(gap).toString();
    }

    /// Where a run of whitespace, or of anything else, ends.
    private static int end(String text, int from, boolean blank) {
        int at = from;
        while (at < text.length() && Stretch.isBlank(text, at) == blank) {
            at++;
        }
        return at;
    }

    private static String word(String text, int begin, int end, boolean[] gone, String[] put) {
        StringBuilder word = new StringBuilder();
        for (int at = begin; at < end; at++) {
            if (put[at] != null) {
                word.append(put[at]);
            }
            if (!gone[at]) {
                word.append(text.charAt(at));
            }
        }
        return word.toString();
    }
}
