package clearhead.explain;

import java.util.List;

/// What the numbers along one side of an explanation belong to.
///
/// @param name   what JSON calls it: `tokens`, `targetTokens`, `decoderTokens`, `pairTokens`, `pixelRows`, `pixelColumns`
/// @param size   how many
/// @param tokens the tokens, where they are tokens
public record Axis(String name, int size, List<Token> tokens) {

    /// What the model reads.
    public static final String TOKENS = "tokens";
    /// What it writes.
    public static final String TARGETS = "targetTokens";
    /// What a decoder of its own reads: the start token and what was written.
    public static final String DECODER = "decoderTokens";
    /// The second text of a similarity.
    public static final String PAIR = "pairTokens";

    /// Copies the list.
    public Axis {
        tokens = List.copyOf(tokens);
    }

    /// Tokens.
    public static Axis of(String name, List<Token> tokens) {
        return new Axis(name, tokens.size(), tokens);
    }

    /// How many numbers stand along these axes, one behind the other.
    public static int size(List<Axis> axes) {
        return axes.stream().mapToInt(Axis::size).sum();
    }
}
