package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The books of an answer, on the command line.
class LedgerCommandTest {

    private static final String BERT = Shell.oracle("bert-seqcls");
    private static final String GPT2 = Shell.oracle("gpt2");

    @Test void theLedgerIsATreeForPeopleAndForPrograms() {
        Shell people = Shell.run("ledger", GPT2, "--ids", "5,17,300,42");
        assertThat(people.code()).isZero();
        assertThat(people.out().lines().filter(line -> line.startsWith("├─") || line.startsWith("└─")).map(line -> line.replaceAll(":.*", "")))
                .containsExactly("├─ embed", "├─ blocks.0", "├─ blocks.1", "└─ blocks.2");
        JsonNode json = JsonMapper.shared().readTree(
                Shell.run("ledger", GPT2, "--ids", "5,17,300,42", "--set", "steps=64", "--json", "-").out());
        assertThat(json.get("schema").stringValue()).isEqualTo("clearhead/ledger/1");
        assertThat(json.at("/method/settings/steps").intValue()).isEqualTo(64);
        double difference = json.get("value").doubleValue() - json.get("baselineValue").doubleValue();
        assertThat(json.at("/ledger/amount").doubleValue()).isEqualTo(difference);
        assertThat(json.at("/ledger/splits").valueStream().map(split -> split.get("sum").doubleValue()))
                .allSatisfy(sum -> assertThat(sum).isCloseTo(difference, within(0.01 * Math.abs(difference))));
        assertThat(Shell.run("ledger", GPT2, "--ids", "5", "--set", "site=embed").code()).isEqualTo(2);
    }

    /// What is named at each level adds up to the level above, but for the gap that is told.
    @Test void theLedgerAddsUp() {
        JsonNode ledger = Shell.json("ledger", BERT, "--ids", "2,176,3", "--set", "steps=8", "--depth", "3", "--most", "100");
        addsUp(ledger.get("ledger"));
        assertThat(ledger.at("/ledger/amount").doubleValue())
                .isEqualTo(ledger.get("value").doubleValue() - ledger.get("baselineValue").doubleValue());
        assertThat(Shell.run("ledger", BERT, "--ids", "2,176,3").out()).startsWith("F(x) − F(x′) = ");
    }

    private static void addsUp(JsonNode entry) {
        for (JsonNode split : entry.path("splits")) {
            double sum = 0;
            for (JsonNode part : split.get("parts")) {
                sum += part.get("amount").doubleValue();
                addsUp(part);
            }
            double size = split.get("parts").valueStream().mapToDouble(part -> Math.abs(part.get("amount").doubleValue())).sum();
            assertThat(split.get("sum").doubleValue()).isCloseTo(sum, within(1e-9 * size));
            assertThat(entry.get("amount").doubleValue() - sum).isCloseTo(split.get("gap").doubleValue(), within(1e-9 * size));
        }
    }
}
