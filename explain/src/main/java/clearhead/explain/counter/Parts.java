package clearhead.explain.counter;

import clearhead.explain.Variant;
import java.util.List;
import java.util.Optional;

/// The smallest part of a set of edits that flips a decision as well.
///
/// @param least       the part: of the whole set, if no other does it
/// @param irreducible whether no part of it does: all were tried
/// @param text        the same for people
record Parts(Board.Tried least, boolean irreducible, String text) {

    /// Of more edits than that it is not tried whether any part would do, but whether any one can be left out.
    private static final int MOST = 12;

    static Parts of(Board board, Board.Tried flip) {
        Parts found = Smallest.Change.of(flip.variant()).size() <= MOST ? all(board, flip) : oneByOne(board, flip);
        return board.isStopped() ? new Parts(found.least, false, "its parts were not all tried") : found;
    }

    /// All parts, small ones first: no part of the first that flips does.
    private static Parts all(Board board, Board.Tried flip) {
        List<Smallest.Change> edits = Smallest.Change.of(flip.variant());
        long tried = 0;
        for (int size = 1; size < edits.size() && !board.isStopped(); size++) {
            List<Board.Tried> some = board.tried(new Subsets(edits, size, Integer.MAX_VALUE - 1).list().stream()
                    .map(part -> Smallest.Change.all(board, part)).toList());
            tried += some.size();
            Optional<Board.Tried> smaller = board.bestFlip(some);
            if (smaller.isPresent()) {
                return new Parts(smaller.get(), true, "no part of it does: %,d tried".formatted(tried));
            }
        }
        return new Parts(flip, true, "no part of it does: %,d tried".formatted(tried));
    }

    private static Parts oneByOne(Board board, Board.Tried flip) {
        Board.Tried least = flip;
        for (Optional<Board.Tried> smaller = Optional.of(flip); smaller.isPresent();) {
            least = smaller.get();
            Variant all = least.variant();
            smaller = board.bestFlip(board.tried(Smallest.Change.of(all).stream()
                    .map(change -> all.with(change.player(), Variant.KEPT)).toList()));
        }
        return new Parts(least, false, "none of its edits can be left out alone");
    }
}
