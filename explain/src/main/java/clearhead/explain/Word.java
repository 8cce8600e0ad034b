package clearhead.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A word of the input's text, and the sum of its tokens' scores.
///
/// The text is cut wherever whitespace begins or ends. A token counts for the piece in which its first character that is no whitespace
/// stands; one of whitespace alone counts for that whitespace, which then has a row like a word's. So every token that is not special
/// counts exactly once, and nothing moves to a word it does not belong to: the total is preserved.
///
/// @param source which of the input's texts it is in
/// @param text   the characters `[start, end)` of that text
/// @param score  the sum, rounded once
record Word(int source, String text, int start, int end, float score) {

    static List<Word> of(Input input, float[] scores) {
        return switch (input) {
            case Input.Text text -> of(text.words(), scores);
            case Input.Picture _ -> List.of();
        };
    }

    private static List<Word> of(Words words, float[] scores) {
        List<Word> all = new ArrayList<>();
        for (int source = 0; source < words.texts().size(); source++) {
            String text = words.texts().get(source);
            SortedMap<Integer, Double> sums = new TreeMap<>();                   // where a piece begins → its tokens' sum
            for (Token token : words.tokens()) {
                if (!token.special() && words.text(token.index()) == source) {
                    sums.merge(begin(text, token), (double) scores[token.index()], Double::sum);
                }
            }
            for (Map.Entry<Integer, Double> piece : sums.entrySet()) {
                int end = end(text, piece.getKey());
                all.add(new Word(source, text.substring(piece.getKey(), end), piece.getKey(), end, piece.getValue().floatValue()));
            }
        }
        return all;
    }

    private static int begin(String text, Token token) {
        int at = token.start();
        while (at < token.end() && isBlank(text, at)) {
            at++;
        }
        at = at == token.end() ? token.start() : at;
        while (at > 0 && at < text.length() && isBlank(text, at - 1) == isBlank(text, at)) {
            at--;
        }
        return at;
    }

    private static int end(String text, int begin) {
        int at = begin;
        while (at < text.length() && isBlank(text, at) == isBlank(text, begin)) {
            at++;
        }
        return at;
    }

    /// Also the spaces that do not break a line, which stand between the parts of French dates and numbers.
    private static boolean isBlank(String text, int at) {
        return Character.isWhitespace(text.charAt(at)) || Character.isSpaceChar(text.charAt(at));
    }
}
