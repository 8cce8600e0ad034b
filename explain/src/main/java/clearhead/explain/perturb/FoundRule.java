package clearhead.explain.perturb;

import clearhead.explain.Answer;
import clearhead.explain.Game;
import clearhead.explain.Variant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The rule that [Anchors] tell.
///
/// @param bounds of its precision
/// @param holds  whether that is known to be high enough
record FoundRule(Rule rule, KlBounds bounds, boolean holds) {

    /// The shortest one that holds; else the best of the longest that were looked at.
    static FoundRule by(Anchors wanted, Game game) {
        FoundRule found = new FoundRule(new Rule(new BitSet(), game.size()), new KlBounds(0, 1), false);
        List<Rule> few = List.of();
        for (int size = 0; size <= Math.min(wanted.longest(), game.size()) && !found.holds; size++) {
            List<Rule> rules = size == 0 ? List.of(found.rule) : RuleSearch.longer(few, game.size());
            double risk = (1 - wanted.confidence()) / ((size + 1.0) * (size + 2));
            RuleSearch search = new RuleSearch(game, rules, risk, wanted.samples(), wanted.seed());
            Optional<List<Rule>> best = search.best(wanted.beam(), wanted.tolerance());
            if (best.isEmpty()) {
                break;
            }
            few = best.get();
            few.forEach(rule -> search.asks(rule, wanted.precision()));
            Rule surest = few.stream().max(Comparator.comparingDouble(rule -> search.bounds(rule).low())).orElseThrow();
            found = new FoundRule(surest, search.bounds(surest), search.bounds(surest).low() >= wanted.precision());
        }
        return found;
    }

    /// 1 for the players of the rule.
    double[] members(int players) {
        return IntStream.range(0, players).mapToDouble(player -> rule.kept().get(player) ? 1 : 0).toArray();
    }

    /// For each of its players how much of the precision goes when it may come and go, too, and the standard error of that; empty if a
    /// limit is reached before it is known. Both are asked about the same draws of the others, so that what these do falls out; a rule whose
    /// draws are all sets of the others has every set twice, with the player and without.
    Optional<double[][]> gains(Game game, long seed) {
        double[][] gains = new double[2][game.size()];
        List<Variant> asked = new ArrayList<>();
        for (int player : rule.kept().stream().toArray()) {
            for (int k = 0; k < rule.thrown(); k++) {
                BitSet with = rule.set(k, RuleSearch.draw(k, game.size(), seed));
                BitSet without = (BitSet) with.clone();
                without.clear(player);
                asked.add(Variant.keeping(with, game.size()));
                asked.add(Variant.keeping(without, game.size()));
            }
        }
        Optional<List<Answer>> answers = game.answersIfAllowed(asked);
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        int at = 0;
        for (int player : rule.kept().stream().toArray()) {
            double sum = 0;
            double squares = 0;
            for (int k = 0; k < rule.thrown(); k++) {
                double loss = (stays(game, answers.get().get(at++)) - stays(game, answers.get().get(at++))) / 2.0;      // away half the time
                sum += loss;
                squares += loss * loss;
            }
            double mean = sum / rule.thrown();
            gains[0][player] = mean;
            gains[1][player] = rule.exact() ? 0 : Math.sqrt(Math.max(0, squares / rule.thrown() - mean * mean) / (rule.thrown() - 1));
        }
        return Optional.of(rule.exact() ? new double[][] {gains[0], new double[0]} : gains);
    }

    private static int stays(Game game, Answer answer) {
        return answer.decision() == game.whole().decision() ? 1 : 0;
    }
}
