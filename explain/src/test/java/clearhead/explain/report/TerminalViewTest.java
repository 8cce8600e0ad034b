package clearhead.explain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TerminalViewTest {

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    @Test void plainPicturesAreSignsAndDigits() {
        assertThat(view("a 年", true, "note", "warning").draw(Ink.PLAIN, 80)).isEqualTo("""
            a 年 → 12
            method
                a  ␣  年 </s>
            1   9*-4  .  9      22 %
            2   .  .  .  .
            9: the largest of its row; -: speaks against the row; *: right
            %: how much of the row falls on the right columns
            note
            caution: warning
            """);
    }

    @Test void whatIsTooWideGoesOnBelow() {
        assertThat(view("a 年", true, "").draw(Ink.PLAIN, 18)).isEqualTo("""
            a 年 → 12
            method
                a  ␣
            1   9*-4
            2   .  .
                年 </s>
            1   .  9      22 %
            2   .  .
            9: the largest of its row; -: speaks against the row; *: right
            %: how much of the row falls on the right columns
            """);
    }

    /// The longest line that must not break is a label, its columns and the share; the words below may.
    @Property(tries = 50) void aPictureIsNoWiderThanItsTerminal(@ForAll @IntRange(min = 17, max = 60) int width, @ForAll Ink ink) {
        Panel panel = FakeDates.page().panels().getLast();
        View random = panel.views().getLast();
        String picture = plain(new TerminalView(panel, random, random.whole()).draw(ink, width));
        assertThat(picture.lines().filter(line -> line.matches("[-0-9 ] {2}.*")).toList()).hasSizeGreaterThanOrEqualTo(10)
            .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(width));
    }

    @Test void coloursAreOrangeForAndBlueAgainst() {
        String picture = view("ab", true, "").draw(Ink.TRUE_COLOUR, 80);
        assertThat(picture).contains(
            "\u001b[38;2;0;0;0;48;2;242;142;43;1;4ma \u001b[0m",    // the largest of its row, and right
            "\u001b[38;2;0;0;0;48;2;182;211;238mb \u001b[0m",       // 4/9 against: white less 4/9 of the way to blue
            "\u001b[38;2;0;0;0;48;2;255;255;255ma \u001b[0m");      // a row of zeros
        assertThat(view("ab", true, "").draw(Ink.COLOURS_256, 80)).contains("\u001b[38;5;16;48;5;208;1;4ma \u001b[0m");
        assertThat(view("ab", false, "").draw(Ink.TRUE_COLOUR, 80)).contains("48;2;166;138;224").doesNotContain("48;2;242;142;43");
    }

    @Test void withoutColoursThePictureHasTheSameText() {
        String coloured = plain(view("ab", true, "").draw(Ink.COLOURS_256, 80));
        assertThat(coloured.lines().limit(4).map(String::stripTrailing))
            .containsExactly("ab → 12", "method", "1  a b </s>    22 %", "2  a b </s>");
    }

    @Test void nothingInTheTextReachesTheTerminalAsACommand() {
        String picture = view("\u001b[2J\n\u202e\u0301\u0007\u009b", true, "").draw(Ink.PLAIN, 80);
        assertThat(picture.codePoints().filter(c -> c != '\n').map(Character::getType))
            .doesNotContain((int) Character.CONTROL, (int) Character.FORMAT);
        assertThat(picture).contains("␛", "␊", "␇", "◌\u0301");
    }

    @Test void coloursOnlyWhereTheyAreWanted() {
        assertThat(Ink.of(true, Map.of("COLORTERM", "truecolor"))).isEqualTo(Ink.TRUE_COLOUR);
        assertThat(Ink.of(true, Map.of("COLORTERM", "24bit"))).isEqualTo(Ink.TRUE_COLOUR);
        assertThat(Ink.of(true, Map.of("NO_COLOR", ""))).isEqualTo(Ink.COLOURS_256);
        assertThat(Ink.of(true, Map.of("NO_COLOR", "1", "COLORTERM", "truecolor"))).isEqualTo(Ink.PLAIN);
        assertThat(Ink.of(true, Map.of("TERM", "dumb"))).isEqualTo(Ink.PLAIN);
        assertThat(Ink.of(false, Map.of("COLORTERM", "truecolor"))).isEqualTo(Ink.PLAIN);
    }

    @Test void widthIsWhatATerminalTakes() {
        assertThat(Columns.width("März")).isEqualTo(4);
        assertThat(Columns.width("Ma\u0308rz")).isEqualTo(4);
        assertThat(Columns.width("2025年")).isEqualTo(6);
        assertThat(Columns.width("한국")).isEqualTo(4);
        assertThat(Columns.width("カナー・、（３")).isEqualTo(14);
        assertThat(Columns.width("ｶﾅ")).isEqualTo(2);
        assertThat(Columns.width("😀👨‍👩‍👧❤️🇩🇪")).isEqualTo(8);
        assertThat(Columns.width("◌\u0301")).isEqualTo(1);
    }

    @Test void aSheetOfAnotherPanelIsRefused() {
        TerminalView view = view("ab", true, "");
        assertThatThrownBy(() -> new TerminalView(view.panel(), view.view(), Sheet.of(new float[][] {{1}})))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("terminal view: 1 rows of scores for 2 rows");
    }

    /// Two rows over the characters of a text and a special token: in the first, 9 on the first character, −4 on the second (0 on
    /// others), and 28 on the special one; in the second only zeros.
    private static TerminalView view(String text, boolean signed, String note, String... warnings) {
        Passage passage = Passage.characters("source", text).plus(Piece.special("</s>"));
        float[] scores = new float[passage.pieces().size()];
        scores[0] = 9;
        scores[1] = -4;
        scores[scores.length - 1] = 28;
        View view = new View(new Method("m", "method", signed, note), List.of(Sheet.of(new float[][] {scores, new float[scores.length]})),
            Completeness.none("none"), new Cost(0, 0, 0), List.of(warnings));
        Panel panel = new Panel(text + " → 12", "output", "log p", List.of(
            new Row(new Piece("1", 0, 1, false), 0, Set.of(0)), new Row(new Piece("2", 1, 2, false), 0, Set.of())),
            List.of(passage), List.of(view));
        return new TerminalView(panel, view, view.whole());
    }

    private static String plain(String picture) {
        return COLOUR.matcher(picture).replaceAll("");
    }
}
