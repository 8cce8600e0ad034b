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
    /// @throws IllegalArgumentException if there is no token
    public Input {
        tokens = List.copyOf(tokens);
        targets = List.copyOf(targets);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("input: no token");
        }
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
