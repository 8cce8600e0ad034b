package clearhead.explain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.Explanation;
import clearhead.explain.Scores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/// Every kind of result in the browser.
class ReportBrowserTest {

    private static ChromeDriver driver;
    private static OpenPage page;
    @TempDir private static Path folder;

    @BeforeAll static void open() {
        driver = Browser.start();
        page = new OpenPage(driver);
    }

    @AfterAll static void close() {
        if (driver != null) driver.quit();
    }

    @AfterEach void nothingWentWrong() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        assertThat((List<?>) driver.executeScript("""
            return [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, #grid'))
              .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))""")).isEmpty();
    }

    @Test void aRowStandsOnTheTextWithItsNumbersAndErrors() {
        Explanation one = Told.one(1);
        load(one);
        assertThat(driver.findElement(By.id("rows-line")).isDisplayed()).isFalse();
        List<String> figures = page.texts("#passages .figure");
        assertThat(figures).hasSize(8).allMatch(figure -> figure.contains("\u202f±\u202f"));
        assertThat(number(figures.get(2))).isCloseTo(one.matrix()[0][2], within(0.0005));
        assertThat(page.texts("#facts dt")).containsExactly("explained", "model", "digest", "settings", "seed", "paper");
        assertThat(page.texts("#warnings li")).containsExactly("a warning");
        assertThat(page.texts("#balances tbody td").getFirst()).isEqualTo("3 − (1) = 2");
    }

    /// A line for each score, the greatest first, that reaches as far as 95 % of such lines do; and a table of what was found beside.
    @Test void errorsAreIntervalsAndFindingsATable() throws IOException {
        Explanation one = FindingTest.with(Told.one(Told.TEXT, Told.matrix(1, 8, 1)[0], new float[] {.1f, .2f, .1f, .3f, .05f, .1f, .2f, .1f}),
            FindingTest.anchor(false, "So", "bad"));
        load(one);
        assertThat(page.texts("#rule")).containsExactly(
            "As long as “So” and “bad” stay, the model says “negative” in 97.0 % [95.1 % – 99.0 %] of 1,200 variants.");
        assertThat(page.texts("#found tbody th")).startsWith("anchor", "decision", "precision", "precision low");
        assertThat(page.texts("#found tbody td")).startsWith("So, bad", "negative", "0.9700", "0.9510");
        float[] scores = one.matrix()[0];
        float[] errors = one.rows().getFirst().errors();
        List<Integer> order = IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(j -> -Math.abs(scores[j]))).toList();
        assertThat(page.texts("#intervals tbody tr")).hasSize(scores.length);
        int first = order.getFirst();
        assertThat(number(page.texts("#intervals tbody td").getFirst())).isCloseTo(scores[first], within(0.0005));
        String[] interval = page.texts("#intervals tbody td:last-child").getFirst().split(" to ");
        assertThat(number(interval[0])).isCloseTo(scores[first] - 1.96 * errors[first], within(0.005));
        assertThat(number(interval[1])).isCloseTo(scores[first] + 1.96 * errors[first], within(0.005));
        page.picture("findings");
        choose("levels", "words");
        assertThat(driver.findElement(By.id("sureness")).isDisplayed()).as("nobody knows the errors of sums").isFalse();
        load(Told.one(Told.TEXT, Told.matrix(1, 8, 1)[0], new float[0]));
        assertThat(driver.findElement(By.id("rule")).isDisplayed()).isFalse();
        assertThat(driver.findElement(By.id("findings")).isDisplayed()).isFalse();
    }

    /// Pairs of tokens of one text with their errors in every cell.
    @Test void interactionsHaveErrors() throws IOException {
        load(FindingTest.pairs());
        assertThat(page.rows()).hasSize(8);
        choose("forms", "table");
        assertThat(page.texts("#scores tbody data")).hasSize(64).allMatch(figure -> figure.endsWith("\u202f±\u202f0.125"));
        assertThat(driver.findElement(By.id("sureness")).isDisplayed()).isFalse();
        page.picture("interactions");
    }

    @Test void wordsAndSentencesAreSums() {
        Explanation one = Told.one(7);
        load(one);
        float[] scores = one.matrix()[0];
        choose("levels", "words");
        assertThat(page.texts("#passages .glyph")).containsExactly("[CLS]", "A", "film.", "So", "bad!", "[SEP]");
        assertThat(number(page.texts("#passages .figure").get(2))).isCloseTo(scores[2] + scores[3], within(0.005));
        choose("levels", "sentences");
        assertThat(page.texts("#passages .figure")).hasSize(4);
        assertThat(number(page.texts("#passages .figure").get(2))).isCloseTo(scores[4] + scores[5] + scores[6], within(0.005));
    }

    @Test void aMatrixBeginsAtTheAnswersRow() {
        load(Told.one(1), Told.attention(2));
        choose("cases", "token by token");
        assertThat(page.texts("#rows button.answer")).hasSize(1);
        assertThat(page.litRows()).containsExactly(0);
        assertThat(page.texts("#caption").getFirst()).startsWith("“\u2068[CLS]\u2069”, 1 of 8, the answer's own row.");
        page.point(page.rows().get(3));
        assertThat(page.texts("#caption").getFirst()).startsWith("“\u2068.\u2069”, 4 of 8. Largest");
    }

    @Test void pairsHaveMarginsAndOneSum() {
        Explanation pairs = Told.pairs(3);
        load(pairs);
        choose("cases", "pair by pair");
        assertThat(page.texts("#scores td.sum")).hasSize(8 + 7 + 1);
        double row = 0, all = 0;
        for (float[] scores : pairs.matrix()) {
            for (float score : scores) all += score;
        }
        for (float score : pairs.matrix()[0]) row += score;
        assertThat(number(page.texts("#scores td.sum").getFirst())).isCloseTo(row, within(0.005));
        assertThat(number(page.texts("#scores td.sum").getLast())).isCloseTo(all, within(0.005 * Math.max(1, Math.abs(all))));
        page.point(page.rows().get(4));
        assertThat(page.texts("#balances tbody td").getFirst()).as("the one sum, whatever the row").isEqualTo("3 − (1) = 2");
    }

    @Test void writtenTokensAreRowsOverBothSides() {
        load(Told.each(1));
        assertThat(page.rows()).hasSize(3);
        assertThat(page.texts("#passages .name")).containsExactly("first text", "written");
        choose("levels", "words");
        assertThat(page.texts("#rows button")).containsExactly("Ein", "Film.");
    }

    @Test void aPictureCarriesItsScores() {
        float[][] scores = Told.matrix(4, 4, 1);
        load(Told.explanation(Told.PICTURE, new Scores.Grid(Told.side("pixelRows", 4), Told.side("pixelColumns", 4), scores,
            OptionalInt.empty(), 3, OptionalDouble.of(1))));
        assertThat(alpha(0)).isCloseTo(255 * Math.abs(scores[0][0]) / largest(scores), within(1.0));
        assertThat(driver.findElement(By.id("matrix")).isDisplayed()).isFalse();
        choose("levels", "patches");
        assertThat(page.marks()).hasSize(4);
        assertThat(driver.findElement(By.cssSelector("#passages .squares .mark")).getSize().getWidth()).isGreaterThan(40);
    }

    @Test void methodsStandSideBySideWithTheirFaithfulness() {
        load(Told.one(1), Told.one(2).judged(new Explanation.Faithfulness(0.4, 0.1, 3.1)));
        assertThat(page.texts("#methods-beside button")).containsExactly("Integrated gradients", "Integrated gradients #2");
        assertThat(page.texts("#balances td.quiet")).contains("comprehensiveness 0.4000, sufficiency 0.1000, z 3.100");
    }

    @Test void longTextsFitANarrowScreen() {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
            Map.of("width", 400, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        load(Told.one(Told.ids(120), Told.matrix(1, 120, 1)[0], new float[0]));
        assertThat(driver.findElement(By.id("text")).getDomAttribute("class")).contains("long");
        nothingWentWrong();
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    private static void load(Explanation... explanations) {
        Told.REPORT.page(List.of(explanations)).write(folder.resolve("report.html"));
        driver.get(folder.resolve("report.html").toUri().toString());
    }

    private static void choose(String group, String label) {
        driver.findElement(By.xpath("//*[@id='%s']//label[. = '%s']".formatted(group, label))).click();
    }

    private static double number(String figure) {
        return Double.parseDouble(figure.split("\u202f")[0].replace('−', '-'));
    }

    private static double alpha(int pixel) {
        return ((Number) driver.executeScript("""
            const canvas = document.querySelector('#passages canvas.pixels');
            return canvas.getContext('2d').getImageData(0, 0, 4, 4).data[4 * arguments[0] + 3];""", pixel)).doubleValue();
    }

    private static double largest(float[][] scores) {
        double largest = 0;
        for (float[] row : scores) {
            for (float score : row) largest = Math.max(largest, Math.abs(score));
        }
        return largest;
    }
}
