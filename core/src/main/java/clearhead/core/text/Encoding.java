package clearhead.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/// A text, or a pair of texts, as tokens.
///
/// @param tokens   with special tokens and padding, as the model reads them
/// @param overflow what truncation cut off, in windows of the same make; empty where nothing was cut
public record Encoding(List<Token> tokens, List<Encoding> overflow) {

    /// Both lists are copied.
    public Encoding {
        tokens = List.copyOf(tokens);
        overflow = List.copyOf(overflow);
    }

    Encoding(List<Token> tokens) {
        this(tokens, List.of());
    }

    /// How many tokens.
    public int size() {
        return tokens.size();
    }

    /// The ids, in order.
    public int[] ids() {
        return each(Token::id);
    }

    /// The pieces, in order.
    public List<String> pieces() {
        return tokens.stream().map(Token::piece).toList();
    }

    /// The segments, in order.
    public int[] typeIds() {
        return each(Token::typeId);
    }

    /// 1 where the model attends to the token, 0 for padding.
    public int[] attentionMask() {
        return each(token -> token.counts() ? 1 : 0);
    }

    /// 1 for tokens that were put in.
    public int[] specialMask() {
        return each(token -> token.special() ? 1 : 0);
    }

    /// Which text each is from, or [Token#NO_SEQUENCE].
    public int[] sequences() {
        return each(Token::sequence);
    }

    /// Where each begins and ends in its own text, in UTF-16 units.
    public int[][] offsets() {
        return tokens.stream().map(token -> new int[] {token.start(), token.end()}).toArray(int[][]::new);
    }

    private int[] each(ToIntFunction<Token> of) {
        return tokens.stream().mapToInt(of).toArray();
    }

    /// The same with other tokens, here and in the overflow.
    Encoding map(UnaryOperator<List<Token>> change) {
        return new Encoding(change.apply(tokens), overflow.stream().map(window -> window.map(change)).toList());
    }

    /// This, and behind it `next`: also every window of the one with the other, and with every window of the other.
    Encoding plus(Encoding next) {
        List<Encoding> windows = new ArrayList<>();
        for (Encoding window : overflow) {
            windows.add(joined(window, next));
            next.overflow.forEach(other -> windows.add(joined(window, other)));
        }
        next.overflow.forEach(other -> windows.add(joined(this, other)));
        return new Encoding(joined(this, next).tokens, windows);
    }

    private static Encoding joined(Encoding first, Encoding second) {
        List<Token> both = new ArrayList<>(first.tokens);
        both.addAll(second.tokens);
        return new Encoding(both);
    }
}
