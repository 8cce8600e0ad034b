package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.Limits;
import clearhead.explain.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PermutationImportanceTest {

    private static final Target PREDICTED = new Target.Predicted(OptionalInt.empty());
    private static final PermutationImportance ALL = new PermutationImportance(PREDICTED, OptionalInt.empty(), List.of(),
            Optional.empty(), 0);

    private static PermutationImportance repeats(int repeats, long seed) {
        return new PermutationImportance(PREDICTED, OptionalInt.of(repeats), List.of(), Optional.empty(), seed);
    }

    private static PermutationImportance conditional(int repeats) {
        return new PermutationImportance(PREDICTED, OptionalInt.of(repeats), List.of(), Optional.of(new Strata()), 3);
    }

    private static Asked linear(double... weights) {
        return Asked.rows(x -> new double[] {IntStream.range(0, weights.length).mapToDouble(i -> weights[i] * x[i]).sum()}, "y");
    }

    private static double[] normal(int n, long seed) {
        return IntStream.range(0, n).mapToDouble(i -> Seeds.normal(seed, i)).toArray();
    }

    private static double change(Importance found, int column) {
        return found.columns().get(column).change().mean();
    }

    /// The variance of the values as a population, divided by N.
    private static double variance(double... x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        return Arrays.stream(x).map(value -> (value - mean) * (value - mean)).sum() / x.length;
    }

    private static JsonNode paper(String id) {
        try (InputStream file = PermutationImportanceTest.class.getResourceAsStream("/oracle/explanations/papers.json")) {
            return JsonMapper.shared().readTree(file).valueStream()
                    .filter(one -> one.get("id").stringValue().equals(id)).findFirst().orElseThrow();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static double[] numbers(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
    }

    /// The reference's case of one permutation, each value lent by the next example: the first of our circles.
    @Test void oneCircleByHand() {
        JsonNode paper = paper("permutation-importance-cyclic");
        double[] x = numbers(paper.at("/input/x"));
        int[] lends = Exchange.all(4).circle(1);
        assertThat(lends).containsExactly(paper.at("/input/permutation").valueStream().mapToInt(JsonNode::intValue).toArray());
        Table table = Asked.table(x);
        RowModel model = linear(2).over(table, "a");
        List<Said> own = model.said();
        List<Said> changed = model.said(Exchange.rows(table, List.of(0), lends));
        double change = IntStream.range(0, 4).mapToDouble(j -> Math.pow(own.get(j).scores()[0] - changed.get(j).scores()[0], 2)).sum() / 4;
        assertThat(change).isEqualTo(paper.get("expected").doubleValue());
    }

    /// All 24 permutations of four values, each as likely: `2 · 2² · Var(1, 2, 4, 7) = 8 · 5.25`, and so says the mean of the four circles.
    @Test void theMeanOfAllPermutationsByHand() {
        double[] x = {1, 2, 4, 7};
        List<int[]> all = IntStream.range(0, 256).mapToObj(code -> new int[] {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6})
                .filter(one -> Arrays.stream(one).distinct().count() == 4).toList();
        assertThat(all).hasSize(24);
        double mean = all.stream().mapToDouble(lends ->
                IntStream.range(0, 4).mapToDouble(j -> Math.pow(2 * x[j] - 2 * x[lends[j]], 2)).sum() / 4).average().orElseThrow();
        assertThat(mean).isCloseTo(42, within(1e-12));
        Importance found = ALL.measure(linear(2).over(Asked.table(x), "a"), Optional.empty());
        assertThat(change(found, 0)).isEqualTo(42);
        assertThat(found.columns().getFirst().change().error()).isZero();
        assertThat(found.calls()).isEqualTo(4);
    }

    /// `2 w² Var(x)` of a linear model, for any values, with their variance as a population: a permutation may keep places.
    @Property(tries = 50) void theMeanOfAllPermutationsIsTwiceTheVariance(
            @ForAll @Size(min = 2, max = 12) List<@DoubleRange(min = -50, max = 50) Double> values,
            @ForAll @DoubleRange(min = -3, max = 3) double weight) {
        double[] x = values.stream().mapToDouble(Double::doubleValue).toArray();
        Importance found = ALL.measure(linear(weight, 1).over(Asked.table(x, normal(x.length, 5)), "a", "b"), Optional.empty());
        double expected = 2 * weight * weight * variance(x);
        assertThat(change(found, 0)).isCloseTo(expected, within(1e-9 * (1 + expected)));
    }

    /// The reference's case: independent columns of given variances. Over drawings of N examples the mean of all permutations has the
    /// expectation `2 w² Var · (N − 1)/N`, since a value meets itself one time in N; and random ones are around it by their standard error.
    @Test void independentColumnsAsThePaperSays() {
        JsonNode paper = paper("permutation-importance");
        double[] weights = numbers(paper.at("/input/w"));
        double[] variances = numbers(paper.at("/input/variance"));
        double[] expected = numbers(paper.get("expected"));
        int n = 20;
        double[][] found = new double[weights.length][400];
        double[][] random = new double[weights.length][400];
        for (int study = 0; study < 400; study++) {
            int number = study;
            double[][] x = IntStream.range(0, weights.length).mapToObj(c -> Arrays.stream(normal(n, 1000L * number + c))
                    .map(value -> value * Math.sqrt(variances[c])).toArray()).toArray(double[][]::new);
            RowModel model = linear(weights).over(Asked.table(x), "a", "b", "c");
            Importance all = ALL.measure(model, Optional.empty());
            Importance some = repeats(2, study).measure(model, Optional.empty());
            for (int c = 0; c < weights.length; c++) {
                found[c][study] = change(all, c);
                random[c][study] = change(some, c) - change(all, c);
            }
        }
        for (int c = 0; c < weights.length; c++) {
            Repeated mean = Repeated.of(found[c]);
            assertThat(mean.mean()).isCloseTo(expected[c] * (n - 1) / n, within(4 * mean.error()));
            assertThat(mean.error()).isLessThan(expected[c] / n / 1.5);                         // so that (N − 1)/N can be told from 1
            Repeated difference = Repeated.of(random[c]);
            assertThat(difference.mean()).isCloseTo(0, within(4 * difference.error()));
        }
    }

    /// The stated 95 % intervals hold the mean of all permutations in 90 to 99 % of the cases.
    @Test void intervalsHoldWhatTheySay() {
        double[] x = normal(30, 1);
        double[] z = normal(30, 2);
        RowModel model = Asked.rows(v -> new double[] {v[0] * v[0] + v[0] * v[1]}, "y").over(Asked.table(x, z), "a", "b");
        double truth = change(ALL.measure(model, Optional.empty()), 0);
        long held = IntStream.range(0, 1000).filter(seed -> {
            Repeated mean = repeats(10, seed).measure(model, Optional.empty()).columns().getFirst().change();
            return mean.low() <= truth && truth <= mean.high();
        }).count();
        assertThat(held).isBetween(900L, 990L);
    }

    /// What the model does not look at has no importance at all, and nobody is asked about it.
    @Property(tries = 30) void aDummyIsExactlyZero(@ForAll @IntRange(min = 2, max = 20) int n,
            @ForAll @LongRange(min = 0, max = 1000) long seed) {
        Table table = Asked.table(normal(n, seed), normal(n, seed + 1));
        Importance read = repeats(3, seed).measure(linear(1, 0).over(table, "a", "b"), Optional.empty());
        assertThat(read.columns().get(1).change()).isEqualTo(new Repeated(0, 0, 0, 0, 3));
        Asked one = Asked.texts(text -> new double[] {text.length()}, "y");
        Importance unread = repeats(3, seed).measure(one.over(table, Template.of("{a}", table)), Optional.empty());
        assertThat(unread.columns()).extracting(Importance.Column::names).containsExactly(List.of("a"));
        assertThat(one.asked()).hasSize(n);
    }

    @Property(tries = 30) void everyInputIsAskedOnce(@ForAll @IntRange(min = 2, max = 8) int n,
            @ForAll @LongRange(min = 0, max = 1000) long seed) {
        double[] few = IntStream.range(0, n).mapToDouble(i -> Seeds.mix(seed, i) & 3).toArray();
        Asked model = linear(1, 2);
        Importance found = repeats(5, seed).measure(model.over(Asked.table(few, normal(n, seed)), "a", "b"), Optional.empty());
        assertThat(new HashSet<>(model.asked())).hasSameSizeAs(model.asked());
        assertThat(found.calls()).isEqualTo(model.asked().size());
    }

    /// A column's numbers do not depend on which others are asked about, nor on their order, nor on the number of repeats behind.
    @Test void aColumnStandsForItself() {
        Table table = Asked.table(normal(20, 1), normal(20, 2));
        Importance both = repeats(4, 9).measure(linear(1, 2).over(table, "a", "b"), Optional.empty());
        Importance turned = repeats(4, 9).measure(linear(2, 1).over(table, "b", "a"), Optional.empty());
        assertThat(turned.columns().get(0).change()).isEqualTo(both.columns().get(1).change());
        assertThat(repeats(4, 9).measure(linear(1, 2).over(table, "a", "b"), Optional.empty()).json()).isEqualTo(both.json());
        assertThat(repeats(4, 8).measure(linear(1, 2).over(table, "a", "b"), Optional.empty()).columns()).isNotEqualTo(both.columns());
    }

    /// b = a + a little: exchanged among like examples, a moves by little; exchanged among all, by `2 w² Var`.
    @Test void amongLikeExamplesLessIsTornApart() {
        double[] a = normal(400, 1);
        double[] noise = normal(400, 2);
        double[] b = IntStream.range(0, 400).mapToDouble(i -> a[i] + 0.3 * noise[i]).toArray();
        double[] free = normal(400, 3);
        Table table = Asked.table(a, b, free);
        Importance plain = repeats(10, 3).measure(linear(1, 1, 1).over(table, "a", "b", "c"), Optional.empty());
        Importance alike = conditional(10).measure(linear(1, 1, 1).over(table, "a", "b", "c"), Optional.empty());
        assertThat(change(alike, 0)).isLessThan(0.25 * change(plain, 0));
        assertThat(change(alike, 1)).isLessThan(0.25 * change(plain, 1));
        // nothing foretells c, though a tree tries
        assertThat(change(alike, 2)).isBetween(0.8 * change(plain, 2), 1.1 * change(plain, 2));
        assertThat(alike.columns().getFirst().groups()).isBetween(8, 32);
        assertThat(plain.warnings()).singleElement().asString().startsWith("a and b go together (r = 0.9").contains("--together a,b");
        assertThat(alike.warnings()).isEmpty();
        assertThat(Schemas.valid("importance", alike.json()).at("/method/settings/depth").intValue()).isEqualTo(5);
    }

    /// Two columns as one: for a linear model with a = b, `2 (w₁ + w₂)² Var`.
    @Test void columnsThatMoveTogether() {
        double[] x = {1, 5, 2, 8};
        PermutationImportance together = new PermutationImportance(PREDICTED, OptionalInt.empty(), List.of(List.of("a", "b")),
                Optional.empty(), 0);
        Importance found = together.measure(linear(1, 2, 1).over(Asked.table(x, x, new double[] {1, 1, 2, 1}), "a", "b", "c"),
                Optional.empty());
        assertThat(found.columns()).extracting(Importance.Column::names).containsExactly(List.of("a", "b"), List.of("c"));
        assertThat(change(found, 0)).isCloseTo(2 * 9 * variance(x), within(1e-12));
        assertThat(found.warnings()).isEmpty();
        assertThatThrownBy(() -> new PermutationImportance(PREDICTED, OptionalInt.of(2), List.of(List.of("a", "x")), Optional.empty(), 0)
                .measure(linear(1, 1).over(Asked.table(x, x), "a", "b"), Optional.empty()))
                .hasMessage("--together: 'x' is nothing that the model reads (need columns among a, b)");
    }

    /// Every permutation of three examples: accuracy drops by the share of rows that borrow the other class, log-loss rises with it.
    @Test void metricsDropWhereLabelsAreKnown() {
        Table table = new Table("a test", List.of("mood", "label"), List.of(List.of("good", "plus"), List.of("bad", "minus"),
                List.of("bad", "plus")),
                List.of(2, 3, 4));
        Asked model = Asked.texts(text -> text.equals("good") ? new double[] {0, Math.log(3)} : new double[] {Math.log(3), 0}, "minus",
                "plus");
        Importance found = ALL.measure(model.over(table, Template.of("{mood}", table)), Optional.of("label"));
        assertThat(found.unchanged().get(Metric.ACCURACY)).isCloseTo(2 / 3.0, within(1e-15));
        // own log-losses −log ¾, −log ¾, −log ¼; each row sees good once in three, and bad twice
        double quarter = Math.log(4);
        double most = Math.log(4 / 3.0);
        assertThat(found.unchanged().get(Metric.LOG_LOSS)).isCloseTo((2 * most + quarter) / 3, within(1e-15));
        Importance.Column mood = found.columns().getFirst();
        assertThat(mood.drops().get(Metric.ACCURACY).mean()).isCloseTo(2 / 3.0 - (1 + 2 + 1) / 9.0, within(1e-15));
        assertThat(mood.drops().get(Metric.LOG_LOSS).mean())
                .isCloseTo(((most + 2 * quarter) * 2 + quarter + 2 * most) / 9 - (2 * most + quarter) / 3, within(1e-15));
        assertThat(mood.change().mean()).isCloseTo(0.25 * (2 + 1 + 1) / 9, within(1e-15));           // each change is of ½
        assertThat(found.output()).isEqualTo("the probability of the class that the example is given");
        JsonNode json = Schemas.valid("importance", found.json());
        assertThat(json.at("/columns/0/drops/log-loss/mean").doubleValue()).isEqualTo(mood.drops().get(Metric.LOG_LOSS).mean());
        assertThat(json.at("/metrics/accuracy").doubleValue()).isEqualTo(found.unchanged().get(Metric.ACCURACY));
        assertThatThrownBy(() -> ALL.measure(model.over(table, Template.of("{mood}", table)), Optional.of("mood")))
                .hasMessage("a test: line 2, column 'mood': 'good' is no class of this model (need one of minus, plus)");
    }

    @Test void numbersHaveTheirOwnMetrics() {
        double[] x = {1, 2, 4, 7};
        Importance found = ALL.measure(linear(1).over(Asked.table(x, x), "a"), Optional.of("b"));
        assertThat(found.unchanged()).containsEntry(Metric.R2, 1.0).containsEntry(Metric.SQUARED_ERROR, 0.0);
        assertThat(found.columns().getFirst().drops().get(Metric.R2).mean()).isCloseTo(2, within(1e-12));              // to 1 − 2 Var/Var
        assertThat(found.columns().getFirst().drops().get(Metric.SQUARED_ERROR).mean()).isCloseTo(2 * variance(x), within(1e-12));
    }

    /// Where all labels are equal there is no variance to explain.
    @Test void aMetricWithoutAValueIsNull() {
        Importance found = ALL.measure(linear(1).over(Asked.table(new double[] {1, 2}, new double[] {3, 3}), "a"), Optional.of("b"));
        JsonNode json = Schemas.valid("importance", found.json());
        assertThat(json.at("/metrics/r2").isNull()).isTrue();
        assertThat(json.at("/columns/0/drops/r2/mean").isNull()).isTrue();
        assertThat(json.at("/metrics/squared-error").doubleValue()).isEqualTo(2.5);
    }

    /// What is known when the budget ends is told; a budget for less than two repeats is refused.
    @Test void aBudgetEndsItBetweenRepeats() {
        Table table = Asked.table(normal(20, 1), normal(20, 2));
        Importance found = repeats(10, 1).measure(linear(1, 2).with(Limits.NONE.calls(150)).over(table, "a", "b"), Optional.empty());
        assertThat(found.repeats()).isBetween(3, 5);                                               // 20 calls, and not quite 40 for each
        Importance asMany = repeats(found.repeats(), 1).measure(linear(1, 2).over(table, "a", "b"), Optional.empty());
        Importance more = repeats(found.repeats() + 1, 1).measure(linear(1, 2).over(table, "a", "b"), Optional.empty());
        assertThat(asMany.calls()).isEqualTo(found.calls()).isLessThanOrEqualTo(150);
        assertThat(more.calls()).isGreaterThan(150);
        assertThat(found.columns()).isEqualTo(asMany.columns());
        assertThat(found.warnings()).containsExactly(
                "stopped early: a budget of 150 calls, after %d of 10 repeats".formatted(found.repeats()));
        assertThatThrownBy(() -> repeats(10, 1).measure(linear(1, 2).with(Limits.NONE.calls(70)).over(table, "a", "b"), Optional.empty()))
                .isInstanceOf(BadInput.class)
                .hasMessage("limits: a budget of 70 calls, before two repeats are done (need more, or fewer examples)");
        assertThatThrownBy(() -> repeats(10, 1).measure(linear(1, 2).with(Limits.NONE.calls(7)).over(table, "a", "b"), Optional.empty()))
                .hasMessage("limits: a budget of 7 calls, before all 20 examples are known (need more, or fewer examples)");
        assertThatThrownBy(() -> repeats(1, 0)).hasMessage("--repeats 1: leaves no way to tell the error (need 2 or more, or all)");
    }

    @Test void whatAModelShouldNotSay() {
        Table table = Asked.table(new double[] {1, 2}, new double[] {3, 4});
        assertThatThrownBy(() -> repeats(2, 0).measure(Asked.rows(_ -> new double[] {Double.NaN}, "y").over(table, "a"), Optional.empty()))
                .isInstanceOf(BadInput.class).hasMessage("MODEL: gives NaN for '[1.0]' (need numbers)");
        assertThatThrownBy(() -> repeats(2, 0).measure(Asked.rows(x -> new double[(int) x[0]], "y", "z").over(table, "a"),
                Optional.empty()))
                .isInstanceOf(BadInput.class).hasMessage("MODEL: gives 2 scores for '[2.0]' (need 1, as before)");
    }
}
