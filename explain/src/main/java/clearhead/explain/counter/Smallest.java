package clearhead.explain.counter;

import clearhead.core.BadInput;
import clearhead.explain.Settings;
import clearhead.explain.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /// Of more edits than that it is not tried whether any part would do, but whether any one can be left out.
    private static final int PARTS = 12;

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
    record Change(int player, int at) {}

    /// What was found.
    ///
    /// @param best    the set that flips, or comes closest
    /// @param singles the answers to single edits
    record Found(Board.Tried best, Certificate certificate, List<Board.Tried> singles) {}

    /// Searches among these edits.
    Found among(Board board, List<Change> changes) {
        return new Run(board, changes).found();
    }

    /// One search.
    private final class Run {

        private final Board board;
        private final List<Board.Tried> singles;
        private final List<Change> promising;
        private final List<String> proven = new ArrayList<>();
        private final List<Board.Tried> seen = new ArrayList<>();
        private int atLeast = 1;

        Run(Board board, List<Change> changes) {
            this.board = board;
            List<Variant> variants = changes.stream().map(change -> board.whole().with(change.player, change.at)).toList();
            this.singles = board.tried(variants);
            this.promising = IntStream.range(0, singles.size()).boxed().sorted(Comparator.comparingDouble(i -> singles.get(i).value()))
                    .map(i -> change(singles.get(i).variant())).toList();
            seen.addAll(singles);
        }

        Found found() {
            Optional<Board.Tried> flip = singles.stream().filter(board::flips).min(Board.Tried.LOWEST);
            if (flip.isPresent() || board.isStopped()) {
                return flip.map(one -> found(one, "smallest possible: one edit does it; %,d single edits tried".formatted(singles.size())))
                        .orElseGet(this::nothing);
            }
            complete("no single edit flips it: all %,d tried".formatted(singles.size()));
            for (int size = 2; size <= exhaustive && atLeast == size && !board.isStopped(); size++) {
                flip = level(size);
                if (flip.isPresent()) {
                    return found(flip.get(), "smallest possible: " + String.join("; ", proven));
                }
            }
            return board.isStopped() ? nothing() : beyond().map(this::reduced).orElseGet(this::nothing);
        }

        /// All sets of one size, as far as they are allowed.
        private Optional<Board.Tried> level(int size) {
            Subsets all = new Subsets(promising, size, sets);
            List<Board.Tried> here = new ArrayList<>();
            Optional<Board.Tried> flip = board.firstFlip(all.list().stream().map(this::variant).toList(), here);
            seen.addAll(here);
            if (flip.isEmpty() && !board.isStopped()) {
                String what = size == 2 ? "pair" : "set of %d".formatted(size);
                if (all.complete()) {
                    complete("no %s of edits flips it: all %,d tried".formatted(what, here.size()));
                } else {
                    proven.add("no %s of edits was found among the %,d of the most promising ones".formatted(what, here.size()));
                }
            }
            return flip;
        }

        private void complete(String what) {
            proven.add(what);
            atLeast++;
        }

        /// From the most promising of the largest sets tried, one edit more at a time.
        private Optional<Board.Tried> beyond() {
            int largest = seen.stream().mapToInt(one -> size(one.variant())).max().orElse(0);
            List<Board.Tried> states = best(seen.stream().filter(one -> size(one.variant()) == largest).toList());
            while (!states.isEmpty() && !board.isStopped()) {
                Set<Variant> next = new LinkedHashSet<>();
                for (Board.Tried state : states) {
                    promising.stream().filter(change -> state.variant().at(change.player) == Variant.KEPT).limit(Math.max(1, sets / beam))
                            .map(change -> state.variant().with(change.player, change.at)).forEach(next::add);
                }
                List<Board.Tried> here = board.tried(List.copyOf(next));
                seen.addAll(here);
                Optional<Board.Tried> flip = here.stream().filter(board::flips).min(Board.Tried.LOWEST);
                if (flip.isPresent()) {
                    return flip;
                }
                states = best(here);
            }
            return Optional.empty();
        }

        private List<Board.Tried> best(List<Board.Tried> some) {
            return some.stream().sorted(Board.Tried.LOWEST).limit(beam).toList();
        }

        /// The smallest part of a set that flips.
        private Found reduced(Board.Tried flip) {
            List<Change> edits = changes(flip.variant());
            Board.Tried least = flip;
            long parts = 0;
            if (edits.size() <= PARTS) {
                for (int size = 1; size < edits.size(); size++) {
                    List<Board.Tried> tried = board.tried(new Subsets(edits, size, Integer.MAX_VALUE).list().stream().map(this::variant).toList());
                    parts += tried.size();
                    Optional<Board.Tried> smaller = tried.stream().filter(board::flips).min(Board.Tried.LOWEST);
                    if (smaller.isPresent()) {
                        least = smaller.get();
                        break;
                    }
                }
                return beamed(least, !board.isStopped(), "no part of it does: %,d tried".formatted(parts));
            }
            for (Optional<Board.Tried> smaller = Optional.of(least); smaller.isPresent();) {
                least = smaller.get();
                List<Change> rest = changes(least.variant());
                Variant all = least.variant();
                smaller = board.tried(rest.stream().map(change -> all.with(change.player, Variant.KEPT)).toList()).stream()
                        .filter(board::flips).min(Board.Tried.LOWEST);
            }
            return beamed(least, false, "none of its edits can be left out alone");
        }

        /// @param irreducible whether that was shown of all parts
        /// @param parts       what was tried of them
        private Found beamed(Board.Tried least, boolean irreducible, String parts) {
            int size = size(least.variant());
            boolean minimal = size == atLeast;
            proven.add(board.isStopped() ? "its parts were not all tried" : parts);
            if (!minimal) {
                proven.add("found by a beam of %d, not by trying all".formatted(beam));
            }
            return new Found(least, new Certificate(atLeast, minimal, minimal || irreducible,
                    (minimal ? "smallest possible: " : "not certified as the smallest: ") + String.join("; ", proven)), singles);
        }

        private Found found(Board.Tried flip, String text) {
            return new Found(flip, new Certificate(atLeast, true, true, text), singles);
        }

        /// What came closest.
        private Found nothing() {
            Board.Tried closest = seen.stream().min(Board.Tried.LOWEST).orElseGet(board::start);
            proven.addFirst(board.isStopped() ? "stopped before anything was found" : "nothing was found that flips it");
            return new Found(closest, new Certificate(atLeast, false, false, String.join("; ", proven)), singles);
        }

        private Variant variant(List<Change> edits) {
            Variant variant = board.whole();
            for (Change edit : edits) {
                variant = variant.with(edit.player, edit.at);
            }
            return variant;
        }
    }

    private static int size(Variant variant) {
        return changes(variant).size();
    }

    private static Change change(Variant single) {
        return changes(single).getFirst();
    }

    private static List<Change> changes(Variant variant) {
        return IntStream.range(0, variant.size()).filter(player -> variant.at(player) != Variant.KEPT)
                .mapToObj(player -> new Change(player, variant.at(player))).toList();
    }
}
