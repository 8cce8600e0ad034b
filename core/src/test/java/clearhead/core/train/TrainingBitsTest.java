package clearhead.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.AdamW;
import clearhead.autograd.Engine;
import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.Models;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Pass;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A whole training run, attention, norms, dropout and optimizer, ends at the same weights to the last bit: run again, on any number of
/// threads, in another JVM, with vectors of any width, with none, and whether or not the code has been compiled.
class TrainingBitsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void theNumberOfThreadsChangesNoBit(int threads) {
        assertThat(Again.train(threads, 1)).isEqualTo(Again.train(1, 1));
    }

    @Test void theSeedChangesThem() {
        assertThat(Again.train(1, 2)).isNotEqualTo(Again.train(1, 1));
    }

    /// In a JVM of its own, that has compiled nothing yet, or never does.
    @ParameterizedTest
    @ValueSource(strings = {"--add-modules jdk.incubator.vector",
            "--add-modules jdk.incubator.vector -XX:MaxVectorSize=16",
            "--add-modules jdk.incubator.vector -XX:UseAVX=2",
            "-Dclearhead.kernels=scalar",
            "-Dclearhead.kernels=scalar -Xint"})
    void noJvmChangesABit(String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions"));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-cp", String.join(System.getProperty("path.separator"),
                place(Tensor.class), place(Trainer.class), place(Again.class)), Again.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertThat(said).contains("bits: " + Again.train(1, 1));
        assertThat(process.waitFor()).isZero();
    }

    /// The folder, or the jar, that a class was read from.
    private static String place(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        String from = type.getClassLoader().getResource(file).toString();
        String root = from.substring(0, from.length() - file.length());
        return Path.of(URI.create(root.startsWith("jar:") ? root.substring("jar:".length(), root.length() - "!/".length()) : root)).toString();
    }

    /// Trains, and says what came of it. It needs none of the libraries that tests have.
    static final class Again {

        private static final int STEPS = 3;
        private static final int LENGTH = 6;
        private static final int START = 8;

        /// One number that stands for all bits of all weights.
        static long train(int threads, long seed) {
            int[][] texts = IntStream.range(0, 32).mapToObj(i -> Models.row(8, i, LENGTH)).toArray(int[][]::new);
            int[][] shifted = IntStream.range(0, 32).mapToObj(i -> IntStream.range(0, LENGTH).map(j -> j == 0 ? START : texts[i][j - 1])
                    .toArray()).toArray(int[][]::new);
            Batch source = Batch.of(texts), written = Batch.of(shifted);
            int[] answers = List.of(texts).stream().flatMapToInt(IntStream::of).toArray();
            EncoderDecoder.Config config = EncoderDecoder.Config.of(8, 9, LENGTH, LENGTH, 32, 4, 64, 1, 1, Order.PRE_NORM, Activation.GELU);
            Trainer trainer = new Trainer(STEPS, Schedule.cosine(0.005f, 0.1), new AdamW.Settings(0.9f, 0.98f, 1e-8f, 0.01f), 1);
            try (Threads team = Threads.of(threads)) {
                EncoderDecoder model = EncoderDecoder.random(config, seed).on(Engine.with(team));
                EncoderDecoder trained = trainer.train(model, _ -> source, (now, batch, step) -> new Trainer.Judged(
                        now.forward(batch, written, Pass.training(0.1f, seed + step)).crossEntropy(answers), 0), _ -> { });
                long bits = 0;
                for (Tensor w : trained.parameters().values()) {
                    for (float number : w.toArray()) {
                        bits = Seeds.mix(bits, Float.floatToRawIntBits(number));
                    }
                }
                return bits;
            }
        }

        private Again() {}

        public static void main(String[] args) {
            System.out.println("bits: " + train(2, 1));
        }
    }
}
