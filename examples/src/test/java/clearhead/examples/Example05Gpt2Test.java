package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

class Example05Gpt2Test {

    private static final int TOKENS = 5;

    private static List<String> below(String title, int count) throws IOException {
        List<String> lines = Printed.pinned("Example05Gpt2").lines().toList();
        int at = lines.indexOf(title);
        assertThat(at).as(title).isNotNegative();
        return lines.subList(at + 1, at + 1 + count);
    }

    /// Rows of weights sum to 1, up to three decimals of each, and nobody reads what comes later.
    @Test void attentionIsAttention() throws IOException {
        List<String> rows = below("who read whom in head 0 of block 0", TOKENS);
        for (int i = 0; i < TOKENS; i++) {
            double[] weights = new Scanner(rows.get(i).substring(8)).tokens().mapToDouble(Double::parseDouble).toArray();
            assertThat(weights).hasSize(TOKENS);
            double sum = 0;
            for (int j = 0; j < TOKENS; j++) {
                sum += weights[j];
                assertThat(weights[j]).isBetween(0.0, i < j ? 0.0 : 1.0);
            }
            assertThat(sum).isCloseTo(1, within(TOKENS * 0.5e-3));
        }
    }

    /// The eight lines that it has read have "sat on the mat" and "sat on the log" behind two different animals.
    @Test void itHasLearnedWhatFollows() throws IOException {
        assertThat(below("next, by softmax(logits) of the last position", 1).getFirst()).endsWith("·mat");
    }

    @Test void theModelIsTheSumOfItsParts() throws IOException {
        assertThat(Printed.pinned("Example05Gpt2")).endsWith("the model as a whole gives the same bits: true\n");
    }
}
