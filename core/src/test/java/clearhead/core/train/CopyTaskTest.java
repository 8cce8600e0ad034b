package clearhead.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.AdamW;
import clearhead.autograd.Engine;
import clearhead.autograd.Gradients;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.generate.Choice;
import clearhead.core.generate.Limit;
import clearhead.core.generate.Prompts;
import clearhead.core.generate.Written;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.Models;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Pass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A transformer learns to copy: six tokens out of eight, of which it has seen a few texts again and again.
class CopyTaskTest {

    private static final int LENGTH = 6;
    private static final int START = 8;
    private static final int TEXTS = 32;

    private final int[][] texts = IntStream.range(0, TEXTS).mapToObj(i -> Models.row(8, i, LENGTH)).toArray(int[][]::new);
    private final Batch source = Batch.of(texts);
    private final Batch written = Batch.of(List.of(texts).stream().map(CopyTaskTest::shifted).toArray(int[][]::new));
    private final int[] answers = List.of(texts).stream().flatMapToInt(IntStream::of).toArray();

    private static int[] shifted(int[] text) {
        return IntStream.range(0, LENGTH).map(i -> i == 0 ? START : text[i - 1]).toArray();
    }

    private static EncoderDecoder untrained(long seed) {
        return EncoderDecoder.random(EncoderDecoder.Config.of(8, 9, LENGTH, LENGTH, 32, 4, 64, 1, 1, Order.PRE_NORM, Activation.RELU),
                seed);
    }

    private EncoderDecoder train(int steps, long seed, float dropout, Engine engine) {
        Trainer trainer = new Trainer(steps, Schedule.cosine(0.005f, 0.1), new AdamW.Settings(0.9f, 0.98f, 1e-8f, 0.01f), 1);
        return trainer.train(untrained(seed).on(engine), _ -> source,
                (model, _, step) -> new Trainer.Judged(objective(model, step, seed, dropout), 0), _ -> { });
    }

    private Tensor objective(EncoderDecoder model, int step, long seed, float dropout) {
        return model.forward(source, written, Pass.training(dropout, seed + step)).crossEntropy(answers);
    }

    @Test void itIsLearnedByHeart() {
        EncoderDecoder trained = train(150, 1, 0, Engine.standard());

        List<Written> copies = Prompts.of(trained, source, START).write(Choice.GREEDY, new Limit(LENGTH));
        assertThat(copies.stream().map(Written::ids)).containsExactly(texts);
    }

    /// With dropout, so that random numbers take part.
    @Test void theSameSeedGivesTheSameBytesOnAnyNumberOfThreads(@TempDir Path folder) {
        byte[] expected = bytes(folder, 1, 1);

        assertThat(bytes(folder, 1, 1)).isEqualTo(expected);
        assertThat(bytes(folder, 1, 2)).isEqualTo(expected);
        assertThat(bytes(folder, 1, 3)).isEqualTo(expected);
        assertThat(bytes(folder, 2, 1)).isNotEqualTo(expected);
    }

    /// The trainer works in an arena; here is the same training without one.
    @Test void theArraysOfAStepAreUsedAgainAndNoBitChanges() {
        EncoderDecoder model = untrained(1).trainable();
        Map<String, AdamW> optimizers = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            int step = i;
            Map<String, Tensor> weights = model.parameters();
            List<Tensor> gradients = Gradients.of(objective(model, step, 1, 0.1f)).wrt(List.copyOf(weights.values()))
                    .stream().map(Tensor::detach).toList();
            double norm = Math.sqrt(gradients.stream().mapToDouble(g -> g.dot(g).item()).sum());
            float shrink = norm > 1 ? (float) (1 / norm) : 1;
            Iterator<Tensor> each = gradients.iterator();
            model = model.map((name, w) -> optimizers.computeIfAbsent(name, _ -> new AdamW(
                    new AdamW.Settings(0.9f, 0.98f, 1e-8f, w.shape().rank() >= 2 ? 0.01f : 0), w.shape()))
                    .step(w, each.next().scale(shrink), Schedule.cosine(0.005f, 0.1).rate(step, 10)));
        }

        Map<String, Tensor> trained = train(10, 1, 0.1f, Engine.standard()).parameters();
        model.parameters().forEach((name, w) -> assertThat(trained.get(name).toArray()).as(name).isEqualTo(w.toArray()));
    }

    private byte[] bytes(Path folder, long seed, int threads) {
        Path file = folder.resolve("weights.safetensors");
        try (Threads team = Threads.of(threads)) {
            Safetensors.write(file, train(20, seed, 0.1f, Engine.with(team)).parameters(), Map.of());
            return Files.readAllBytes(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
