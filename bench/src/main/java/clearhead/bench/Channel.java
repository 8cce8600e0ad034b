package clearhead.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The parent's end of the conversation with a [Worker], in whatever language it is written.
final class Channel implements AutoCloseable {

    private final Side side;
    private final Path folder;
    private final Process process;
    private final PrintWriter questions;
    private final BufferedReader answers;

    private Channel(Side side, Path folder, Process process) {
        this.side = side;
        this.folder = folder;
        this.process = process;
        questions = new PrintWriter(process.outputWriter(), true);
        answers = process.inputReader();
    }

    static Channel open(Side side, Setup setup, Path folder) throws IOException {
        return new Channel(side, folder, side.start(setup, folder));
    }

    /// Waits until it is there.
    ///
    /// @return what it says it is
    String hello() throws IOException {
        return expect("hello");
    }

    /// Whether it can do this.
    boolean prepare(Case work) throws IOException {
        questions.println("prepare " + work.words());
        return !read().equals("unknown");
    }

    /// What its first call gives.
    float[] result() throws IOException {
        String file = side.name() + ".f32";
        questions.println("result " + file);
        expect("written");
        return Floats.read(folder.resolve(file));
    }

    /// What else it says of a call, perhaps nothing.
    String remark() throws IOException {
        questions.println("remark");
        return expect("says");
    }

    /// The median call, in seconds.
    double run(long milliseconds, int calls) throws IOException {
        questions.println("run %d %d".formatted(milliseconds, calls));
        return Double.parseDouble(expect("took"));
    }

    private String expect(String word) throws IOException {
        String line = read();
        if (!line.startsWith(word)) {
            throw new IOException("%s answered `%s`, need `%s`".formatted(side.title(), line, word));
        }
        return line.substring(word.length()).strip();
    }

    private String read() throws IOException {
        String line = answers.readLine();
        if (line == null || line.startsWith("failed")) {
            throw new IOException("%s %s".formatted(side.title(), line == null ? "has ended: " + lastWords() : line));
        }
        return line;
    }

    private String lastWords() throws IOException {
        return Files.readString(side.errors(folder).toPath()).strip().lines().reduce("it said nothing", (_, last) -> last);
    }

    /// Ends the process: it ends itself with its input, or is ended.
    @Override public void close() {
        questions.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
