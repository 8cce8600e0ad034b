package clearhead.explain.judge;

import java.util.List;
import java.util.Set;

/// How well scores point at the tokens that are known to be the right ones.
public final class Alignment {

    private Alignment() {}

    /// Relevance mass accuracy (Arras et al. 2022, arXiv 2003.07258): `Σ right |s| / Σ all |s|`; 0 where all scores are 0. By chance, for
    /// scores that know nothing, it is the share of tokens that are right.
    ///
    /// @throws IllegalArgumentException if a token that is right does not exist
    public static double mass(float[] scores, Set<Integer> right) {
        return mass(List.of(scores), List.of(right));
    }

    /// The same over several rows of scores together, so that a row counts as much as it has to say.
    ///
    /// @param rows  one row of scores for each explained number
    /// @param right the right tokens of each
    /// @throws IllegalArgumentException if there are not as many of these, or a token that is right does not exist
    public static double mass(List<float[]> rows, List<Set<Integer>> right) {
        if (rows.size() != right.size()) {
            throw new IllegalArgumentException("alignment: %d rows of scores, but the right tokens of %d"
                    .formatted(rows.size(), right.size()));
        }
        double on = 0;
        double all = 0;
        for (int row = 0; row < rows.size(); row++) {
            float[] scores = rows.get(row);
            check(scores.length, right.get(row));
            for (int i = 0; i < scores.length; i++) {
                all += Math.abs(scores[i]);
                on += right.get(row).contains(i) ? Math.abs(scores[i]) : 0;
            }
        }
        return all == 0 ? 0 : on / all;
    }

    /// The pointing game (Zhang et al. 2016, arXiv 1608.00507): 1 if the greatest score, signs respected, is at a right token; where
    /// several are greatest, the share of them that are right.
    ///
    /// @throws IllegalArgumentException if a token that is right does not exist
    public static double hit(float[] scores, Set<Integer> right) {
        check(scores.length, right);
        float greatest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            greatest = Math.max(greatest, score);
        }
        int ties = 0;
        int hits = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] == greatest) {
                ties++;
                hits += right.contains(i) ? 1 : 0;
            }
        }
        return ties == 0 ? 0 : hits / (double) ties;
    }

    /// What both are for scores that know nothing: the share of tokens that are right.
    ///
    /// @throws IllegalArgumentException if a token that is right does not exist
    public static double chance(int tokens, Set<Integer> right) {
        check(tokens, right);
        return right.size() / (double) tokens;
    }

    private static void check(int tokens, Set<Integer> right) {
        for (int token : right) {
            if (token < 0 || token >= tokens) {
                throw new IllegalArgumentException("alignment: token %d is said to be right, but there are %d tokens"
                        .formatted(token, tokens));
            }
        }
    }
}
