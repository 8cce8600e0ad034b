package clearhead.explain;

import java.util.Arrays;

/// What a model reads in a variant of its input. Two variants may be the same to it: of two equal neighbours one is gone, or the other.
///
/// @param marks  what stands at each position: a token's id, or what is said below
/// @param types  the segment of each
/// @param target what is explained of it
record Line(int[] marks, int[] types, Target target) {

    /// What stands where a token was taken away, if that is no token itself.
    static final int EMPTY = -1;
    /// A token that no position may read, and nobody looks at.
    static final int GONE = -2;
    private static final int HIDDEN = -3;

    /// A token that no position may read.
    static int hidden(int id) {
        return HIDDEN - id;
    }

    /// Whether no position may read what stands there.
    static boolean isHidden(int mark) {
        return mark <= GONE;
    }

    /// The id of what stands there; 0 where that is no token.
    static int id(int mark) {
        return mark <= HIDDEN ? HIDDEN - mark : Math.max(0, mark);
    }

    /// What a model that reads forward needs of it: nothing that comes after what is looked at, and of what is hidden only that.
    ///
    /// @param behind the ids of the targets
    int[] forward(int[] behind, Excerpt excerpt) {
        int[] all = Arrays.copyOf(marks, marks.length + behind.length);
        System.arraycopy(behind, 0, all, marks.length, behind.length);
        int[] needed = Arrays.copyOf(all, excerpt.to());
        for (int i = 0; i < excerpt.from(); i++) {
            needed[i] = isHidden(needed[i]) ? GONE : needed[i];
        }
        return needed;
    }

    @Override public boolean equals(Object other) {
        return other instanceof Line line && Arrays.equals(marks, line.marks) && Arrays.equals(types, line.types)
                && target.equals(line.target);
    }

    @Override public int hashCode() {
        return 31 * (31 * Arrays.hashCode(marks) + Arrays.hashCode(types)) + target.hashCode();
    }
}
