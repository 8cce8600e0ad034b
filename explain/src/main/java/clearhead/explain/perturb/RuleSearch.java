package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import clearhead.explain.Answer;
import clearhead.explain.Game;
import clearhead.explain.Variant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Looks for rules of one size that keep the decision, asking no more about each than it takes to tell them apart: KL-LUCB (Kaufmann &
/// Kalyanakrishnan 2013), "lower and upper confidence bounds".
///
/// @param game    who is asked
/// @param rules   all of this size that are looked at
/// @param risk    of any bound to be wrong
/// @param samples how many draws of one rule, at most
/// @param seed    where they come from
record RuleSearch(Game game, List<Rule> rules, double risk, int samples, long seed) {

    private static final Comparator<Rule> BEST = Comparator.comparingDouble(Rule::precision).reversed();

    KlBounds bounds(Rule rule) {
        return rule.bounds(rules.size(), risk);
    }

    /// The best few, the best first: no other is better than one of them by more than the tolerance, with probability 1 − risk. The
    /// likeliest of the others to be better and the likeliest of them to be worse are asked about, again and again, until these two are told apart.
    /// Empty if a limit is reached before anything is known of each.
    Optional<List<Rule>> best(int few, double tolerance) {
        if (!look(rules)) {
            return Optional.empty();
        }
        while (true) {
            List<Rule> ranked = rules.stream().sorted(BEST).toList();
            List<Rule> best = ranked.subList(0, Math.min(few, ranked.size()));
            Optional<Rule> other = ranked.stream().skip(best.size()).max(Comparator.comparingDouble(rule -> bounds(rule).high()));
            Rule worst = best.stream().min(Comparator.comparingDouble(rule -> bounds(rule).low())).orElseThrow();
            boolean apart = other.isEmpty() || bounds(other.get()).high() - bounds(worst).low() < tolerance;
            List<Rule> open = apart ? List.of() : List.of(worst, other.get()).stream().filter(rule -> rule.next(samples) > 0).toList();
            if (open.isEmpty() || !look(open)) {
                return Optional.of(best);
            }
        }
    }

    /// Asks about one until it is known whether it holds as often as that, or nothing more may be asked.
    void asks(Rule rule, double precision) {
        while (rule.next(samples) > 0 && bounds(rule).low() < precision && bounds(rule).high() >= precision && look(List.of(rule))) {
            continue;
        }
    }

    /// Asks about each of them until its next look; false if a limit is reached.
    private boolean look(List<Rule> some) {
        List<List<BitSet>> sets = some.stream().map(rule -> IntStream.range(rule.thrown(), rule.thrown() + rule.next(samples))
                .mapToObj(k -> rule.set(k, draw(k, game.size(), seed))).toList()).toList();
        Optional<List<Answer>> answers = game.answersIfAllowed(sets.stream().flatMap(List::stream)
                .map(set -> Variant.keeping(set, game.size())).toList());
        if (answers.isEmpty()) {
            return false;
        }
        int at = 0;
        for (int r = 0; r < some.size(); r++) {
            for (int k = 0; k < sets.get(r).size(); k++) {
                some.get(r).saw(answers.get().get(at++).decision() == game.whole().decision());
            }
        }
        return true;
    }

    /// Set k of those that are drawn: each player is there with probability ½.
    static BitSet draw(int k, int players, long seed) {
        BitSet draw = new BitSet();
        for (int p = 0; p < players; p++) {
            draw.set(p, Seeds.mix(Seeds.mix(seed, k), p) < 0);
        }
        return draw;
    }

    /// All rules that have one player more than one of these.
    static List<Rule> longer(List<Rule> rules, int players) {
        return rules.stream().flatMap(rule -> IntStream.range(0, players).filter(p -> !rule.kept().get(p))
                .mapToObj(p -> PlayerPairs.and(rule.kept(), p))).distinct().map(kept -> new Rule(kept, players)).toList();
    }
}
