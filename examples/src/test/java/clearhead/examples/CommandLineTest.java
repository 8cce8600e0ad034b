package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the command line says to bad input: one line, exit code 2, and nothing left behind.
class CommandLineTest {

    @TempDir private Path folder;

    private record Outcome(int code, String err) {}

    private Outcome run(List<String> arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            return new Outcome(Main.run(arguments.toArray(String[]::new)), bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(List.of("dates", ""), "clearhead: date: is empty (need a date such as \"3 mars 2025\")\n"),
                Arguments.of(List.of("dates", "  "), "clearhead: date: is empty (need a date such as \"3 mars 2025\")\n"),
                Arguments.of(List.of("dates", "3 ".repeat(5_000)),
                        "clearhead: date: has 9,999 characters (need at most 48, as the longest date of any of the languages)\n"),
                Arguments.of(List.of("dates", "3 mars ✈ 2025"),
                        "clearhead: character '✈' (U+2708, position 7) is in none of the texts that the model was trained on\n"),
                Arguments.of(List.of("dates", "--nonsense", "3 mars 2025"), "clearhead: Unknown option: '--nonsense'\n"),
                Arguments.of(List.of("dates"), "clearhead: Missing required parameter: 'TEXT'\n"),
                Arguments.of(List.of("dates", "--seed", "x", "3 mars 2025"),
                        "clearhead: Invalid value for option '--seed': 'x' is not a long\n"),
                Arguments.of(List.of("dates", "--threads", "0", "3 mars 2025"),
                        "clearhead: --threads 0: is no number of threads (need 1 or more)\n"),
                Arguments.of(List.of("--nonsense"), "clearhead: Unknown option: '--nonsense'\n"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysWhatIsWrongInOneLine(List<String> arguments, String message) throws IOException {
        List<String> here = Stream.concat(arguments.stream(), Stream.of("--folder", folder.toString())).toList();
        assertThat(run(here)).isEqualTo(new Outcome(2, message));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test void refusesWeightsThatWereCutInHalf() throws IOException {
        Path weights = folder.resolve("dates.safetensors");
        byte[] half = new byte[1000];
        half[1] = 2;                                           // a header of 512 bytes, of which the rest is zeros
        Files.write(weights, half);
        Outcome outcome = run(List.of("dates", "3 mars 2025", "--folder", folder.toString()));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("clearhead: " + weights + ": ").containsOnlyOnce("\n").doesNotContain("\tat ");
        assertThat(weights).hasBinaryContent(half);
    }

    @Test void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Outcome outcome = run(List.of("dates", "3 mars 2025", "--folder", file.toString()));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("clearhead: --folder " + file + ": cannot be made").containsOnlyOnce("\n");
    }
}
