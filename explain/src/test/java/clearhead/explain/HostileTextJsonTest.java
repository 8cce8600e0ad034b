package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Texts that would break a file or steer a terminal.
class HostileTextJsonTest {

    /// Whatever stands in a text or a name, the file is one line of ASCII in which nothing steers a terminal, and gives it back unit by
    /// unit.
    @Property(tries = 300) void hostileTextComesBackAsItWas(@ForAll String text) {
        hostile(text);
    }

    @Test void theWorstTextsComeBackAsTheyWere() {
        for (String text : new String[] {"\"},{\"", "\\", "\0\b\t\n\f\r\u001b[31m", "\u2028\u2029\ufeff", "\ud800", "\udc00\ud83d",
                "\ud83d\ude00", "</script><!--", "\u202eabc", "\u007f\u0080"}) {
            hostile(text);
        }
    }

    private static void hostile(String text) {
        Input input = Input.of(text, List.of(new Token(0, 1, text, 0, text.length(), false)), List.of());
        Explanation.Row row = new Explanation.Row(new float[] {1}, 1, OptionalDouble.empty());
        Explanation explanation = new Explanation(new Explanation.Method("m", Map.of("name", text), "because " + text),
                new WhiteBox.ModelInfo("sha256:" + "0".repeat(64), text, text), input, new Target.Logit(0, 0),
                new Scores.One(List.of(Axis.of(Axis.TOKENS, input.tokens())), row), 0, new Cost(0, 0, 0, 0, 0), List.of("w" + text));
        String json = explanation.json(Small.box(4));
        assertThat(json).matches("[ -\u007f]*");
        JsonNode read = ExplanationJsonTest.valid(explanation);
        assertThat(read.get("tokens").get(0).get("piece").stringValue()).isEqualTo(text);
        assertThat(read.get("model").get("source").stringValue()).isEqualTo(text);
        assertThat(read.get("method").get("settings").get("name").stringValue()).isEqualTo(text);
        assertThat(read.get("gapReason").stringValue()).isEqualTo("because " + text);
        assertThat(read.get("warnings").get(0).stringValue()).isEqualTo("w" + text);
        JsonNode word = read.get("words").get(0);
        assertThat(word.get("text").stringValue()).isEqualTo(text.substring(word.get("start").intValue(), word.get("end").intValue()));
    }
}
