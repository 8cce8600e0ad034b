package clearhead.core.generate;

import clearhead.core.text.Tokenizer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The text of tokens that come one by one, handed out as soon as it is certain: what all pieces make together is what the tokenizer
/// decodes from all tokens.
///
/// A token may be some of the bytes of a character, and how it is spelled may depend on the one before: so a piece is what a token adds to
/// the text of those before it, and waits while a character is not whole, or the token says nothing by itself.
public final class TextStream {

    private static final char BROKEN = '\uFFFD';
    /// Where such bytes stand in a row, the decoder reads all of them together.
    private static final Predicate<String> BYTE = Pattern.compile("<0x[0-9A-Fa-f]{2}>").asMatchPredicate();

    private final Tokenizer tokenizer;
    private final boolean skipSpecial;
    /// Tokens whose text has been handed out last.
    private int[] told;
    /// Tokens that came later.
    private int[] open = {};

    /// @param skipSpecial whether special tokens are left out
    /// @param before      tokens of a text that the stream goes on with
    public TextStream(Tokenizer tokenizer, boolean skipSpecial, int... before) {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
        this.told = before.clone();
    }

    /// What is certain with this token; may be empty.
    public String next(int id) {
        open = and(open, id);
        boolean wait = decode(id).isEmpty() || tokenizer.piece(id).filter(BYTE).isPresent();
        return wait ? "" : piece(false);
    }

    /// What is left when no token comes any more.
    public String end() {
        return piece(true);
    }

    private String piece(boolean last) {
        String before = decode(told);
        int[] all = and(told, open);
        String text = decode(all);
        if (text.length() <= before.length() || !last && text.charAt(text.length() - 1) == BROKEN) {
            return "";
        }
        told = open;
        open = new int[0];
        return text.substring(before.length());
    }

    private String decode(int... ids) {
        return tokenizer.decode(ids, skipSpecial);
    }

    private static int[] and(int[] ids, int... more) {
        return IntStream.concat(IntStream.of(ids), IntStream.of(more)).toArray();
    }
}
