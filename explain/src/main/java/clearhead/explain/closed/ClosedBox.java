package clearhead.explain.closed;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/// A function from inputs to scores, of which nothing else is known. Many explanations may run at once if it may be called by several
/// threads at once. What it answers is checked: one answer for each question, as many numbers in each as in the first, none of them
/// infinite or no number.
///
/// @param form     what it reads
/// @param function the scores of some inputs, `[classes]` each, in their order
/// @param scale    what the scores are
/// @param labels   of the classes, or names of the numbers; empty if they have none. Asked for when somebody needs them
/// @param batch    how many inputs it is given at a time, at most
/// @param source   what it is called: the name of a program, an address
/// @param <Q>      one input, as the function has it
public record ClosedBox<Q>(Form<Q> form, Function<List<Q>, List<double[]>> function, Scale scale, Supplier<List<String>> labels, int batch,
                           String source) implements BlackBox {

    private static final int BATCH = 32;
    /// A float32 softmax may be above 1 by a rounding.
    private static final double ONE = 1 + 1e-6;

    /// Checks the batch.
    ///
    /// @throws BadInput if it holds nothing
    public ClosedBox {
        if (batch < 1) {
            throw new BadInput("batch", "%d inputs at a time".formatted(batch), "at least 1");
        }
    }

    /// A function, given at most 32 inputs at a time.
    public static <Q> ClosedBox<Q> of(Form<Q> form, Function<List<Q>, List<double[]>> function, Scale scale, String... labels) {
        List<String> names = List.of(labels);
        return new ClosedBox<>(form, function, scale, () -> names, BATCH, "a function");
    }

    /// The same, given no more inputs at a time.
    public ClosedBox<Q> batches(int most) {
        return new ClosedBox<>(form, function, scale, labels, most, source);
    }

    /// The same under this name.
    public ClosedBox<Q> named(String other) {
        return new ClosedBox<>(form, function, scale, labels, batch, other);
    }

    /// The same, in which these words may stand in another's place.
    ///
    /// @throws BadInput if it reads no words
    public ClosedBox<Q> writing(List<String> words) {
        return new ClosedBox<>(form.writing(words), function, scale, labels, batch, source);
    }

    @Override public Gives gives() {
        return scale == Scale.NUMBERS ? Gives.NUMBERS : Gives.CLASSES;
    }

    @Override public Game.Side side(Input input, Target target, Players players) {
        return new ClosedSide<>(this, input, target, players);
    }

    /// @throws BadInput if an answer is none
    @Override public List<double[]> scores(List<Input> inputs) {
        return ask(inputs.stream().map(this::whole).toList(), OptionalInt.empty());
    }

    /// The question about an input of which nothing is removed; no form has two of them.
    private Q whole(Input input) {
        int[] at = new int[input.tokens().size()];
        Arrays.fill(at, Variant.KEPT);
        return form.questions(input, at, form.used(Replacement.AUTO)).getFirst();
    }

    /// Asks the function.
    ///
    /// @param width how many scores an answer has, if that is known
    /// @return      one answer for each question, checked
    List<double[]> ask(List<Q> questions, OptionalInt width) {
        List<double[]> all = new ArrayList<>();
        OptionalInt expected = width;
        for (int from = 0; from < questions.size(); from += batch) {
            List<Q> some = List.copyOf(questions.subList(from, Math.min(questions.size(), from + batch)));
            List<double[]> answers = function.apply(some);
            if (answers == null || answers.size() != some.size()) {
                throw new BadInput(source, "gave %d answers to %d inputs".formatted(answers == null ? 0 : answers.size(), some.size()),
                        "one for each, in their order");
            }
            for (int i = 0; i < answers.size(); i++) {
                double[] scores = answers.get(i);
                if (expected.isEmpty()) {
                    List<String> names = labels.get();
                    expected = OptionalInt.of(names.isEmpty() ? scores.length : names.size());
                }
                check(some.get(i), scores, expected.getAsInt());
                all.add(scores.clone());
            }
        }
        return all;
    }

    private void check(Q question, double[] scores, int expected) {
        if (scores.length != expected || scores.length == 0) {
            throw new BadInput(source, "gave %d scores for %s".formatted(scores.length, form.shown(question)),
                    expected == 0 ? "at least one"
                            : "%d, as %s".formatted(expected, labels.get().isEmpty() ? "before" : "there are labels"));
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new BadInput(source, "gave %s for %s".formatted(score, form.shown(question)), "a finite number");
            }
            if (scale == Scale.PROBABILITIES && (score < 0 || score > ONE)) {
                throw new BadInput(source, "gave %s for %s, which is no probability".formatted(score, form.shown(question)),
                        "numbers from 0 to 1, or scores that are said to be logits or numbers");
            }
        }
    }

    @Override public double[] probabilities(double[] scores) {
        return scale == Scale.PROBABILITIES ? scores.clone() : BlackBox.softmax(scores);
    }

    @Override public OptionalInt position(Input input) {
        return OptionalInt.of(0);
    }

    @Override public String label(int index) {
        List<String> names = labels.get();
        return index >= 0 && index < names.size() ? names.get(index) : (scale == Scale.NUMBERS ? "number " : "LABEL_") + index;
    }

    @Override public OptionalInt index(String name) {
        int index = labels.get().indexOf(name);
        return index >= 0 ? OptionalInt.of(index) : name.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(name)) : OptionalInt.empty();
    }

    @Override public ModelInfo info() {
        return new ModelInfo("", "closed", source);
    }
}
