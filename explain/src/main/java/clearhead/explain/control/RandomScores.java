package clearhead.explain.control;

import clearhead.autograd.Seeds;
import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Players;
import clearhead.explain.Target;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The control: numbers of the normal distribution that know nothing of the model. A method that does no better explains nothing.
/// The model runs once, only to say which number goes unexplained.
///
/// @param seed which numbers
public record RandomScores(long seed) implements Explainer<BlackBox> {

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking("random", "Random (control)",
            "nothing: what every method must beat", "1 forward", "a control", true, "Random numbers: what a method must beat.",
            settings -> new RandomScores(settings.seed()));

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, Players.TOKENS);
        List<Explanation.Row> rows = IntStream.range(0, game.numbers()).mapToObj(row -> {
            float[] scores = new float[game.columns()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) Seeds.normal(Seeds.mix(seed, row), i);
            }
            return new Explanation.Row(scores, game.whole().values()[row], OptionalDouble.empty());
        }).toList();
        return game.explanation(new Explanation.Method("random", Map.of(), "random numbers add up to nothing"), game.scores(rows), seed,
                List.of("random numbers: the control that every method must beat"));
    }
}
