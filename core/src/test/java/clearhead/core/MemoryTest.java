package clearhead.core;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Arena;
import clearhead.autograd.DryRun;
import clearhead.autograd.Pool;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.model.CausalModel;
import clearhead.core.nn.Batch;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.probe.Pass;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model needs its weights once, and for a run what a dry run says.
class MemoryTest {

    private static final int WIDTH = 256;
    private static final int LAYERS = 4;
    private static final int VOCAB = 20_000;

    @TempDir
    private Path folder;

    /// A GPT-2 of 8.4 million parameters.
    private Path write() throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "gpt2", "n_embd": %d, "n_head": 4, "n_layer": %d, "n_positions": 256, "vocab_size": %d}"""
                .formatted(WIDTH, LAYERS, VOCAB));
        Map<String, Tensor> tensors = new HashMap<>();
        put(tensors, "wte.weight", VOCAB, WIDTH);
        put(tensors, "wpe.weight", 256, WIDTH);
        norm(tensors, "ln_f");
        for (int layer = 0; layer < LAYERS; layer++) {
            String block = "h." + layer;
            norm(tensors, block + ".ln_1");
            linear(tensors, block + ".attn.c_attn", WIDTH, 3 * WIDTH);
            linear(tensors, block + ".attn.c_proj", WIDTH, WIDTH);
            norm(tensors, block + ".ln_2");
            linear(tensors, block + ".mlp.c_fc", WIDTH, 4 * WIDTH);
            linear(tensors, block + ".mlp.c_proj", 4 * WIDTH, WIDTH);
        }
        Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
        return folder;
    }

    private static void norm(Map<String, Tensor> tensors, String name) {
        put(tensors, name + ".weight", WIDTH);
        put(tensors, name + ".bias", WIDTH);
    }

    private static void linear(Map<String, Tensor> tensors, String name, int in, int out) {
        put(tensors, name + ".weight", in, out);
        put(tensors, name + ".bias", out);
    }

    private static void put(Map<String, Tensor> tensors, String name, int... dims) {
        tensors.put(name, Tensor.full(Shape.of(dims), 0.01f));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// What else a JVM does meanwhile is allowed a tenth; a second copy of the weights, or of half of them, is not.
    @Test void weightsAreHeldOnce() throws IOException {
        write();
        long before = used();
        Pretrained pretrained = Pretrained.open(folder);
        long held = used() - before;
        long weights = Float.BYTES * pretrained.model().size();
        assertThat(weights).isGreaterThan(30_000_000);
        assertThat(held).isBetween(weights * 9 / 10, weights * 11 / 10);
        assertThat(pretrained.tokenizer()).isEmpty();
    }

    /// An arena keeps every array that a run takes, until the next one.
    @Test void aRunTakesWhatADryRunSays() throws IOException {
        write();
        CausalModel model = (CausalModel) Pretrained.open(folder).model();
        Batch ids = Batch.of(IntStream.range(0, 200).toArray());
        DryRun dry = new DryRun();
        model.on(dry.engine()).forward(ids, Pass.PLAIN);
        long said = dry.cost().allocated();
        assertThat(said).isGreaterThan(Float.BYTES * 200L * VOCAB);

        Pool pool = new Pool(Long.MAX_VALUE);
        model.forward(ids, Pass.PLAIN);                             // whatever is made once is made now
        long before = used();
        try (Arena arena = pool.open()) {
            model.on(arena.engine()).forward(ids, Pass.PLAIN);
        }
        assertThat(used() - before).isBetween(said * 9 / 10, said * 11 / 10);
        Reference.reachabilityFence(pool);
    }
}
