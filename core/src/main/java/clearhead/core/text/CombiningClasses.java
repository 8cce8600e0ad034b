package clearhead.core.text;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The canonical combining classes. The JDK knows them and does not tell, but sorts by them; so they are recovered, up to their names,
/// from how it sorts.
final class CombiningClasses {

    /// A mark of class 1, the lowest, and the one of class 240, the highest.
    private static final int LOWEST = 0x334;
    private static final int HIGHEST = 0x345;

    /// The marks that are not starters, ascending, and the rank of each.
    private static final int[] MARKS = IntStream.rangeClosed(0x300, 0x1FFFF).filter(CombiningClasses::moves).toArray();
    private static final int[] RANKS = new int[MARKS.length];

    static {
        int[] sorted = IntStream.of(MARKS).boxed().sorted(CombiningClasses::compare).mapToInt(Integer::intValue).toArray();
        int rank = 0;
        for (int i = 0; i < sorted.length; i++) {
            rank += i == 0 || compare(sorted[i - 1], sorted[i]) != 0 ? 1 : 0;
            RANKS[Arrays.binarySearch(MARKS, sorted[i])] = rank;
        }
    }

    private CombiningClasses() {
    }

    /// 0 for a starter; of two marks the one with the lower rank comes first, and equal ranks block each other.
    static int rank(int c) {
        int index = c < 0x300 ? -1 : Arrays.binarySearch(MARKS, c);
        return index < 0 ? 0 : RANKS[index];
    }

    private static boolean moves(int c) {
        return Characters.isMark(c) && !OldUnicode.isYoung(c)
                && (c == HIGHEST || compare(c, LOWEST) > 0 || compare(HIGHEST, c) > 0);
    }

    private static int compare(int a, int b) {
        return reorders(a, b) ? 1 : reorders(b, a) ? -1 : 0;
    }

    private static boolean reorders(int a, int b) {
        String pair = Character.toString(a) + Character.toString(b);
        return Normalizer.normalize(pair, Form.NFD).equals(Character.toString(b) + Character.toString(a)) && a != b;
    }
}
