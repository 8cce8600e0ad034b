package clearhead.explain.data;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A global surrogate: a model that a person can follow is taught to say what another model says of many examples (Craven & Shavlik 1996,
/// *Extracting tree-structured representations of trained networks*, NIPS 8). What it is worth is how often it says the same of examples
/// that it has not seen.
///
/// @param kind  what is taught
/// @param view  what it looks at
/// @param words how many words at most, where it looks at words
/// @param seed  which examples are held out
public record Distillation(Kind kind, View view, int words, long seed) {

    /// What is taught.
    public sealed interface Kind {

        /// Questions, one after the other: [Cart], pruned by the validation part.
        ///
        /// @param depth how many questions an example is asked at most
        /// @param leaf  how many examples an answer is for at least
        record Tree(int depth, int leaf) implements Kind {}

        /// Rules, of which the first that holds decides: [Covering].
        ///
        /// @param rules      how many at most
        /// @param conditions how many a rule has at most
        /// @param support    how many examples it is about at least
        record Rules(int rules, int conditions, int support) implements Kind {}

        /// A weight for each feature: [Ridge].
        record Linear() implements Kind {}
    }

    /// What it looks at.
    public enum View {
        /// Words where the model reads texts of one column, nearly all of them different; else columns.
        AUTO,
        /// The table's columns.
        COLUMNS,
        /// Which words are in the text that the model reads.
        WORDS
    }

    /// Fewer held-out examples make wide intervals.
    private static final int FEW = 30;

    /// Checks the numbers.
    ///
    /// @throws BadInput if one is too small
    public Distillation {
        least("words", words, 2);
        switch (kind) {
            case Kind.Tree(int depth, int leaf) -> {
                least("depth", depth, 1);
                least("leaf", leaf, 1);
            }
            case Kind.Rules(int rules, int conditions, int support) -> {
                least("rules", rules, 1);
                least("conditions", conditions, 1);
                least("support", support, 1);
            }
            case Kind.Linear _ -> { }
        }
    }

    private static void least(String name, int number, int least) {
        if (number < least) {
            throw new BadInput("--%s %d".formatted(name, number), "is too small", "%d or more".formatted(least));
        }
    }

    /// Teaches it.
    ///
    /// @param label the column that says what is right; empty if none does
    public Surrogate of(RowModel model, Optional<String> label) {
        Table table = model.table();
        label.ifPresent(table::index);                           // before the model is asked
        Parts parts = Parts.of(model, seed);
        List<Said> said = model.said();
        Lesson lesson = new Lesson(said, said.getFirst().classes() > 1);
        Optional<Labels> labels = label.map(column -> Labels.of(table, column, model.box(), said.getFirst().classes()));
        View seen = view == View.AUTO ? automatic(model) : view;
        Features features = features(model, seen, lesson, parts.training());
        double[][] x = features.x();
        Distilled distilled = switch (kind) {
            case Kind.Tree(int depth, int leaf) -> Distilled.Questions.learn(new Cart(depth, leaf), lesson, x, parts);
            case Kind.Rules(int rules, int conditions, int support) -> {
                if (!lesson.classes()) {
                    throw new BadInput("--kind rules", "names classes, and this model gives a number", "tree or linear");
                }
                yield new Covering(rules, conditions, support).learn(lesson, x, parts);
            }
            case Kind.Linear _ -> Ridge.learn(lesson, x, parts);
        };
        Quality quality = Quality.of(distilled, x, lesson, parts, labels, seed);
        return new Surrogate(this, model, seen, features.list(), distilled, regions(distilled, lesson, x, parts.heldOut()), parts, quality,
                warnings(quality, parts, lesson, model.box()));
    }

    private static View automatic(RowModel model) {
        List<String> columns = model.columns();
        return model.readsTexts() && columns.size() == 1 && !model.table().isNumeric(columns.getFirst())
                && model.table().cells(columns.getFirst()).stream().distinct().count() * 2 > model.table().size() ? View.WORDS
                : View.COLUMNS;
    }

    private Features features(RowModel model, View seen, Lesson lesson, int[] training) {
        if (seen == View.WORDS && !model.readsTexts()) {
            throw new BadInput("--features words", "looks at texts, and this model reads numbers", "columns");
        }
        Features features = seen == View.COLUMNS ? Features.columns(model.table(), model.columns(), training)
                : new Vocabulary(words).features(model.table().rows().stream().map(row -> model.filled(row).toString()).toList(), lesson,
                training);
        if (features.list().isEmpty()) {
            throw new BadInput(model.table().source(), "no %s is in two examples".formatted(seen == View.WORDS ? "word" : "value"),
                    "more examples, or --features %s".formatted(seen == View.WORDS ? "columns" : "words"));
        }
        return features;
    }

    /// How often each region says what the model says.
    private static List<Share> regions(Distilled distilled, Lesson lesson, double[][] x, int[] rows) {
        return switch (distilled) {
            case Distilled.Regions regions -> IntStream.range(0, regions.verdicts().size()).mapToObj(region -> Quality.share(
                    IntStream.of(rows).filter(row -> regions.region(x[row]) == region).toArray(),
                    row -> regions.verdicts().get(region).decision() == lesson.decision(row))).toList();
            case Distilled.Weights _ -> List.of();
        };
    }

    private static List<String> warnings(Quality quality, Parts parts, Lesson lesson, BlackBox box) {
        List<String> warnings = new ArrayList<>();
        if (parts.heldOut().length < FEW) {
            warnings.add("%d examples were held out: the intervals are wide".formatted(parts.heldOut().length));
        }
        boolean empty = switch (quality.fidelity()) {
            case Quality.Fidelity.Classes(Share own, Share majority, RSquared _) -> own.hits() <= majority.hits();
            case Quality.Fidelity.Number(RSquared own) -> !(own.value() > 0);
        };
        if (empty) {
            warnings.add(lesson.classes() ? "it is no better than to say %s always: it tells nothing about the model"
                    .formatted(box.label(lesson.verdict(parts.training()).decision()))
                    : "it is no better than to say the mean always: it tells nothing about the model");
        }
        return warnings;
    }
}
