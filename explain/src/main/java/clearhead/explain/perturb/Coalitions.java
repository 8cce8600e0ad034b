package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.Game;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Sets of players: all there are, or drawn ones.
final class Coalitions {

    /// As many players can be asked about in all combinations: 2¹⁶ sets.
    static final int MOST = 16;

    private Coalitions() {}

    /// Every set, number s being the players i with bit `2ⁱ` in s: nobody first, everybody last.
    ///
    /// @param method who asks
    /// @throws BadInput if they are too many for anybody, or for the limits of this game
    static List<BitSet> all(Game game, String method) {
        int n = game.size();
        if (n > MOST) {
            throw new BadInput(method, "%d players are 2^%1$d sets".formatted(n),
                    "at most %d players (--group word or sentence), or a method that draws: shapley-sampling, kernel-shap, lime"
                            .formatted(MOST));
        }
        game.require(1L << n, "%s with all sets of %d players".formatted(method, n));
        List<BitSet> all = new ArrayList<>();
        for (long set = 0; set < 1L << n; set++) {
            all.add(BitSet.valueOf(new long[] {set}));
        }
        return all;
    }

    /// What is said of these sets, of as many, from the first on, as the limits allow.
    ///
    /// @param least how many it must be
    /// @throws BadInput if it is less
    static List<double[]> values(Game game, List<BitSet> sets, int least) {
        List<double[]> values = game.valuesWhileAllowed(sets);
        return values.size() < least ? game.values(sets.subList(0, least)) : values;
    }

    /// The players in a random order, each order equally likely (Fisher & Yates 1938), from numbers 0 to n − 2 of a stream.
    static int[] order(int n, long stream) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {                                       // who comes next is put in a random place among those before
            int place = i == 0 ? 0 : (int) (Seeds.uniform(stream, i - 1) * (i + 1));
            order[i] = order[place];
            order[place] = i;
        }
        return order;
    }

    /// So many of the players, each such set equally likely.
    static BitSet drawn(int n, int size, long stream) {
        int[] order = order(n, stream);
        BitSet drawn = new BitSet();
        for (int i = 0; i < size; i++) {
            drawn.set(order[i]);
        }
        return drawn;
    }

    /// Every set of so many players.
    static List<BitSet> ofSize(int n, int size) {
        List<BitSet> all = new ArrayList<>();
        grow(new BitSet(), 0, size, n, all);
        return all;
    }

    private static void grow(BitSet some, int from, int missing, int n, List<BitSet> all) {
        if (missing == 0) {
            all.add((BitSet) some.clone());
            return;
        }
        for (int player = from; player <= n - missing; player++) {
            some.set(player);
            grow(some, player + 1, missing - 1, n, all);
            some.clear(player);
        }
    }

    /// `log C(n, k)` for every k.
    static double[] logCounts(int n) {
        double[] logs = new double[n + 1];
        for (int k = 1; k <= n; k++) {
            logs[k] = logs[k - 1] + StrictMath.log((n - k + 1.0) / k);
        }
        return logs;
    }
}
