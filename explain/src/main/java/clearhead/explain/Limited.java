package clearhead.explain;

import java.util.List;
import java.util.OptionalInt;

/// A model of which no more than that is asked in each game.
record Limited(BlackBox model, Limits limits) implements BlackBox {

    @Override public BlackBox unlimited() {
        return model.unlimited();
    }

    @Override public Gives gives() {
        return model.gives();
    }

    @Override public Game.Side side(Input input, Target target, Players players) {
        return model.side(input, target, players);
    }

    @Override public List<double[]> scores(List<Input> inputs) {
        return model.scores(inputs);
    }

    @Override public double[] probabilities(double[] scores) {
        return model.probabilities(scores);
    }

    @Override public OptionalInt position(Input input) {
        return model.position(input);
    }

    @Override public String label(int index) {
        return model.label(index);
    }

    @Override public String shown(int index) {
        return model.shown(index);
    }

    @Override public OptionalInt index(String name) {
        return model.index(name);
    }

    @Override public ModelInfo info() {
        return model.info();
    }
}
