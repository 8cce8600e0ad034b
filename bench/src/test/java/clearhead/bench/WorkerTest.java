package clearhead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {

    @TempDir
    private Path folder;

    @Test
    void aConversation() throws IOException {
        Floats.writeAll(folder, List.of(new float[] {1, -2.5f, 3}));
        assertThat(answers("prepare each EXP 3", "result Y.f32", "remark", "run 0 3", "prepare adamw 3", "run 0 1"))
                .containsExactly("hello Doubler", "ready", "written", "says ", "took T", "unknown",
                        "failed java.util.NoSuchElementException: No value present");
        assertThat(Floats.read(folder.resolve("Y.f32"))).containsExactly(2, -5, 6);
    }

    @Test
    void whatGoesWrongIsAnAnswerOfOneLine() throws IOException {
        assertThat(answers("prepare sort 3", "prepare each EXP 3", "sing loudly"))
                .containsExactly("hello Doubler", "failed java.lang.IllegalArgumentException: no case is called sort 3", "ready",
                        "failed java.lang.IllegalArgumentException: no such question: sing");
    }

    private List<String> answers(String... questions) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new Worker(folder, new Doubler()).serve(new BufferedReader(new StringReader(String.join("\n", questions))),
                new PrintStream(said, false, StandardCharsets.UTF_8));
        return said.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst("^took [0-9.E-]+$", "took T")).toList();
    }

    /// Knows functions of elements, and takes them all for `2x`.
    private static final class Doubler implements Contender {

        @Override public String description() {
            return "Doubler";
        }

        @Override public Optional<Job> prepare(Case work, List<float[]> inputs) {
            return work instanceof Case.Each ? Optional.of(new Twice(inputs)) : Optional.empty();
        }

        private record Twice(List<float[]> inputs) implements Job {

            @Override public void run() {
                result();
            }

            @Override public float[] result() {
                float[] y = inputs.getFirst().clone();
                for (int i = 0; i < y.length; i++) {
                    y[i] *= 2;
                }
                return y;
            }
        }
    }
}
