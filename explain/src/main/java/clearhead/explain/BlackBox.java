package clearhead.explain;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// A model of which nothing is known but its answers: a model of ours ([WhiteBox]), or any function behind a door (room `closed`). It is
/// asked by playing a [Game] with it: which tokens matter shows when some are taken away.
public interface BlackBox {

    /// What a model's output is.
    enum Gives {
        /// One class for the whole input: one position.
        CLASSES,
        /// Numbers that are no classes, such as those of a regression: one position.
        NUMBERS,
        /// One class for each position.
        POSITION_CLASSES,
        /// Two numbers for each position: of being the first token of an answer, and the last.
        SPAN,
        /// Scores of each position's next token.
        NEXT,
        /// Scores of the token that belongs at each position.
        FILLING,
        /// A vector: one position, its numbers in place of classes, of any length.
        VECTOR,
        /// Nothing that could be explained: the last rows themselves.
        ROWS
    }

    /// What its output is.
    Gives gives();

    /// Opens a game: asks about the input as it is.
    ///
    /// @param players who plays, and what stands for who is away
    /// @throws clearhead.core.BadInput if this cannot be explained so
    default Game game(Input input, Target target, Players players) {
        return new Game(side(input, target, players), limits());
    }

    /// The model's side of a game: what answers.
    Game.Side side(Input input, Target target, Players players);

    /// All scores that it gives inputs at their answers' own positions, `[classes]` each: for data sets, where nothing is removed.
    ///
    /// @throws clearhead.core.BadInput if an input has no such position
    List<double[]> scores(List<Input> inputs);

    /// What such scores say of the classes' probabilities: their softmax, if the model does not know better.
    default double[] probabilities(double[] scores) {
        return softmax(scores);
    }

    /// `p = exp(s − max s) / Σ exp(s − max s)`
    static double[] softmax(double[] scores) {
        double most = Arrays.stream(scores).max().orElseThrow();
        double[] powers = Arrays.stream(scores).map(score -> Math.exp(score - most)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    /// The position whose scores are the model's answer; empty if there is none, or several.
    OptionalInt position(Input input);

    /// What a class or token is called.
    String label(int index);

    /// The same for people: of a token the text that it stands for.
    default String shown(int index) {
        return label(index);
    }

    /// The class of this name, or the token of this text; empty if there is none.
    OptionalInt index(String name);

    /// What the model is.
    ModelInfo info();

    /// How much may be asked in each game.
    default Limits limits() {
        return Limits.NONE;
    }

    /// The model itself, where this is one of which no more is asked than that.
    default BlackBox unlimited() {
        return this;
    }

    /// The same model, of which no more is asked than that in each game.
    default BlackBox within(Limits limits) {
        return new Limited(this, limits);
    }

    /// What an explanation says about its model.
    ///
    /// @param digest       SHA-256 of configuration and weights, `sha256:…`; empty where nobody can see them
    /// @param architecture its family
    /// @param source       where it came from
    record ModelInfo(String digest, String architecture, String source) {}
}
