package clearhead.explain.counter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// The sets of a size, no player twice, those of the first edits first: before an edit takes part, all sets of the ones in front of it.
///
/// @param list     the sets
/// @param complete whether these are all
record Subsets(List<List<Smallest.Change>> list, boolean complete) {

    /// @param most no more than so many
    Subsets(List<Smallest.Change> edits, int size, int most) {
        this(list(edits, size, most), most);
    }

    private Subsets(List<List<Smallest.Change>> found, int most) {
        this(found.subList(0, Math.min(found.size(), most)), found.size() <= most);
    }

    /// One more than `most`, if there are.
    private static List<List<Smallest.Change>> list(List<Smallest.Change> edits, int size, int most) {
        List<List<Smallest.Change>> found = new ArrayList<>();
        for (int last = 0; last < edits.size() && found.size() <= most; last++) {
            Deque<Smallest.Change> chosen = new ArrayDeque<>(List.of(edits.get(last)));
            extend(edits, last, size, most, chosen, found);
        }
        return found;
    }

    /// The last edit is chosen first, so the order is that of the last ones.
    private static void extend(List<Smallest.Change> edits, int end, int size, int most, Deque<Smallest.Change> chosen,
                               List<List<Smallest.Change>> found) {
        if (chosen.size() == size) {
            if (found.size() <= most) {
                List<Smallest.Change> one = new ArrayList<>(chosen);
                Collections.reverse(one);
                found.add(one);
            }
            return;
        }
        for (int next = 0; next < end && found.size() <= most; next++) {
            Smallest.Change edit = edits.get(next);
            if (chosen.stream().noneMatch(other -> other.player() == edit.player())) {
                chosen.addLast(edit);
                extend(edits, next, size, most, chosen, found);
                chosen.removeLast();
            }
        }
    }
}
