package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.OpenModel;
import clearhead.explain.closed.ClosedBox;
import clearhead.explain.closed.Rows;
import clearhead.explain.closed.Scale;
import clearhead.explain.closed.Texts;
import clearhead.explain.oracle.OracleCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Models of every kind as functions of rows.
class RowModelTest {

    private static final Table TABLE = new Table("a test", List.of("text", "n"), List.of(List.of("good", "1"), List.of("bad", "2"),
            List.of("good", "3")), List.of(2, 3, 4));

    /// What is a probability already stays one, also where limits are set.
    @Test void probabilitiesAreTakenAsTheyAre() {
        BlackBox box = ClosedBox.of(new Texts(), texts -> texts.stream().map(text -> text.equals("good") ? new double[] {0.25, 0.75}
                : new double[] {0.5, 0.5}).toList(), Scale.PROBABILITIES, "minus", "plus").within(Limits.NONE.calls(5));
        RowModel model = RowModel.texts(box, TABLE, Template.of("{text}", TABLE), Texts::read);
        assertThat(model.said().getFirst().probabilities()).containsExactly(0.25, 0.75);
        assertThat(model.calls()).isEqualTo(2);
        BlackBox logits = ClosedBox.of(new Texts(), texts -> texts.stream().map(_ -> new double[] {0, Math.log(3)}).toList(),
                Scale.LOGITS, "minus",
                "plus");
        assertThat(RowModel.texts(logits, TABLE, Template.of("{text}", TABLE), Texts::read).said().getFirst().probabilities()[1])
                .isCloseTo(0.75, within(1e-15));
    }

    @Test void rowsOfNumbers() {
        BlackBox box = ClosedBox.of(new Rows(List.of(new double[1])), rows -> rows.stream().map(row -> new double[] {2 * row[0]}).toList(),
                Scale.NUMBERS);
        RowModel model = RowModel.numbers(box, TABLE, List.of("n"), row -> new Input.Row(List.of("n"), row));
        assertThat(model.said()).extracting(said -> said.scores()[0]).containsExactly(2.0, 4.0, 6.0);
        assertThatThrownBy(() -> RowModel.numbers(box, TABLE, List.of("text"), row -> new Input.Row(List.of("text"), row)))
                .hasMessage("a test: line 2, column 'text': 'good' is no number (need a number such as 3 or -0.5)");
        BlackBox two = ClosedBox.of(new Rows(List.of(new double[1])), rows -> rows.stream().map(_ -> new double[2]).toList(),
                Scale.NUMBERS);
        assertThatThrownBy(() -> RowModel.numbers(two, TABLE, List.of("n"), row -> new Input.Row(List.of("n"), row)).said())
                .isInstanceOf(BadInput.class).hasMessage("MODEL: gives 2 numbers (need one number, or classes)");
    }

    /// A model of ours says of a row what it says of the text, and nothing but the text matters.
    @Test void aModelOfOurs() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Table table = new Table("a test", List.of("who"), List.of(List.of("the baker"), List.of("a king")), List.of(2, 3));
        List<Said> said = RowModel.texts(model, table, Template.of("{who} sings", table), model::read).said();
        assertThat(said.get(1).scores()).isEqualTo(model.scores(List.of(model.read("a king sings"))).getFirst());
        assertThat(Arrays.stream(said.get(1).probabilities()).sum()).isCloseTo(1, within(1e-12));
        assertThatThrownBy(() -> RowModel.texts(OracleCase.open("gpt2"), table, Template.of("{who}", table), model::read))
                .hasMessage("MODEL: gives next, not one answer for an example (need a model that gives an input a class, or a number)");
    }

    /// It hears of cancellation between two batches of questions, and tells how many there were.
    @Test void itCanBeStopped() {
        List<Long> told = new ArrayList<>();
        double[] values = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
        Asked model = Asked.rows(x -> x, "y").with(Limits.NONE.telling(told::add));
        model.over(Asked.table(values), "a").ask();
        assertThat(told).containsExactly(64L, 100L);
        Asked stopped = Asked.rows(x -> x, "y").with(Limits.NONE.until(() -> true));
        assertThatThrownBy(() -> new PermutationImportance(0).measure(stopped.over(Asked.table(values), "a"), Optional.empty()))
                .hasMessage("limits: cancelled after 0 calls, before all 100 examples are known (need more, or fewer examples)");
        assertThat(stopped.asked()).isEmpty();
    }
}
