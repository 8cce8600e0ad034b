package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import clearhead.explain.Answer;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Variant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// One run of [ReAgent]: scores that begin at random and are changed by every probe.
final class ReAgentRun {

    /// No probability changes by more than that: a probe that takes all of it would outweigh every other for ever.
    private static final double MOST = 1 - 1e-6;

    private final Game game;
    private final Input input;
    private final Plausible plausible;
    private final long seed;
    private final double[] scores;
    private List<Integer> replaced = List.of();
    private int steps;
    private long drawn;
    private boolean ended;

    ReAgentRun(Game game, Input input, Plausible plausible, long seed) {
        this.game = game;
        this.input = input;
        this.plausible = plausible;
        this.seed = seed;
        this.scores = IntStream.range(0, game.size()).mapToDouble(_ -> uniform()).toArray();
    }

    private double uniform() {
        return Seeds.uniform(seed, drawn++);
    }

    boolean ended() {
        return ended;
    }

    int steps() {
        return steps;
    }

    /// The input with so many players replaced, who are drawn.
    Variant probe(int many) {
        int[] order = FactorialDesign.order(game.size(), Seeds.mix(seed, drawn++));
        replaced = IntStream.of(order).limit(many).boxed().toList();
        return with(replaced);
    }

    /// `sᵢ ← sᵢ + logit((1 + Δ)/2)` for those who were replaced, `sᵢ − …` for the others: `logit((1 + Δ)/2) = ln((1 + Δ)/(1 − Δ))`.
    void learn(Answer probed) {
        double change = Math.clamp(game.whole().value() - probed.value(), -MOST, MOST);
        double logit = StrictMath.log((1 + change) / (1 - change));
        for (int player = 0; player < scores.length; player++) {
            scores[player] += replaced.contains(player) ? logit : -logit;
        }
        steps++;
    }

    /// The input with all but the so many highest replaced.
    Variant rationale(int keep) {
        return with(IntStream.range(0, scores.length).boxed()
                .sorted(Comparator.comparingDouble((Integer player) -> scores[player]).reversed())
                .skip(keep).sorted().toList());
    }

    /// Ends where the target is among the likeliest with these alone.
    void judge(Answer kept, int top) {
        ended = kept.rank() < top;
    }

    /// `softmax(s)`: a distribution over the players.
    double[] importance() {
        double greatest = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).max().orElse(0);
        double[] importance = IntStream.range(0, scores.length).mapToDouble(i -> StrictMath.exp(scores[i] - greatest)).toArray();
        double sum = 0;
        for (double one : importance) {
            sum += one;
        }
        for (int i = 0; i < importance.length; i++) {
            importance[i] /= sum;
        }
        return importance;
    }

    private Variant with(List<Integer> players) {
        Variant variant = Variant.whole(game.size());
        for (int player : players) {
            variant = variant.with(player, plausible.draw(input, game.players().get(player)[0], uniform()));
        }
        return variant;
    }
}
