package clearhead.explain.perturb;

import clearhead.core.BadInput;
import clearhead.explain.Axis;
import clearhead.explain.BlackBox;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Players;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What the methods for pairs of players share.
final class PlayerPairs {

    private PlayerPairs() {}

    /// A game of one number.
    ///
    /// @throws BadInput if there are several
    static Game game(String method, BlackBox model, Input input, Target target, Players players) {
        if (target instanceof Target.Each) {
            throw new BadInput(method + ": target each", "is one matrix of pairs for each token", "one number: sequence, or logit:TOKEN@P");
        }
        return model.game(input, target, players);
    }

    /// The set and one more.
    static BitSet and(BitSet set, int... players) {
        BitSet more = (BitSet) set.clone();
        for (int player : players) {
            more.set(player);
        }
        return more;
    }

    /// A matrix over players as one over tokens: a cell is spread evenly over the pairs of the two players' tokens.
    ///
    /// @param pairs    `[players][players]`
    /// @param errors   of the same size, or empty
    /// @param baseline what the cells add up to the value from; empty for methods that promise no completeness
    static Scores.Grid grid(Game game, double[][] pairs, double[][] errors, OptionalDouble baseline) {
        List<Axis> axes = game.scores(List.of(game.row(0, new double[0], new double[0], OptionalDouble.empty()))).columns();
        return new Scores.Grid(axes, axes, spread(game, pairs), OptionalInt.empty(), game.whole().value(), baseline,
                errors.length == 0 ? new float[0][] : spread(game, errors));
    }

    private static float[][] spread(Game game, double[][] pairs) {
        float[][] spread = new float[game.columns()][game.columns()];
        for (int a = 0; a < pairs.length; a++) {
            for (int b = 0; b < pairs.length; b++) {
                int[] rows = game.players().get(a);
                int[] columns = game.players().get(b);
                for (int row : rows) {
                    for (int column : columns) {
                        spread[row][column] = (float) (pairs[a][b] / (rows.length * columns.length));
                    }
                }
            }
        }
        return spread;
    }
}
