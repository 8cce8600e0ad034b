package clearhead.explain.counter;

import clearhead.explain.Token;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One change of an input: a player removed, or another token in its place.
///
/// @param tokens of the player, in the input's order: one, or all of a word or sentence
/// @param to     what stands in its place; empty if it is removed
public record Edit(List<Token> tokens, Optional<Put> to) {

    /// Copies the list.
    public Edit {
        tokens = List.copyOf(tokens);
    }

    /// A token that is put in.
    ///
    /// @param id    its number in the vocabulary
    /// @param piece what it is called
    public record Put(int id, String piece) {}

    /// What was there.
    public String from() {
        return tokens.stream().map(Token::piece).collect(Collectors.joining(" "));
    }
}
