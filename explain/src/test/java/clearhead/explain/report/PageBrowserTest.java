package clearhead.explain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/// The page in the hands of a person: pointed at, clicked, walked through by keyboard.
class PageBrowserTest {

    private static final Page PAGE = FakeDates.page();
    private static final Panel PANEL = PAGE.panels().getFirst();
    private static ChromeDriver driver;
    private static OpenPage page;
    @TempDir private static Path folder;

    @BeforeAll static void open() throws IOException {
        driver = Browser.start();
        page = new OpenPage(driver);
        PAGE.write(folder.resolve("page.html"));
    }

    @AfterAll static void close() {
        if (driver != null) driver.quit();
    }

    @BeforeEach void load() {
        driver.get(folder.resolve("page.html").toUri().toString());
    }

    @Test void nothingLeavesThePageAndNothingGoesWrongInIt() {
        for (WebElement radio : driver.findElements(By.cssSelector("#methods label"))) {
            radio.click();
            page.point(page.rows().getFirst());
            page.point(page.rows().getLast());
        }
        driver.findElements(By.cssSelector("#cases label")).getLast().click();
        page.point(page.rows().getLast());
        assertThat(page.texts("#case")).containsExactly("2025年3月3日 → 2025-03-03");

        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        assertThat(driver.executeScript("return performance.getEntriesByType('resource').map(entry => entry.name)")).isEqualTo(List.of());
    }

    @Test void thePolicyOfThePageRefusesRequestsAndForeignScripts() {
        Object refused = driver.executeAsyncScript("""
            const done = arguments[0], refused = [];
            document.addEventListener("securitypolicyviolation", violation => {
              refused.push(violation.effectiveDirective);
              if (refused.length === 2) done(refused.sort());
            });
            new Image().src = "http://127.0.0.1:9/";
            const script = document.createElement("script");
            script.textContent = "window.foreign = true";
            document.body.append(script);""");
        assertThat(refused).isEqualTo(List.of("img-src", "script-src-elem"));
        assertThat(driver.executeScript("return window.foreign")).isNull();
        driver.manage().logs().get(LogType.BROWSER);   // takes the two complaints away, they were wanted
    }

    @Test void pointingAtAnOutputCharacterLightsItsSource() {
        page.choose("integrated gradients");
        float[][] scores = view("integrated-gradients").whole().values();
        for (int row : new int[] {0, 5, 9}) {
            page.point(page.rows().get(row));
            assertThat(page.litRows()).containsExactly(row);
            double largest = 0;   // of the text's characters: the last piece is special
            for (int j = 0; j < 20; j++) largest = Math.max(largest, Math.abs(scores[row][j]));
            List<List<String>> marks = page.marks();
            assertThat(marks).hasSize(21);
            for (int j = 0; j < marks.size(); j++) {
                assertThat(Double.parseDouble(marks.get(j).get(0)))
                    .isCloseTo(Math.min(1, Math.abs(scores[row][j]) / largest), within(0.5e-4));   // written with four digits
                assertThat(marks.get(j).get(1)).isEqualTo(scores[row][j] < 0 ? "against" : "for");
                assertThat(marks.get(j).get(2)).isEqualTo(PANEL.rows().get(row).right().contains(j) ? "right" : "");
            }
        }
    }

    @Test void colourCanBeMeasuredAgainstTheWholeMatrix() {
        page.choose("saliency");
        driver.findElement(By.xpath("//*[@id='scales']//label[contains(., 'the matrix')]")).click();
        float[][] scores = view("saliency").whole().values();
        double largest = 0;
        for (float[] row : scores) {
            for (int j = 0; j < 20; j++) largest = Math.max(largest, row[j]);
        }
        List<List<String>> marks = page.marks();
        for (int j = 0; j < 20; j++) {
            assertThat(Double.parseDouble(marks.get(j).get(0))).isCloseTo(scores[0][j] / largest, within(0.5e-4));
            assertThat(marks.get(j).get(1)).isEqualTo("weight");
        }
    }

    @Test void copyingTakesEveryDigit() {
        driver.executeCdpCommand("Browser.grantPermissions",
            Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        page.choose("random");
        driver.findElement(By.id("copy")).click();
        String copied = (String) driver.executeAsyncScript("navigator.clipboard.readText().then(arguments[0])");
        List<String> lines = copied.lines().toList();
        assertThat(lines.getFirst()).startsWith("output\tM\to\tn").endsWith("\t5\t</s>");
        float[][] scores = view("random").whole().values();
        for (int i = 0; i < scores.length; i++) {
            String[] cells = lines.get(i + 1).split("\t");
            for (int j = 0; j < scores[i].length; j++) assertThat(Float.parseFloat(cells[j + 1])).isEqualTo(scores[i][j]);
        }
    }

    @Test void colourOnTheScreenFollowsTheStrength() {
        page.point(page.rows().get(8));
        driver.executeScript("document.querySelectorAll('.mark').forEach(mark => mark.style.transition = 'none')");
        assertThat(page.alpha(8)).as("the day, read most").isGreaterThan(page.alpha(0));
        assertThat(page.alpha(8)).isEqualTo(1);
    }

    @Test void pointingLightsTheRowInEveryHeadAndEveryMethod() {
        List<String> before = page.texts("#grid .on-right"), methodsBefore = page.texts("#methods-beside .on-right");
        Object strip = page.strip();
        page.point(page.rows().get(5));
        assertThat(page.texts("#grid .on-right")).isNotEqualTo(before).hasSize(1 + FakeDates.LAYERS * (1 + FakeDates.HEADS));
        assertThat(page.texts("#methods-beside .on-right")).isNotEqualTo(methodsBefore).hasSize(5);
        assertThat(page.strip()).isNotEqualTo(strip);
        Sheet head = view("attention").sheets().getLast();
        assertThat(page.texts("#grid .on-right").getLast())
            .isEqualTo(Math.round(100 * head.share(5, PANEL.rows().get(5).right())) + "\u202f%");
        assertThat(page.texts("#side-title")).containsExactly("All methods on “\u20680\u2069”");
    }

    @Test void theTableHoldsTheDataOfWhatIsChosen() {
        assertTable(view("attention").whole());
        driver.findElement(By.xpath("//*[@id='grid']//button[.//*[text()='1.2']]")).click();
        assertThat(page.texts("#matrix-title")).containsExactly("attention, layer 1, head 2");
        assertTable(view("attention").sheets().stream().filter(s -> s.layer() == 1 && s.head() == 2).findFirst().orElseThrow());
        for (View view : PANEL.views().subList(1, PANEL.views().size())) {
            page.choose(view.method().label());
            assertTable(view.whole());
        }
    }

    @Test void theTableCanBeReadInsteadOfTheHeatMap() {
        page.choose("integrated gradients");
        WebElement cell = driver.findElement(By.cssSelector("#scores tbody td data"));
        assertThat(cell.getCssValue("font-size")).isEqualTo("0px");
        driver.findElement(By.xpath("//*[@id='forms']//label[contains(., 'table')]")).click();
        cell = driver.findElement(By.cssSelector("#scores tbody td data"));
        assertThat(Float.parseFloat(cell.getCssValue("font-size").replace("px", ""))).isGreaterThan(10);
        float first = view("integrated-gradients").whole().values()[0][0];
        float shown = Float.parseFloat(cell.getText().replace('−', '-'));
        assertThat(shown).isCloseTo(first, within(Math.abs(first) * 0.005f));   // three digits: half of the third, at most 0.5 %
        assertThat(page.texts("#scores thead th").subList(0, 4)).containsExactly("output", "M", "o", "n");
    }

    @Test void aClickKeepsARowAndEscapeLetsGo() {
        page.rows().get(3).click();
        page.point(page.rows().get(7));
        assertThat(page.litRows()).containsExactly(3);
        assertThat(page.rows().get(3).getDomAttribute("aria-pressed")).isEqualTo("true");
        page.hand().sendKeys(Keys.ESCAPE).perform();
        page.point(page.rows().get(6));
        assertThat(page.litRows()).containsExactly(6);
    }

    @Test void theKeyboardGoesWhereTheHandGoes() {
        driver.executeScript("document.querySelector('#rows button').focus()");
        page.hand().sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT).perform();
        assertThat(page.litRows()).containsExactly(2);
        page.hand().sendKeys(Keys.END).perform();
        assertThat(page.litRows()).containsExactly(9);
        assertThat(page.texts("#caption").getFirst()).startsWith("“\u20683\u2069”, 10 of 10: log p of the character");
        assertThat(driver.switchTo().activeElement()).isEqualTo(page.rows().get(9));
    }

    @Test void numbersStandUnderTheTextOnDemand() {
        page.choose("integrated gradients");
        WebElement figure = driver.findElement(By.cssSelector("#passages .figure"));
        assertThat(figure.isDisplayed()).isFalse();
        driver.findElement(By.id("numbers")).click();
        assertThat(figure.isDisplayed()).isTrue();
        float score = view("integrated-gradients").whole().values()[0][0];
        assertThat(Float.parseFloat(figure.getText().replace('−', '-'))).isCloseTo(score, within(Math.abs(score) * 0.005f));
    }

    @Test void aGapAboveOnePerCentIsMarked() {
        page.point(page.rows().get(0));
        assertThat(page.texts("#balances .marked")).isEmpty();
        page.point(page.rows().get(4));
        assertThat(page.texts("#balances .marked")).singleElement().asString().endsWith("⚠ above 1\u202f%");
    }

    @Test void textOfTheUserStaysText() throws IOException {
        String hostile = "</script><script>window.foreign = 1</script><img src=x onerror='window.foreign = 2'>\"'&{{data}}\u202eabc😀\ud83d";
        View view = new View(new Method("m", hostile, true, hostile), List.of(Sheet.of(new float[][] {{1, 2}, {2, 1}})),
            Completeness.none(hostile), new Cost(1, 0, 2), List.of(hostile));
        Row row = new Row(new Piece(hostile, 0, 0, false), 1, Set.of(0));
        Panel panel = new Panel(hostile, hostile, hostile, List.of(row, row),
            List.of(new Passage(hostile, hostile, List.of(new Piece(hostile, 0, hostile.length(), false), Piece.special(hostile)))),
            List.of(view));
        Path file = folder.resolve("hostile.html");
        new Page(hostile, hostile, List.of(panel), List.of(new Summary(hostile, hostile, List.of(hostile, hostile),
            List.of(new Summary.Line(hostile, List.of(new Summary.Words(hostile)), hostile))))).write(file);
        driver.get(file.toUri().toString());

        assertThat(driver.executeScript("return window.foreign")).isNull();
        assertThat(driver.findElements(By.cssSelector("main img, main script"))).isEmpty();
        assertThat(page.texts("#case")).containsExactly(hostile.replace("\u202e", "U+202E").replaceAll("\ud83d$", "U+D83D"));
        assertThat(page.texts("#rows button").getFirst()).contains("</script>", "U+202E", "😀", "U+D83D");
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    /// The pictures land in `target`, for people to look at.
    @Test void itFitsAWideAndANarrowScreenInLightAndInDark() throws IOException {
        for (int width : new int[] {1280, 400}) {
            for (String scheme : List.of("light", "dark")) {
                driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
                driver.executeCdpCommand("Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
                page.choose("integrated gradients");
                page.point(page.rows().get(5));
                assertThat(driver.executeScript("""
                    const wide = [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, #grid'))
                      .filter(e => e.getBoundingClientRect().right > innerWidth || e.getBoundingClientRect().left < 0);
                    return wide.map(e => e.outerHTML.slice(0, 80))""")).as("what sticks out at " + width).isEqualTo(List.of());
                page.picture("report-" + width + "-" + scheme);
                page.choose("attention");
            }
        }
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }

    private static View view(String method) {
        return PANEL.views().stream().filter(view -> view.method().id().equals(method)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static void assertTable(Sheet sheet) {
        List<List<String>> table = (List<List<String>>) driver.executeScript("""
            return [...document.querySelectorAll('#scores tbody tr')].map(row =>
              [...row.querySelectorAll('data')].map(cell => cell.value))""");
        float[][] values = new float[table.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = new float[table.get(i).size()];
            for (int j = 0; j < values[i].length; j++) values[i][j] = Float.parseFloat(table.get(i).get(j));
        }
        assertThat(values).isEqualTo(sheet.values());
    }
}
