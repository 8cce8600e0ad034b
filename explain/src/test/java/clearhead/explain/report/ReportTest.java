package clearhead.explain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.Cost;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Level;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.WhiteBox;
import clearhead.explain.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test void oneRowOfScoresIsAPanelOverTokensWordsAndSentences() {
        Panel panel = Told.REPORT.page(List.of(Told.one(1))).panels().getFirst();
        assertThat(panel.title()).isEqualTo("logit of “class 1”");
        assertThat(panel.unit()).isEqualTo("tokens");
        assertThat(texts(panel)).containsExactly("[CLS]", "A", "film", ".", "So", "bad", "!", "[SEP]");
        assertThat(panel.coarser()).extracting(Panel::unit).containsExactly("words", "sentences");
        assertThat(texts(panel.coarser().getFirst())).containsExactly("[CLS]", "A", "film.", "So", "bad!", "[SEP]");
        assertThat(texts(panel.coarser().getLast())).containsExactly("[CLS]", "A film.", "So bad!", "[SEP]");
        assertThat(panel.facts()).containsEntry("explained", "logit of “class 1”, 3.000").containsEntry("digest", "sha256:0");
        assertThat(panel.views().getFirst().facts()).containsEntry("settings", "steps 7").containsEntry("seed", "5");
    }

    /// Scores have 10 binary places, so that their sums are exact.
    @Property(tries = 100) void totalsArePreservedAtEveryLevel(@ForAll long seed) {
        for (Explanation explanation : List.of(Told.one(seed), Told.pairs(seed), Told.each(seed))) {
            double total = total(explanation.matrix());
            Panel panel = Told.REPORT.page(List.of(explanation)).panels().getLast();
            assertThat(Stream.concat(Stream.of(panel), panel.coarser().stream())).hasSize(3)
                .allSatisfy(level -> assertThat(total(level.views().getFirst().whole().values())).isCloseTo(total, within(0.0)));
        }
    }

    @Test void standardErrorsAreKnownOfTokensOnly() {
        Panel panel = Told.REPORT.page(List.of(Told.one(1))).panels().getFirst();
        assertThat(panel.views().getFirst().errors()).hasDimensions(1, 8);
        assertThat(panel.coarser()).allSatisfy(coarse -> assertThat(coarse.views().getFirst().errors()).isEmpty());
    }

    /// A word's log-probability is the sum of its tokens', and so is everything that is said about its sum.
    @Test void rowsOfWrittenTokensBecomeWords() {
        Explanation each = Told.each(3);
        Panel tokens = Told.REPORT.page(List.of(each)).panels().getFirst();
        Panel words = tokens.coarser().getFirst();
        assertThat(words.rows()).extracting(row -> row.piece().text()).containsExactly("Ein", "Film.");
        assertThat(words.rows().getLast().value()).isEqualTo(tokens.rows().get(1).value() + tokens.rows().get(2).value());
        Balance balance = words.views().getFirst().completeness().rows().getLast();
        List<Balance> parts = tokens.views().getFirst().completeness().rows();
        assertThat(balance.gap()).isEqualTo(parts.get(1).gap() + parts.get(2).gap());
    }

    @Test void aMatrixGivesTheAnswersRowAndItself() {
        List<Panel> panels = Told.REPORT.page(List.of(Told.one(1), Told.attention(2))).panels();
        assertThat(panels).hasSize(2);
        assertThat(panels.getFirst().views()).hasSize(2);
        assertThat(panels.getFirst().views().getLast().whole().row(0)).isEqualTo(Told.attention(2).matrix()[0]);
        assertThat(panels.getLast().answer()).hasValue(0);
        assertThat(panels.getLast().rows()).hasSize(8);
        assertThat(panels.getLast().coarser().getFirst().rows()).as("who reads is a token, whatever is read").hasSize(8);
    }

    @Test void aMethodWithTwoSettingsIsThereTwice() {
        assertThat(Told.REPORT.page(List.of(Told.one(1), Told.one(2))).panels().getFirst().views())
            .extracting(view -> view.method().id()).containsExactly("integrated-gradients", "integrated-gradients#2");
    }

    @Test void pairsOfTextsHaveBothMargins() {
        Explanation pairs = Told.pairs(4);
        List<Panel> panels = Told.REPORT.page(List.of(pairs)).panels();
        assertThat(panels).hasSize(2);
        Panel margins = panels.getFirst();
        assertThat(margins.columns()).extracting(Passage::name).containsExactly("first text", "second text");
        float[] sums = margins.views().getFirst().whole().row(0);
        int first = margins.columns().getFirst().pieces().size();
        double total = total(pairs.matrix());
        assertThat(total(new float[][] {Arrays.copyOf(sums, first)})).isCloseTo(total, within(0.0));
        assertThat(total(new float[][] {Arrays.copyOfRange(sums, first, sums.length)})).isCloseTo(total, within(0.0));
        assertThat(panels.getLast().together()).isTrue();
        assertThat(panels.getLast().views().getFirst().completeness().rows()).hasSize(1);
    }

    @Test void twoTextsInOneInputAreTwoPassages() {
        Explanation two = Told.one(Told.TWO, new float[] {1, 2, 3, 4, 5, 6}, new float[0]);
        assertThat(Told.REPORT.page(List.of(two)).panels().getFirst().columns())
            .extracting(passage -> passage.name() + passage.pieces().size())
            .containsExactly("first text4", "second text2");
    }

    @Test void idsWithoutATextHaveNoWords() {
        Panel panel = Told.REPORT.page(List.of(Told.one(Told.IDS, new float[] {1, -2}, new float[0]))).panels().getFirst();
        assertThat(panel.coarser()).isEmpty();
        assertThat(texts(panel)).containsExactly("#7", "#9");
    }

    @Test void pixelsSumToSquares() {
        float[][] scores = new float[4][4];
        IntStream.range(0, 16).forEach(i -> scores[i / 4][i % 4] = i);
        Explanation pixels = Told.explanation(Told.PICTURE, new Scores.Grid(Told.side("pixelRows", 4), Told.side("pixelColumns", 4), scores,
            OptionalInt.empty(), 3, OptionalDouble.of(1)));
        Panel panel = Told.REPORT.page(List.of(pixels)).panels().getFirst();
        assertThat(panel.isPixels()).isTrue();
        assertThat(panel.views().getFirst().whole().values()).isEqualTo(scores);
        assertThat(panel.coarser().getFirst().views().getFirst().whole().row(0)).containsExactly(0 + 1 + 4 + 5, 2 + 3 + 6 + 7,
            8 + 9 + 12 + 13, 10 + 11 + 14 + 15);
        assertThat(Told.REPORT.terminal(List.of(pixels), Level.TOKENS, Ink.PLAIN, 80)).startsWith("""
            logit of “class 1”

            Integrated gradients
             2 3
             8 9
            9: 50.00
            """);
        assertThat(Told.REPORT.terminal(List.of(pixels), Level.TOKENS, Ink.TRUE_COLOUR, 80)).contains("▀\u001b[0m  \u001b[38;2;");
    }

    @Test void aTerminalShowsNumbersBarsAndWhatOneShouldKnow() {
        Explanation one = Told.one(Told.IDS, new float[] {1.5f, -0.75f}, new float[] {0.25f, 0.125f});
        assertThat(Told.REPORT.terminal(List.of(one), Level.WORDS, Ink.PLAIN, 40)).isEqualTo("""
            logit of “class 1”

                Integrated gradients
            #7  +1.50 ± 0.25  +++++++++++++++++++++
            #9  -0.75 ± 0.13  -----------

            Integrated gradients
              sum: value 3.000 − baseline 1.000 = 2.000; scores 0.7500, gap 1.250 (62.5 %, above 1 %)
              settings: steps 7
              seed: 5
              paper: a paper
              cost: 2 forwards, 1 backwards, 30 tokens
              Read it with care.
              caution: a warning
            explained: logit of “class 1”, 3.000
            model: toy from a test
            digest: sha256:0
            """);
    }

    @Test void methodsStandSideBySide() {
        Explanation a = Told.one(Told.IDS, new float[] {1.5f, -0.75f}, new float[0]);
        Explanation b = Told.one(Told.IDS, new float[] {0, 12}, new float[0]);
        assertThat(Told.REPORT.terminal(List.of(a, b), Level.TOKENS, Ink.PLAIN, 80)).startsWith("""
            logit of “class 1”

                Integrated grad…  Integrated grad…
            #7             +1.50               0.0
            #9             -0.75             +12.0
            """);
        assertThat(Told.REPORT.terminal(List.of(a, b), Level.TOKENS, Ink.TRUE_COLOUR, 80)).contains("48;2;242;142;43m+1.50\u001b[0m");
    }

    @Test void aLongRowIsCutAndWhatIsLeftOutIsSummed() {
        float[] scores = new float[100];
        Arrays.fill(scores, 0.5f);
        Arrays.fill(scores, 0, 40, 2);
        assertThat(Told.REPORT.terminal(List.of(Told.one(Told.ids(100), scores, new float[0])), Level.TOKENS, Ink.PLAIN, 80))
            .contains("… and 60 others, together +30.00\n");
    }

    @Test void matricesMarkTheAnswersRow() {
        assertThat(Told.REPORT.terminal(List.of(Told.attention(2)), Level.TOKENS, Ink.PLAIN, 80))
            .contains("\n> [CLS]", "\nfilm", ">: the answer's row");
    }

    @Test void faithfulnessIsTold() {
        Explanation judged = Told.one(1).judged(new Explanation.Faithfulness(0.4, 0.1, 3.1));
        assertThat(Told.REPORT.terminal(List.of(judged), Level.TOKENS, Ink.PLAIN, 80))
            .contains("  faithfulness: comprehensiveness 0.4000, sufficiency 0.1000, z 3.100\n");
    }

    @Test void headsAreThereOncePerPanel() {
        float[][][][] heads = {{Told.attention(1).matrix(), Told.attention(2).matrix()}};
        List<Panel> panels = Told.REPORT.page(Told.attention(3), heads).panels();
        assertThat(panels.getLast().views().getFirst().sheets()).extracting(Sheet::place)
            .containsExactly("mean of all heads", "layer 0, mean of its heads", "layer 0, head 0", "layer 0, head 1");
        assertThat(panels.getFirst().views().getFirst().sheets().getLast().row(0)).isEqualTo(Told.attention(2).matrix()[0]);
    }

    /// Of the input, of the model, of warnings: none of it becomes markup on a page, or a command in a terminal.
    @Test void foreignTextStaysText() {
        String hostile = "</script><img src=x onerror=alert(1)></noscript>\u001b[2J\u202e{{data}}";
        Words words = Words.of(hostile, List.of(new Token(0, 0, hostile, 0, hostile.length(), false),
            new Token(1, 1, hostile, 0, 0, true)));
        Explanation explanation = new Explanation(new Explanation.Method(hostile, Map.of(hostile, hostile), hostile),
            new WhiteBox.ModelInfo(hostile, hostile, hostile), new Input.Text(words), new Target.Logit(1),
            Told.one(new Input.Text(words), new float[] {1, 2}, new float[0]).scores(), 0, new Cost(0, 0, 0, 0, 0),
            Optional.empty(), List.of(hostile));
        Document page = Jsoup.parse(Told.REPORT.page(List.of(explanation)).html());
        assertThat(page.select("img")).isEmpty();
        assertThat(page.select("script")).hasSize(4);
        assertThat(page.select("noscript").text()).contains("</script><img");
        for (Ink ink : Ink.values()) {
            assertThat(Told.REPORT.terminal(List.of(explanation), Level.WORDS, ink, 80)).doesNotContain("\u001b[2J", "\u202e");
        }
    }

    @Test void weightsThatExplainNothingAreShownAsSuch() {
        Explanation told = Told.attention(1);
        Explanation looked = new Explanation(told.method(), told.model(), told.input(), new Target.Predicted(), told.scores(), 0,
            told.cost(), Optional.empty(), List.of());
        Page page = Told.REPORT.page(looked, new float[][][][] {{told.matrix()}});
        assertThat(page.title()).isEqualTo("Who reads whom?");
        assertThat(page.panels().getLast().facts()).doesNotContainKey("explained");
    }

    @Test void theSameExplanationGivesTheSamePage() {
        assertThat(Told.REPORT.page(List.of(Told.one(1))).html()).isEqualTo(Told.REPORT.page(List.of(Told.one(1))).html());
    }

    private static List<String> texts(Panel panel) {
        return panel.pieces().stream().map(Piece::text).toList();
    }

    private static double total(float[][] matrix) {
        return Arrays.stream(matrix).flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(j -> row[j])).sum();
    }
}
