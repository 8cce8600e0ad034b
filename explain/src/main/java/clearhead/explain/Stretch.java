package clearhead.explain;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/// A token, a word or a sentence, and the tokens that count for it: `score = Σ scores of its tokens`.
///
/// Words are cut wherever whitespace begins or ends, so whitespace with tokens of its own is a stretch, too; sentences where Unicode's
/// rules see one end (UAX 29). A token counts for the stretch in which its first character that is no whitespace stands, one of whitespace alone
/// for the stretch in which it begins. A special token is a stretch by itself. So every token counts exactly once: the total is preserved.
///
/// @param text   the characters `[start, end)` of the text; of a special token, and of a token alone, its piece
/// @param tokens at least one, in their order; `index` says where their score stands
public record Stretch(String text, int start, int end, List<Token> tokens) {

    /// Copies the list.
    public Stretch {
        tokens = List.copyOf(tokens);
    }

    private Stretch(Token token) {
        this(token.piece(), token.start(), token.end(), List.of(token));
    }

    /// The stretches of a text, in the order of their first tokens.
    ///
    /// @param tokens of this text, and special ones among them
    public static List<Stretch> of(Level level, String text, List<Token> tokens) {
        return switch (level) {
            case TOKENS -> tokens.stream().map(Stretch::new).toList();
            case WORDS -> cut(text, tokens, words(text));
            case SENTENCES -> cut(text, tokens, sentences(text));
        };
    }

    /// Whether it is a token that the tokenizer put in.
    public boolean special() {
        return tokens.getFirst().special();
    }

    /// What the scores of its tokens sum to, in double precision.
    public double sum(float[] scores) {
        return tokens.stream().mapToDouble(token -> scores[token.index()]).sum();
    }

    /// @param begins where stretches begin
    private static List<Stretch> cut(String text, List<Token> tokens, NavigableSet<Integer> begins) {
        Map<Integer, List<Token>> found = new LinkedHashMap<>();                 // special ones by numbers below any place in the text
        for (Token token : tokens) {
            int begin = token.special() ? -1 - token.index() : begins.floor(first(text, token));
            found.computeIfAbsent(begin, _ -> new ArrayList<>()).add(token);
        }
        return found.entrySet().stream().map(one -> {
            int begin = one.getKey();
            if (begin < 0) {
                return new Stretch(one.getValue().getFirst());
            }
            Integer next = begins.higher(begin);
            int end = end(text, begin, next == null ? text.length() : next);
            return new Stretch(text.substring(begin, end), begin, end, one.getValue());
        }).toList();
    }

    /// Where a token's first character stands that is no whitespace; its start, if it has none.
    public static int first(String text, Token token) {
        int at = token.start();
        while (at < token.end() && isBlank(text, at)) {
            at++;
        }
        return at == token.end() ? token.start() : at;
    }

    /// What follows the last letter is left out, unless it is all there is.
    private static int end(String text, int begin, int end) {
        int last = end;
        while (last > begin && isBlank(text, last - 1)) {
            last--;
        }
        return last == begin ? end : last;
    }

    private static NavigableSet<Integer> words(String text) {
        NavigableSet<Integer> begins = new TreeSet<>(List.of(0, text.length()));
        for (int at = 1; at < text.length(); at++) {
            if (isBlank(text, at - 1) != isBlank(text, at)) {
                begins.add(at);
            }
        }
        return begins;
    }

    private static NavigableSet<Integer> sentences(String text) {
        NavigableSet<Integer> begins = new TreeSet<>(List.of(0, text.length()));
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text);
        for (int at = breaks.first(); at != BreakIterator.DONE; at = breaks.next()) {
            begins.add(at);
        }
        return begins;
    }

    /// Whether whitespace stands there; also the spaces that do not break a line, which stand between the parts of French dates and numbers.
    public static boolean isBlank(String text, int at) {
        return Character.isWhitespace(text.charAt(at)) || Character.isSpaceChar(text.charAt(at));
    }
}
