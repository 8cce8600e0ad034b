package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.model.Tower;
import clearhead.explain.Token;
import clearhead.explain.Words;
import java.util.Arrays;
import java.util.OptionalInt;

/// What a side of a model can read.
///
/// @param vocab     how many tokens it knows
/// @param positions how many of them in a row; empty if there is no end to it
/// @param types     how many segments; 0 if it does not tell them apart
record Limits(int vocab, OptionalInt positions, int types) {

    static Limits of(int vocab, Tower tower) {
        return new Limits(vocab, tower.positions().most(), tower.types().map(table -> table.weight().dim(0)).orElse(0));
    }

    /// Refuses what the model cannot read.
    ///
    /// @param option where it came from
    /// @param more   tokens that stand in the same row
    void check(String option, Words words, int more) {
        if (words.size() == 0) {
            throw new BadInput(option, "holds no token", "at least one");
        }
        for (Token token : words.tokens()) {
            if (token.id() < 0 || token.id() >= vocab) {
                throw new BadInput(option, "%d is no token of this model".formatted(token.id()), "0 to %d".formatted(vocab - 1));
            }
        }
        if (positions.isPresent() && words.size() + more > positions.getAsInt()) {
            throw new BadInput(option, "%d tokens are too many".formatted(words.size() + more),
                    "at most %d, the positions that the model knows".formatted(positions.getAsInt()));
        }
        int highest = Arrays.stream(words.types()).max().orElse(0);
        if (types > 0 && highest >= types) {
            throw new BadInput(option, "segment %d is unknown to this model".formatted(highest), types == 1 ? "0" : "0 to " + (types - 1));
        }
    }
}
