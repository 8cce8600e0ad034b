package clearhead.explain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// A game as game theory knows it: a function of the set of players who take part. Remembers what it was asked.
///
/// @param players how many
/// @param v       what a set earns, for each of the explained numbers
/// @param asked   every variant, in the order in which they came
public record Played(int players, Function<BitSet, double[]> v, List<Variant> asked) implements BlackBox {

    /// A game of one number.
    public static Played of(int players, ToDoubleFunction<BitSet> v) {
        return new Played(players, kept -> new double[] {v.applyAsDouble(kept)}, new ArrayList<>());
    }

    /// One token for each player.
    public Input input() {
        return Toy.input(players);
    }

    /// What a method says.
    public Explanation explain(Explainer<? super BlackBox> method) {
        return method.explain(this, input(), new Target.Logit(0, 0));
    }

    /// Its scores, player by player.
    public float[] scores(Explainer<? super BlackBox> method) {
        return explain(method).rows().getFirst().scores();
    }

    @Override public Game.Side side(Input input, Target target, Players playing) {
        return new Game.Side() {
            @Override public List<int[]> players() {
                return playing.in(input);
            }

            @Override public Replacement used() {
                return Replacement.Plain.ZERO;
            }

            @Override public Target target() {
                return target;
            }

            @Override public Answer whole() {
                return answers(List.of(Variant.whole(players))).getFirst();
            }

            @Override public List<Answer> answers(List<Variant> some) {
                asked.addAll(some);
                return some.stream().map(variant -> {
                    BitSet kept = new BitSet();
                    for (int player = 0; player < players; player++) {
                        kept.set(player, variant.at(player) != Variant.AWAY);
                    }
                    double[] values = v.apply(kept);
                    return new Answer(values, values[0] > 0 ? 1 : 0, Answer.NONE);
                }).toList();
            }

            @Override public int columns() {
                return input.tokens().size();
            }

            @Override public Scores scores(List<Explanation.Row> rows) {
                return new Scores.One(List.of(Axis.of(Axis.TOKENS, input.tokens())), rows.getFirst());
            }

            @Override public Explanation explanation(Explanation.Method method, Scores scores, long seed, List<String> cautions) {
                return new Explanation(method, info(), input, target, scores, seed, new Cost(asked.size(), 0, 0, 0, 0), Optional.empty(), cautions);
            }
        };
    }

    @Override public List<double[]> scores(List<Input> inputs) {
        throw new UnsupportedOperationException("a game has one input");
    }

    @Override public Gives gives() {
        return Gives.CLASSES;
    }

    @Override public OptionalInt position(Input input) {
        return OptionalInt.of(0);
    }

    @Override public String label(int index) {
        return "v";
    }

    @Override public OptionalInt index(String name) {
        return OptionalInt.of(0);
    }

    @Override public ModelInfo info() {
        return new ModelInfo("", "game", "a test");
    }
}
