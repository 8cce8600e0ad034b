package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.data.Distillation.Kind;
import clearhead.explain.data.Distillation.View;
import clearhead.explain.data.Quality.Accuracy;
import clearhead.explain.data.Quality.Fidelity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DistillationTest {

    private static final Kind TREE = new Kind.Tree(4, 2);
    private static final Kind RULES = new Kind.Rules(6, 2, 5);
    private static final Kind LINEAR = new Kind.Linear();

    private static Distillation of(Kind kind) {
        return new Distillation(kind, View.AUTO, 100, 7);
    }

    private static double[] uniform(int n, int stream) {
        return IntStream.range(0, n).mapToDouble(i -> Math.floor(10 * Seeds.uniform(stream, i))).toArray();
    }

    private static Table table(int n) {
        return Asked.table(uniform(n, 1), uniform(n, 2), uniform(n, 3));
    }

    private static double[] one(int index, int classes) {
        double[] scores = new double[classes];
        scores[index] = 4;
        return scores;
    }

    private static Fidelity.Classes fidelity(Surrogate surrogate) {
        return (Fidelity.Classes) surrogate.quality().fidelity();
    }

    /// A model that is a tree is found as it is: its questions, and what it says.
    @Test void aTreeIsRecovered() {
        Asked model = Asked.rows(x -> one(x[0] <= 3 ? x[1] <= 6 ? 0 : 1 : x[2] <= 2 ? 1 : 2, 3), "red", "green", "blue");
        Surrogate found = of(TREE).of(model.over(table(600), "a", "b", "c"), Optional.empty());
        assertThat(found.text().replaceAll("\\d+ of \\d+", "N of N")).isEqualTo("""
                if a ≤ 3.5:
                    if b ≤ 6.5: red (fidelity 1.00, N of N)
                    else: green (fidelity 1.00, N of N)
                else if c ≤ 2.5: green (fidelity 1.00, N of N)
                else: blue (fidelity 1.00, N of N)
                """);
        Fidelity.Classes fidelity = fidelity(found);
        assertThat(fidelity.surrogate().hits()).isEqualTo(fidelity.surrogate().of());
        assertThat(fidelity.majority().value()).isLessThan(0.7);
        assertThat(fidelity.probabilities().value()).isCloseTo(1, within(1e-12));
        assertThat(found.quality().accuracy()).isEqualTo(new Accuracy.NoLabels());
        assertThat(found.warnings()).isEmpty();
        JsonNode json = Schemas.valid("surrogate", found.json());
        assertThat(json.at("/tree/if").stringValue()).isEqualTo("a ≤ 3.5");
        assertThat(json.at("/tree/no/no/label").stringValue()).isEqualTo("blue");
        assertThat(json.at("/accuracy/labels").booleanValue()).isFalse();
    }

    /// A model that is a softmax of weights is found by weights: differences of log-odds are those of the model.
    @Test void weightsAreRecovered() {
        double[][] weights = {{0.5, -0.2, 0}, {0, 0.3, 0.1}, {-0.4, 0.1, 0.2}};
        Asked model = Asked.rows(x -> IntStream.range(0, 3).mapToDouble(c -> c + IntStream.range(0, 3)
                .mapToDouble(i -> weights[c][i] * x[i]).sum())
                .toArray(), "red", "green", "blue");
        Surrogate found = of(LINEAR).of(model.over(table(300), "a", "b", "c"), Optional.empty());
        Distilled.Weights linear = (Distilled.Weights) found.distilled();
        for (int c = 1; c < 3; c++) {
            for (int i = 0; i < 3; i++) {                                               // the ridge of 1e-8 takes a hundred-millionth away
                assertThat(linear.weights()[c][i] - linear.weights()[0][i]).isCloseTo(weights[c][i] - weights[0][i], within(1e-6));
            }
            assertThat(linear.intercept()[c] - linear.intercept()[0]).isCloseTo(c, within(1e-6));
        }
        assertThat(fidelity(found).surrogate().value()).isEqualTo(1);
        assertThat(fidelity(found).probabilities().value()).isCloseTo(1, within(1e-9));
        Schemas.valid("surrogate", found.json());
    }

    @Test void aNumberIsRecovered() {
        Asked model = Asked.rows(x -> new double[] {1000 + 3 * x[0] - 2 * x[2]}, "price");
        Table table = table(200);
        Surrogate linear = of(LINEAR).of(model.over(table, "a", "b", "c"), Optional.of("b"));
        assertThat(linear.text().lines().map(String::strip)).startsWith("the number = 1000", "+ 3 · [a]", "− 2 · [c]");
        assertThat(((Fidelity.Number) linear.quality().fidelity()).surrogate().value()).isCloseTo(1, within(1e-9));
        Accuracy.Number accuracy = (Accuracy.Number) linear.quality().accuracy();
        assertThat(accuracy.model().value()).isNegative();                              // b is something else
        assertThat(accuracy.surrogate().value()).isCloseTo(accuracy.model().value(), within(1e-6 * Math.abs(accuracy.model().value())));
        assertThat(Schemas.valid("surrogate", linear.json()).at("/accuracy/modelR2/value").doubleValue())
                .isEqualTo(accuracy.model().value());
        Surrogate tree = of(new Kind.Tree(6, 2)).of(model.over(table, "a", "b", "c"), Optional.empty());
        assertThat(((Fidelity.Number) tree.quality().fidelity()).surrogate().value()).isBetween(0.9, 1.0);
        assertThat(Schemas.valid("surrogate", tree.json()).at("/tree/if").stringValue()).startsWith("a ≤ ");
        assertThatThrownBy(() -> of(RULES).of(model.over(table, "a", "b", "c"), Optional.empty())).isInstanceOf(BadInput.class)
                .hasMessage("--kind rules: names classes, and this model gives a number (need tree or linear)");
    }

    @Test void rulesAreRecovered() {
        List<List<String>> rows = IntStream.range(0, 500).mapToObj(i -> List.of(Integer.toString((int) (Seeds.mix(1, i) & 7)),
                List.of("Rome", "Oslo", "Bonn").get((int) Math.floorMod(Seeds.mix(2, i), 3L)))).toList();
        Table table = new Table("a test", List.of("size", "town"), rows, IntStream.range(0, 500).boxed().toList());
        Asked model = Asked.texts(text -> text.endsWith("Rome") && text.charAt(0) > '4' ? one(1, 2) : text.endsWith("Oslo") ? one(1, 2)
                : one(0, 2),
                "cheap", "dear");
        Surrogate found = of(RULES).of(model.over(table, Template.of("{size} {town}", table)), Optional.empty());
        assertThat(fidelity(found).surrogate().value()).isEqualTo(1);
        JsonNode json = Schemas.valid("surrogate", found.json());
        List<String> conditions = json.get("rules").valueStream().flatMap(rule -> rule.get("if").valueStream()).map(JsonNode::stringValue)
                .toList();
        assertThat(conditions).containsAnyOf("town is 'Oslo'", "town is not 'Oslo'").containsAnyOf("size > 4.5", "size ≤ 4.5");
        assertThat(found.text()).startsWith("if ").contains("else if ", "\nelse: ", "(fidelity 1.00, ");
    }

    /// Labels that are chance: what agrees with the model is not right, and both stand side by side.
    @Test void fidelityIsNotAccuracy() {
        double[] noise = IntStream.range(0, 500).mapToDouble(i -> Seeds.mix(99, i) & 1).toArray();
        Table numbers = Asked.table(uniform(500, 1), uniform(500, 2), noise);
        Table table = new Table("a test", numbers.names(), numbers.rows().stream().map(row -> List.of(row.get(0), row.get(1),
                row.get(2).equals("1.0") ? "yes" : "no")).toList(), numbers.lines());
        Asked model = Asked.rows(x -> one(x[0] > 4 ? 1 : 0, 2), "no", "yes");
        Surrogate found = of(TREE).of(model.over(table, "a", "b"), Optional.of("c"));
        assertThat(fidelity(found).surrogate().low()).isGreaterThan(0.95);
        Accuracy.Classes accuracy = (Accuracy.Classes) found.quality().accuracy();
        assertThat(accuracy.surrogate().value()).isBetween(0.35, 0.65).isEqualTo(accuracy.model().value());
        JsonNode json = Schemas.valid("surrogate", found.json());
        assertThat(json.at("/fidelity/surrogate/share").doubleValue()).isEqualTo(1);
        assertThat(json.at("/accuracy/surrogate/share").doubleValue()).isEqualTo(accuracy.surrogate().value());
    }

    /// A model that has learned every example by heart, by the toss of a coin: a tree can do that too, and it is worth nothing on what was
    /// held out.
    @Property(tries = 10) void whatIsMemorisedDoesNotCount(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        double[] x = IntStream.range(0, 400).mapToDouble(i -> Seeds.uniform(seed, i)).toArray();
        Asked model = Asked.rows(row -> one((int) (Seeds.mix(seed, Double.doubleToLongBits(row[0])) & 1), 2), "no", "yes");
        RowModel rows = model.over(Asked.table(x), "a");
        List<Said> said = rows.said();
        Parts parts = Parts.of(rows, 7);
        Lesson lesson = new Lesson(said, true);
        double[][] features = Arrays.stream(x).mapToObj(value -> new double[] {value}).toArray(double[][]::new);
        Tree grown = new Cart(400, 1).grow(Distilled.rows(features, parts.training()), lesson.targets(parts.training()));
        assertThat(Arrays.stream(parts.training()).filter(row -> grown.leaf(features[row]).mean()[lesson.decision(row)] == 1).count())
                .isEqualTo(parts.training().length);                                    // by heart
        Surrogate found = of(new Kind.Tree(400, 1)).of(rows, Optional.empty());
        assertThat(fidelity(found).surrogate().value()).isBetween(0.25, 0.75);          // 80 tosses: within 4.5 deviations of a half
    }

    private static Table texts(int n) {
        List<List<String>> rows = new ArrayList<>();
        List<String> plot = List.of("plot", "actor", "music", "ending", "scene", "light");
        for (int i = 0; i < n; i++) {
            int number = i;
            String mood = List.of("Dull", "great", "fine", "DULL but great", "long").get((int) Math.floorMod(Seeds.mix(5, i), 5L));
            rows.add(List.of("The %s is %s, %d.".formatted(plot.get((int) Math.floorMod(Seeds.mix(6, number), 6L)), mood, i)));
        }
        return new Table("a test", List.of("text"), rows, IntStream.range(0, n).boxed().toList());
    }

    /// Words whatever their case; the numbers that only one text has are not among them.
    @Test void wordsOfATextAreFound() {
        Table table = texts(1000);
        Asked model = Asked.texts(text -> one(text.toLowerCase().contains("dull") ? 0 : 1, 2), "negative", "positive");
        Surrogate found = of(TREE).of(model.over(table, Template.of("{text}", table)), Optional.empty());
        assertThat(found.view()).isEqualTo(View.WORDS);
        assertThat(found.features()).contains(new Feature.Has("dull"), new Feature.Has("great")).hasSizeLessThan(20);
        assertThat(found.text().replaceAll("\\d+ of \\d+", "N of N")).isEqualTo("""
                if 'dull' is in the text: negative (fidelity 1.00, N of N)
                else: positive (fidelity 1.00, N of N)
                """);
        Surrogate rules = of(RULES).of(model.over(table, Template.of("{text}", table)), Optional.empty());
        assertThat(rules.text()).contains("'dull' is").contains("(fidelity 1.00, ");
        assertThat(rules.distilled()).isInstanceOfSatisfying(Distilled.Rules.class, list -> assertThat(list.rules()).hasSize(1));
        Surrogate linear = of(LINEAR).of(model.over(table, Template.of("{text}", table)), Optional.empty());
        assertThat(linear.text()).startsWith("log-odds of positive against negative = ")
                .containsPattern("\n    − \\S+ · \\['dull' is in the text]\n(.*\n)+    smaller ones: 6\n");
        assertThat(Schemas.valid("surrogate", linear.json()).at("/method/settings/features").stringValue()).isEqualTo("words");
    }

    /// A word that is only in what is held out is no feature, however telling it were.
    @Test void wordsAreChosenOnTheTrainingPartAlone() {
        Table table = texts(100);
        RowModel model = Asked.texts(text -> one(text.contains("secret") ? 0 : 1, 2), "negative", "positive")
                .over(table, Template.of("{text}", table));
        Parts parts = Parts.of(model, 7);
        List<String> texts = IntStream.range(0, 100).mapToObj(row -> Arrays.stream(parts.training()).anyMatch(one -> one == row)
                ? table.rows().get(row).getFirst() : "secret").toList();
        Lesson lesson = new Lesson(model.said(), true);
        assertThat(new Vocabulary(100).features(texts, lesson, parts.training()).list()).isNotEmpty()
                .doesNotContain(new Feature.Has("secret"));
        assertThat(new Vocabulary(4).features(texts, lesson, parts.training()).list()).hasSize(4);
    }

    @Test void whatIsWorthNothingSaysSo() {
        Asked model = Asked.rows(x -> one((int) (Seeds.mix(3, Double.doubleToLongBits(x[0] + 100 * x[1])) & 1), 2), "no", "yes");
        double[] x = IntStream.range(0, 100).mapToDouble(i -> Seeds.uniform(4, i)).toArray();
        Surrogate found = of(TREE).of(model.over(Asked.table(x, x), "a", "b"), Optional.empty());
        assertThat(found.warnings()).anyMatch(warning -> warning.startsWith("20 examples were held out"));
        Surrogate always = of(RULES).of(Asked.rows(_ -> one(1, 2), "no", "yes").over(Asked.table(x), "a"), Optional.empty());
        assertThat(always.text()).startsWith("always: yes (fidelity 1.00, 20 of 20)");
        assertThat(always.warnings()).contains("it is no better than to say yes always: it tells nothing about the model");
    }

    @Test void sameSeedSameSurrogate() {
        Asked model = Asked.rows(x -> one(x[0] * x[1] > 20 ? 1 : 0, 2), "no", "yes");
        for (Kind kind : List.of(TREE, RULES, LINEAR)) {
            String first = of(kind).of(model.over(table(200), "a", "b", "c"), Optional.empty()).json();
            assertThat(of(kind).of(model.over(table(200), "a", "b", "c"), Optional.empty()).json()).isEqualTo(first);
            assertThat(new Distillation(kind, View.AUTO, 100, 8).of(model.over(table(200), "a", "b", "c"), Optional.empty()).json())
                    .isNotEqualTo(first);
        }
    }

    @Test void whatCannotBeLearned() {
        Asked model = Asked.rows(x -> one(x[0] > 4 ? 1 : 0, 2), "no", "yes");
        assertThatThrownBy(() -> of(TREE).of(model.over(Asked.table(new double[15], IntStream.range(0, 15).mapToDouble(i -> i).toArray()),
                "a", "b"), Optional.empty()))
                .hasMessage("a test: holds 15 different examples (need at least 20: some of them are held out)");
        assertThatThrownBy(() -> new Distillation(TREE, View.WORDS, 10, 0).of(model.over(table(100), "a", "b"), Optional.empty()))
                .hasMessage("--features words: looks at texts, and this model reads numbers (need columns)");
        assertThatThrownBy(() -> of(new Kind.Tree(0, 1))).hasMessage("--depth 0: is too small (need 1 or more)");
    }
}
