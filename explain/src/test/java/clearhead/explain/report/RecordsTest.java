package clearhead.explain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.Axis;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RecordsTest {

    private static final Passage AB = Passage.characters("source", "ab");
    private static final Row ROW = new Row(new Piece("1", 0, 1, false), -0.5f, Set.of(1));

    @Test void charactersAreCodePoints() {
        assertThat(Passage.characters("s", "a😀é").pieces()).containsExactly(
            new Piece("a", 0, 1, false), new Piece("😀", 1, 3, false), new Piece("é", 3, 4, false));
        assertThat(AB.plus(Piece.special("</s>")).pieces()).hasSize(3);
    }

    @Test void aSheetCannotBeChangedFromOutside() {
        float[][] values = {{1, 2}};
        Sheet sheet = Sheet.of(values);
        values[0][0] = 9;
        sheet.values()[0][1] = 9;
        assertThat(sheet.values()).isEqualTo(new float[][] {{1, 2}});
    }

    @Test void headsComeWithTheirMeans() {
        List<Sheet> sheets = View.heads(new float[][][][] {{{{1, 0}}, {{0, 1}}}, {{{1, 0}}, {{1, 0}}}});
        assertThat(sheets).extracting(Sheet::place).containsExactly("mean of all heads",
            "layer 0, mean of its heads", "layer 0, head 0", "layer 0, head 1",
            "layer 1, mean of its heads", "layer 1, head 0", "layer 1, head 1");
        assertThat(sheets.get(0).values()).isEqualTo(new float[][] {{0.75f, 0.25f}});
        assertThat(sheets.get(1).values()).isEqualTo(new float[][] {{0.5f, 0.5f}});
        assertThat(sheets.get(4).values()).isEqualTo(new float[][] {{1, 0}});
    }

    @Test void theShareCountsAmountsNotSigns() {
        Sheet sheet = Sheet.of(new float[][] {{-3, 1, 0}, {0, 0, 0}});
        assertThat(sheet.share(0, Set.of(0))).isEqualTo(0.75);
        assertThat(sheet.share(1, Set.of(0))).isZero();
    }

    /// Two sums of n ≤ 8 doubles that came from floats: each is off by at most n·2⁻⁵³ of itself.
    @Property(tries = 200) void sharesOfAPartAndOfTheRestMakeOne(@ForAll("scores") float[] scores, @ForAll int cut) {
        Sheet sheet = Sheet.of(new float[][] {scores});
        int at = Math.floorMod(cut, scores.length + 1);
        double one = sheet.share(0, columns(0, at)) + sheet.share(0, columns(at, scores.length));
        boolean zero = sheet.share(0, columns(0, scores.length)) == 0;
        assertThat(one).isCloseTo(zero ? 0 : 1, within(4 * 8 * 0x1p-53));
    }

    @Provide Arbitrary<float[]> scores() {
        return Arbitraries.floats().between(-1000, 1000).array(float[].class).ofMinSize(1).ofMaxSize(8);
    }

    private static Set<Integer> columns(int from, int to) {
        return Set.copyOf(IntStream.range(from, to).boxed().toList());
    }

    @Test void aGapIsMarkedAboveOnePerCentOfTheDifference() {
        assertThat(new Balance(2, 1, 0.0099f).marked()).isFalse();
        assertThat(new Balance(2, 1, -0.0101f).marked()).isTrue();
        assertThat(new Balance(1, 1, 0).marked()).isFalse();
        assertThat(new Balance(1, 1, 1e-6f).marked()).isTrue();
    }

    private static Scores scores(List<Token> tokens, OptionalDouble baseline) {
        return new Scores.Each(Axis.of(Axis.TARGETS, tokens.subList(0, 1)), List.of(Axis.of(Axis.TOKENS, tokens)),
            List.of(new Explanation.Row(new float[] {1, 2}, 4, baseline)));
    }

    @Test void anExplanationBecomesAView() {
        List<Token> tokens = List.of(new Token(0, 7, "a", 0, 1, false), new Token(1, 2, "</s>", 1, 1, true));
        Explanation explanation = new Explanation(new Explanation.Method("ig", Map.of(), ""),
            new WhiteBox.ModelInfo("sha256:0", "dates", "here"), Input.of("a", tokens, tokens.subList(0, 1)), new Target.Each(true, false),
            scores(tokens, OptionalDouble.of(0.5)), 0,
            new clearhead.explain.Cost(3, 4, 5, 6, 7), List.of("careful"));
        View view = View.of(new Method("ig", "integrated gradients", true, ""), explanation).warning("very");
        assertThat(view.whole().values()).isEqualTo(new float[][] {{1, 2}});
        assertThat(view.completeness()).isEqualTo(Completeness.of(List.of(new Balance(4, 0.5, 0.5))));
        assertThat(view.cost()).isEqualTo(new Cost(3, 4, 5));
        assertThat(view.warnings()).containsExactly("careful", "very");
        assertThat(view.with(View.heads(new float[][][][] {{{{1, 0}}}})).sheets()).hasSize(3);
        assertThat(Passage.of("source", "a", tokens)).isEqualTo(Passage.characters("source", "a").plus(new Piece("</s>", 1, 1, true)));

        Explanation open = new Explanation(new Explanation.Method("attention", Map.of(), "weights promise nothing"), explanation.model(),
            explanation.input(), explanation.target(), scores(tokens, OptionalDouble.empty()), 0,
            explanation.cost(), List.of());
        assertThat(View.of(new Method("attention", "attention", false, ""), open).completeness())
            .isEqualTo(Completeness.none("weights promise nothing"));
    }

    @Test void badRecordsCannotExist() {
        refused(() -> new Piece("x", 3, 2, false), "piece \"x\": offsets [3, 2) (need 0 ≤ start ≤ end)");
        refused(() -> new Passage("source", "ab", List.of(new Piece("abc", 0, 3, false))),
            "passage \"source\": piece \"abc\" ends at 3 in a text of 2 UTF-16 units");
        refused(() -> new Row(new Piece("1", 0, 1, false), Float.NaN, Set.of()), "row \"1\": value is NaN (need a finite number)");
        refused(() -> Sheet.of(new float[][] {{0, Float.NEGATIVE_INFINITY}}),
            "score of row 0, column 1 is -Infinity (need a finite number)");
        refused(() -> new Sheet(-1, 2, new float[][] {{0}}),
            "sheet of layer -1, head 2 (need numbers from 0, −1 for a mean, and no head without its layer)");
        refused(() -> new Completeness(List.of(), ""),
            "completeness: 0 balances and the reason \"\" (need balances, or the reason why there are none)");
        refused(() -> new Cost(-1, 0, 0), "cost: -1 forwards, 0 backwards, 0 tokens (need counts from 0)");
        refused(() -> view(List.of(new Sheet(0, 0, new float[][] {{1, 2}}))),
            "view \"method\": the first sheet must be the method's answer as a whole");
        refused(() -> view(List.of(Sheet.of(new float[][] {{1, 2}}), Sheet.of(new float[][] {{1, 2}}))),
            "view \"method\": two sheets of one place");
        refused(() -> panel(List.of(ROW), List.of()), "panel \"p\": 1 rows, 2 columns, 0 views (need at least one of each)");
        View good = view(List.of(Sheet.of(new float[][] {{1, 2}})));
        refused(() -> panel(List.of(new Row(ROW.piece(), 0, Set.of(2))), List.of(good)),
            "panel \"p\", row \"1\": right column 2 (need 0 to 1)");
        refused(() -> panel(List.of(ROW), List.of(good, good)), "panel \"p\": two views of one method");
        refused(() -> panel(List.of(ROW), List.of(view(List.of(Sheet.of(new float[][] {{1, 2}, {1, 2}}))))),
            "panel \"p\", view \"method\": 2 rows of scores for 1 rows");
        refused(() -> panel(List.of(ROW), List.of(view(List.of(Sheet.of(new float[][] {{1}}))))),
            "panel \"p\", view \"method\": 1 scores in row 0 for 2 columns");
        Balance balance = new Balance(1, 0, 0);
        refused(() -> panel(List.of(ROW), List.of(new View(good.method(), good.sheets(),
                Completeness.of(List.of(balance, balance)), good.cost(), List.of()))),
            "panel \"p\", view \"method\": 2 balances for 1 rows");
        refused(() -> new Page("t", "", List.of(), List.of()), "page \"t\": no panels (need at least one)");
        refused(() -> new Summary.Estimate(0.5f, 0.6f, 0.7f, 0.1f, Summary.Unit.SHARE),
            "estimate 0.5 in [0.6, 0.7] (need low ≤ value ≤ high)");
        refused(() -> new Summary("s", "", List.of("a", "b"), List.of(new Summary.Line("l", List.of(), ""))),
            "summary \"s\", line \"l\": 0 cells and a label under 2 headers");
    }

    private static void refused(ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static View view(List<Sheet> sheets) {
        return new View(new Method("m", "method", true, ""), sheets, Completeness.none("none"), new Cost(1, 1, 1), List.of());
    }

    private static Panel panel(List<Row> rows, List<View> views) {
        return new Panel("p", "output", "log p", rows, List.of(AB), views);
    }
}
