package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example prints what is pinned in the file of its name, on every machine and with all kernels, and ends with how to run it.
/// Where it is meant to print something else, run it as it says and write the output into that file.
class ExamplesTest {

    private static final Path SOURCES = Path.of(System.getProperty("basedir", ""), "src/main/java/clearhead/examples");

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.matches("Example\\d\\d.*\\.java"))
                    .map(name -> name.replace(".java", "")).sorted().toList();
        }
    }

    @Test void theyAreNumberedFromOne() throws IOException {
        List<String> examples = examples();
        assertThat(examples).isNotEmpty();
        for (int i = 0; i < examples.size(); i++) {
            assertThat(examples.get(i)).startsWith("Example%02d".formatted(i + 1));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsWhatIsPinned(String example) throws Exception {
        Method main = Class.forName("clearhead.examples." + example).getDeclaredMethod("main");
        String printed = Printed.by(() -> main.invoke(null));
        assumeFalse(printed.startsWith("skipped: "), printed);              // a native library that is not made for this machine
        assertThat(printed).isEqualTo(Printed.pinned(example));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void endsWithHowToRunIt(String example) throws IOException {
        assertThat(Files.readString(SOURCES.resolve(example + ".java"))).contains("// What you should see: ")
                .endsWith("    //     mvn -q compile exec:exec -Dmain.class=clearhead.examples." + example + "\n}\n");
    }
}
