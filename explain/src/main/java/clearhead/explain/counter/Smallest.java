package clearhead.explain.counter;

import clearhead.core.BadInput;
import clearhead.explain.Settings;
import clearhead.explain.Variant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The smallest set of edits that flips a decision.
///
/// 1. All single edits, then all pairs, and so on up to sets of `exhaustive`: whatever is found there is as small as can be. The edits that
///    lower the explained number most come first, so that a search which is ended early has tried the most promising.
/// 2. Beyond that a beam: the sets that lower it most, with one more edit each, until one flips.
/// 3. Of what the beam finds, all parts: the smallest that flips stays, so that no part of it does.
///
/// @param exhaustive up to which size all sets are tried
/// @param sets       of so many at most; of more, those of the most promising edits
/// @param beam       how many sets are followed beyond
public record Smallest(int exhaustive, int sets, int beam) {

    /// All pairs.
    public static final Smallest PAIRS = new Smallest(2, 100_000, 8);

    /// Checks the numbers.
    ///
    /// @throws BadInput if one is too small
    public Smallest {
        if (exhaustive < 1 || sets < 1 || beam < 1) {
            throw new BadInput("counterfactual", "exhaustive=%d, sets=%d, beam=%d".formatted(exhaustive, sets, beam), "at least 1 each");
        }
    }

    /// Those that the settings ask for.
    static Smallest of(Settings settings) {
        return new Smallest(settings.whole("exhaustive", PAIRS.exhaustive, 1), settings.whole("sets", PAIRS.sets, 1),
                settings.whole("beam", PAIRS.beam, 1));
    }

    Map<String, Object> settings() {
        return Map.of("exhaustive", exhaustive, "sets", sets, "beam", beam);
    }

    /// An edit: what stands in a player's place.
    record Change(int player, int at) {

        /// All of a variant.
        static List<Change> of(Variant variant) {
            return IntStream.range(0, variant.size()).filter(player -> variant.at(player) != Variant.KEPT)
                    .mapToObj(player -> new Change(player, variant.at(player))).toList();
        }

        /// The input as it is, but for these.
        static Variant all(Board board, List<Change> edits) {
            Variant variant = board.whole();
            for (Change edit : edits) {
                variant = variant.with(edit.player, edit.at);
            }
            return variant;
        }
    }

    /// What was found.
    ///
    /// @param best    the set that flips, or comes closest
    /// @param singles the answers to single edits
    record Found(Board.Tried best, Certificate certificate, List<Board.Tried> singles) {}

    /// Searches among these edits.
    ///
    /// @param where what a claim holds for, as it is said behind "smallest possible"
    Found among(Board board, List<Change> changes, String where) {
        return new SmallestRun(this, board, changes, where).found();
    }
}
