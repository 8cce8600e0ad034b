package clearhead.explain.perturb;

import java.util.BitSet;

/// Players who are kept, and how often the decision stayed while the others came and went.
final class Rule {

    /// More others than that are drawn; of fewer, every set is asked.
    private static final int EXACT = 8;
    /// How many draws there are between two looks at the bounds.
    static final int LOOK = 100;

    private final BitSet kept;
    private final int[] others;
    private int thrown;
    private int hits;

    /// Of a game of so many players.
    Rule(BitSet kept, int players) {
        this.kept = kept;
        BitSet free = new BitSet();
        free.set(0, players);
        free.andNot(kept);
        this.others = free.stream().toArray();
    }

    BitSet kept() {
        return kept;
    }

    int size() {
        return kept.cardinality();
    }

    int thrown() {
        return thrown;
    }

    /// Whether the others are so few that every set of them is asked, and the precision known.
    boolean exact() {
        return others.length <= EXACT;
    }

    /// How many more draws make the next look.
    int next(int most) {
        return exact() ? thrown == 0 ? 1 << others.length : 0 : Math.min(LOOK, most - thrown);
    }

    /// Draw k: all draws of players have one half of them there, so that rules that differ in one player share most of their sets.
    ///
    /// @param draw the set of number k
    BitSet set(int k, BitSet draw) {
        BitSet set = (BitSet) (exact() ? kept : draw).clone();
        for (int bit = 0; exact() && bit < others.length; bit++) {
            set.set(others[bit], (k >> bit & 1) == 1);
        }
        set.or(kept);
        return set;
    }

    /// One more.
    void saw(boolean stayed) {
        thrown++;
        hits += stayed ? 1 : 0;
    }

    /// The share of sets in which the decision stayed.
    double precision() {
        return thrown == 0 ? 0 : (double) hits / thrown;
    }

    /// How far that may be off.
    ///
    /// @param rules how many are looked at
    /// @param risk  of any bound of theirs to be wrong at any look
    KlBounds bounds(int rules, double risk) {
        return exact() && thrown > 0 ? new KlBounds(precision(), precision())
                : KlBounds.of(hits, thrown, KlBounds.beta(rules, Math.ceilDiv(Math.max(1, thrown), LOOK), risk));
    }
}
