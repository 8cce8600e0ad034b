package clearhead.explain;

import java.util.List;

/// What a model is asked, token by token. Scores belong to positions: two equal tokens are two features.
///
/// @param text    what the user wrote; the tokens' offsets point into it
/// @param tokens  what the model reads
/// @param targets what it wrote or shall write after it, without the start token; empty for a classifier
public record Input(String text, List<Token> tokens, List<Token> targets) {

    /// Copies the lists.
    ///
    /// @throws IllegalArgumentException if there is no token, one does not stand where its index says, or one ends behind the text
    public Input {
        tokens = inOrder("token", tokens);
        targets = inOrder("target", targets);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("input: no token");
        }
        for (Token token : tokens) {
            if (token.end() > text.length()) {
                throw new IllegalArgumentException("input: token %d \"%s\" ends at %d in a text of %d UTF-16 units"
                        .formatted(token.index(), token.piece(), token.end(), text.length()));
            }
        }
    }

    private static List<Token> inOrder(String what, List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).index() != i) {
                throw new IllegalArgumentException("input: %s %d has index %d".formatted(what, i, tokens.get(i).index()));
            }
        }
        return List.copyOf(tokens);
    }

    /// The ids that the model reads.
    public int[] ids() {
        return tokens.stream().mapToInt(Token::id).toArray();
    }

    /// The ids of the targets.
    public int[] targetIds() {
        return targets.stream().mapToInt(Token::id).toArray();
    }
}
