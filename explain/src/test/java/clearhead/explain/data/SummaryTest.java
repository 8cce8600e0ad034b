package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SummaryTest {

    @TempDir private Path folder;

    /// A line as `explain --batch` writes it, as far as a summary reads it.
    private static String line(String label, String text, double... scores) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("schema", "clearhead/explain/1");
        json.putObject("model").put("digest", "").put("architecture", "closed").put("source", "a test");
        json.putObject("method").put("id", "occlusion");
        json.putObject("target").put("kind", "logit").put("class", label.length()).put("label", label);
        int start = 0;
        String[] words = text.split(" ");
        for (int i = 0; i < words.length; i++) {
            json.withArray("words").addObject().put("text", words[i]).put("start", start).put("end", start + words[i].length())
                    .put("score", scores[i]);
            start += words[i].length() + 1;
        }
        return json.toString();
    }

    private Summary read(int least, String... lines) throws IOException {
        return Summary.read(Files.write(folder.resolve("a.jsonl"), List.of(lines)), least);
    }

    /// Three texts, every number by hand.
    @Test void countsAndMeansByHand() throws IOException {
        Summary summary = read(2,
                line("negative", "A dull, Dull film.", 0.5, 2, 4, -1),
                line("negative", "Dull \"film\"!", 1, -5),
                line("negative", "a plot", 0, 0),
                line("positive", "great film", 3, 1),
                "",
                "{\"error\":\"--ids: is empty\",\"line\":5}");
        assertThat(summary.groups()).extracting(Summary.Group::label).containsExactly("negative", "positive");
        Summary.Group negative = summary.groups().getFirst();
        assertThat(negative.explanations()).isEqualTo(3);
        assertThat(negative.words()).extracting(Summary.Word::word).containsExactly("film", "Dull", "A");
        Summary.Word film = negative.words().get(0);
        assertThat(film.size().mean()).isEqualTo(3);
        assertThat(film.score().mean()).isEqualTo(-3);
        assertThat(film.size().error()).isCloseTo(2, within(1e-15));                  // 1 and 5: deviation √8, of two texts √8/√2
        assertThat(film.decisive()).isEqualTo(1);
        Summary.Word dull = negative.words().get(1);                                  // 3 in the first text, 1 in the second
        assertThat(dull.texts()).isEqualTo(2);
        assertThat(dull.occurrences()).isEqualTo(3);
        assertThat(dull.size().mean()).isEqualTo(2);
        assertThat(dull.decisive()).isEqualTo(1);
        assertThat(dull.examples()).containsExactly(new Summary.Example(1, "A dull, Dull film.", 3),
                new Summary.Example(2, "Dull \"film\"!", 1));
        assertThat(negative.words().get(2).decisive()).isZero();                      // in the third text nothing decides
        assertThat(summary.groups().get(1).words()).isEmpty();                        // no word of it is in two texts
        assertThat(summary.warnings()).containsExactly("1 lines hold an error in place of an explanation");
        assertThat(summary.explanations()).isEqualTo(4);
        JsonNode json = Schemas.valid("summary", summary.json());
        assertThat(json.at("/groups/0/words/1/examples/0/line").intValue()).isEqualTo(1);
    }

    /// Texts of other scripts; a word of one text has no error.
    @Test void wordsOfAllScripts() throws IOException {
        Summary summary = read(1,
                line("a", "STRASSE Straße ΟΔΟΣ οδός café cafe\u0301 好き! 😀 don't (don't)", 1, 3, 1, 1, 2, 4, 1, 1, 5, 5),
                line("a", "straße", 4));
        List<Summary.Word> words = summary.groups().getFirst().words();
        assertThat(words).extracting(Summary.Word::word).containsExactly("don't", "cafe\u0301", "STRASSE", "ΟΔΟΣ", "οδός", "好き", "😀");
        assertThat(words.get(2).texts()).isEqualTo(2);
        assertThat(words.get(0).size()).isEqualTo(new Repeated(5, Double.NaN, Double.NaN, Double.NaN, 1));
        JsonNode json = Schemas.valid("summary", summary.json());
        assertThat(json.at("/groups/0/words/0/size/standardError").isNull()).isTrue();
    }

    /// Other methods measure other things: their scores are not added up.
    @Test void methodsAndTargetsStayApart() throws IOException {
        String one = line("a", "good film", 1, 2);
        Summary summary = read(1, one, one.replace("occlusion", "lime"), one.replace("\"logit\"", "\"prob\""),
                one.replace("a test", "another"));
        assertThat(summary.groups()).extracting(Summary.Group::method).containsExactly("occlusion", "lime", "occlusion");
        assertThat(summary.groups()).extracting(Summary.Group::explanations).containsExactly(2, 1, 1);
        assertThat(summary.warnings()).containsExactly("the explanations are of 2 models");
    }

    /// The second of two texts begins anew.
    @Test void twoTextsAreShownApart() throws IOException {
        String two = line("a", "good film", 1, 2).replace("\"start\":5,\"end\":9", "\"start\":0,\"end\":4");
        assertThat(read(1, two).groups().getFirst().words().getFirst().examples().getFirst().text()).isEqualTo("good | film");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"schema":"clearhead/predict/1"}                                        | : line 1: is no explanation (need lines of JSON as explain --batch writes them)
            {"error":"none"}                                                        | : holds no explanation of words (need lines of JSON as explain --batch writes them)
            {"schema":"clearhead/explain/1","words":[{"text":"a"}],"target":{}}     | : line 1: words[0].start: is missing (need a whole number between 0 and 2147483647)
            {"schema":"clearhead/explain/1"                                         | : line 1: is not valid JSON near character 31 (need lines of JSON as explain --batch writes them)
            """)
    void saysWhatIsWrong(String line, String message) {
        assertThatThrownBy(() -> read(1, line)).isInstanceOf(BadInput.class).hasMessage(folder.resolve("a.jsonl") + message);
    }

    @Test void aWordMustBeSomewhere() {
        assertThatThrownBy(() -> Summary.read(folder.resolve("a.jsonl"), 0)).hasMessage("--least 0: is too small (need 1 or more)");
        assertThatThrownBy(() -> Summary.read(folder.resolve("none.jsonl"), 1)).hasMessageContaining("does not exist");
    }
}
