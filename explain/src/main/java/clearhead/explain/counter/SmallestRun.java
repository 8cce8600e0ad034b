package clearhead.explain.counter;

import clearhead.explain.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// One search for a [Smallest] set.
final class SmallestRun {

    private final Smallest how;
    private final Board board;
    private final String where;
    private final List<Board.Tried> singles;
    private final List<Smallest.Change> promising;
    private final List<String> proven = new ArrayList<>();
    private final List<Board.Tried> seen = new ArrayList<>();
    private int atLeast = 1;

    SmallestRun(Smallest how, Board board, List<Smallest.Change> changes, String where) {
        this.how = how;
        this.board = board;
        this.where = where;
        this.singles = board.tried(changes.stream().map(change -> board.whole().with(change.player(), change.at())).toList());
        this.promising = IntStream.range(0, singles.size()).boxed().sorted(Comparator.comparingDouble(i -> singles.get(i).value()))
                .map(i -> Smallest.Change.of(singles.get(i).variant()).getFirst()).toList();
        seen.addAll(singles);
    }

    Smallest.Found found() {
        Optional<Board.Tried> flip = board.bestFlip(singles);
        if (flip.isPresent()) {
            return smallest(flip.get(), "one edit does it; %,d single edits tried".formatted(singles.size()));
        }
        if (board.isStopped()) {
            return nothing();
        }
        complete("no single edit flips it: all %,d tried".formatted(singles.size()));
        for (int size = 2; size <= how.exhaustive() && atLeast == size && !board.isStopped(); size++) {
            flip = level(size);
            if (flip.isPresent()) {
                return smallest(flip.get(), String.join("; ", proven));
            }
        }
        return beyond().map(this::reduced).orElseGet(this::nothing);
    }

    /// All sets of one size, as far as they are allowed.
    private Optional<Board.Tried> level(int size) {
        Subsets all = new Subsets(promising, size, how.sets());
        List<Board.Tried> here = new ArrayList<>();
        Optional<Board.Tried> flip = board.firstFlip(all.list().stream().map(edits -> Smallest.Change.all(board, edits)).toList(), here);
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
                promising.stream().filter(change -> state.variant().at(change.player()) == Variant.KEPT)
                        .limit(Math.max(1, how.sets() / how.beam()))
                        .map(change -> state.variant().with(change.player(), change.at())).forEach(next::add);
            }
            List<Board.Tried> here = board.tried(List.copyOf(next));
            seen.addAll(here);
            Optional<Board.Tried> flip = board.bestFlip(here);
            if (flip.isPresent()) {
                return flip;
            }
            states = best(here);
        }
        return Optional.empty();
    }

    private List<Board.Tried> best(List<Board.Tried> some) {
        return some.stream().sorted(Board.Tried.LOWEST).limit(how.beam()).toList();
    }

    private Smallest.Found smallest(Board.Tried flip, String why) {
        return new Smallest.Found(flip, new Certificate(atLeast, true, true, "smallest possible%s: %s".formatted(where, why)), singles);
    }

    private Smallest.Found reduced(Board.Tried flip) {
        Parts parts = Parts.of(board, flip);
        proven.add(parts.text());
        if (size(parts.least().variant()) == atLeast) {
            return smallest(parts.least(), String.join("; ", proven));
        }
        proven.add("found by a beam of %d, not by trying all".formatted(how.beam()));
        return new Smallest.Found(parts.least(), new Certificate(atLeast, false, parts.irreducible(),
                "not certified as the smallest: " + String.join("; ", proven)), singles);
    }

    /// What came closest.
    private Smallest.Found nothing() {
        Board.Tried closest = seen.stream().min(Board.Tried.LOWEST).orElseGet(board::start);
        proven.addFirst(board.isStopped() ? "stopped before anything was found" : "nothing was found that flips it");
        return new Smallest.Found(closest, new Certificate(atLeast, false, false, String.join("; ", proven)), singles);
    }

    private static int size(Variant variant) {
        return Smallest.Change.of(variant).size();
    }
}
