package clearhead.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/// What programs print, and what they should.
final class Printed {

    private Printed() {}

    /// All that goes to the standard output while this runs, with `\n` as line end.
    static String by(Callable<?> program) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.call();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    /// The text that is pinned for an example.
    static String pinned(String example) throws IOException {
        try (InputStream text = Printed.class.getResourceAsStream(example + ".txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
