package clearhead.explain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PageTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test void theSameDataGiveTheSameBytes() {
        assertThat(FakeDates.page().html()).isEqualTo(FakeDates.page().html());
    }

    @Test void thePageIsWhole() {
        Document page = Jsoup.parse(FakeDates.page().html());
        assertThat(page.title()).isEqualTo("Why did the model write this date?");
        assertThat(page.select("h1").text()).isEqualTo(page.title());
        assertThat(page.select("header p")).hasSize(2);
        assertThat(page.select("noscript").text()).contains("2025年3月3日 → 2025-03-03", "integrated gradients");
        assertThat(page.outerHtml()).contains("Permission to use, copy, modify, and/or distribute").doesNotContain("{{");
    }

    /// What a page can fetch by: addresses in attributes, and in the style.
    @Test void nothingInThePagePointsOutOfIt() {
        Document page = Jsoup.parse(FakeDates.page().html());
        assertThat(page.select("[src], [href], [action], [data], [poster], [srcset], [background]"))
            .singleElement().satisfies(icon -> assertThat(icon.attr("href")).isEqualTo("data:,"));
        assertThat(page.select("style").html()).doesNotContain("url(", "@import");
    }

    @Test void thePolicyAllowsThisStyleAndTheseScriptsAndNothingElse() throws NoSuchAlgorithmException {
        Document page = Jsoup.parse(FakeDates.page().html());
        String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
        assertThat(policy).startsWith("default-src 'none'; img-src data:; style-src 'sha256-").doesNotContain("unsafe", "http", "*");
        List<Element> inline = page.select("style, script:not([type])");
        assertThat(inline).hasSize(4);
        for (Element element : inline) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(element.data().getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
        }
    }

    @Test void theDataInThePageAreThePagesOwn() {
        Page page = FakeDates.page();
        JsonNode data = JSON.readTree(Jsoup.parse(page.html()).select("#data").first().data());
        assertThat(data).isEqualTo(JSON.readTree(page.json()));
        JsonNode row = data.at("/panels/0/rows/9");
        assertThat(row.at("/piece/text").asString()).isEqualTo("3");
        assertThat(row.get("right").toString()).isEqualTo("[8]");
        assertThat(data.at("/panels/0/columns/0/text").asString()).isEqualTo("Montag, 3. März 2025");
        assertThat(data.at("/panels/0/views/1/completeness/rows/4/marked").asBoolean()).isTrue();
        assertThat(data.at("/summaries/0/lines/0/cells/0/kind").asString()).isEqualTo("estimate");
    }

    @Property(tries = 200) void everyNumberReadsBackToTheSameFloat(@ForAll("anyFloat") float value) {
        String json = new Page("t", "", List.of(panel("x", value)), List.of()).json();
        String written = json.replaceFirst(".*\"values\":\\[\\[", "").replaceFirst("]].*", "");
        assertThat(Float.floatToRawIntBits(Float.parseFloat(written))).isEqualTo(Float.floatToRawIntBits(value));
    }

    @Provide Arbitrary<Float> anyFloat() {
        return Arbitraries.integers().map(Float::intBitsToFloat).filter(Float::isFinite);
    }

    /// A parser sees the title as text, and the data as one script, whatever stands in them.
    @Property(tries = 50) void textIsNeverMarkup(@ForAll("hostile") String text) {
        Document page = Jsoup.parse(new Page(text, text, List.of(panel(text, 1)), List.of()).html());
        assertThat(page.select("h1").first().wholeText()).isEqualTo(text);
        assertThat(page.select("script")).hasSize(4);
        assertThat(page.select("img, b, noscript script")).isEmpty();
        JsonNode data = JSON.readTree(page.select("#data").first().data());
        assertThat(data.at("/panels/0/title").asString()).isEqualTo(text);
    }

    @Provide Arbitrary<String> hostile() {
        return Arbitraries.of("</script>", "<script>", "<!--", "-->", "]]>", "</noscript>", "</title>", "<img src=x onerror=alert(1)>",
            "<b>", "&lt;", "&", "\"", "'", "\\", "{{data}}", "{{title}}", "$1", "\u2028", "\u202e", "😀", "年", "x").list().ofMaxSize(6)
            .map(parts -> String.join("", parts));
    }

    @Test void halfASurrogatePairDoesNotStopThePage(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("page.html");
        new Page("\ud83d", "\ude00", List.of(panel("\ud83d", 1)), List.of()).write(file);
        Document page = Jsoup.parse(Files.readString(file));
        assertThat(page.title()).isEqualTo("\ufffd");
        assertThat(page.select("#data").first().data()).contains("\"\\uD83D\"");
    }

    @Test void aFileIsWrittenWholeOrNotAtAll(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("page.html");
        Files.writeString(file, "old");
        Page page = FakeDates.page();
        page.write(file);
        assertThat(Files.readString(file)).isEqualTo(page.html());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        Path nowhere = folder.resolve("missing/page.html");
        assertThatThrownBy(() -> page.write(nowhere)).isInstanceOf(BadInput.class)
            .hasMessage(nowhere + ": cannot be written: its folder does not exist (need a folder with space where one may write)");
    }

    private static Panel panel(String text, float score) {
        View view = new View(new Method("m", text, true, text), List.of(Sheet.of(new float[][] {{score}})), Completeness.none("r"),
            new Cost(0, 0, 0), List.of(text));
        return new Panel(text, text, text, List.of(new Row(new Piece(text, 0, 0, false), 0, Set.of())),
            List.of(new Passage(text, text, List.of(new Piece(text, 0, text.length(), false)))), List.of(view));
    }
}
