package clearhead.bench;

import clearhead.autograd.AdamW;
import clearhead.autograd.Arena;
import clearhead.autograd.Gradients;
import clearhead.autograd.Pool;
import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.model.CausalModel;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.probe.Pass;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Training steps of a [Gpt] on random tokens, everything included: forward, backward, AdamW on every parameter.
final class GptTraining {

    static final AdamW.Settings ADAM = new AdamW.Settings(0.9f, 0.95f, 1e-8f, 0.1f);
    static final float RATE = 1e-3f;

    /// A batch of random tokens and what follows each.
    ///
    /// @param ids  `[batch, seq]`
    /// @param next `[batch, seq]`
    record Tokens(int[][] ids, int[][] next) {}

    private final Batch ids;
    private final int[] next;
    private final Map<String, AdamW> optimizers = new HashMap<>();
    private final Pool pool = new Pool();
    private CausalModel model;

    GptTraining(Gpt.Size size, Activation activation) {
        Tokens tokens = tokens(size);
        ids = Batch.of(tokens.ids);
        next = Arrays.stream(tokens.next).flatMapToInt(Arrays::stream).toArray();
        model = Gpt.random(size, activation, 0).trainable();
    }

    /// The same tokens at every step.
    static Tokens tokens(Gpt.Size size) {
        return new Tokens(random(size, 1), random(size, 2));
    }

    private static int[][] random(Gpt.Size size, long seed) {
        int[][] rows = new int[size.batch()][size.seq()];
        for (int i = 0; i < size.batch() * size.seq(); i++) {
            rows[i / size.seq()][i % size.seq()] = (int) (Seeds.uniform(seed, i) * size.vocab());
        }
        return rows;
    }

    /// Trains one step.
    ///
    /// @return the loss before it
    float step() {
        try (Arena arena = pool.open()) {
            CausalModel inside = model.on(arena.engine());
            Tensor loss = inside.forward(ids, Pass.PLAIN).crossEntropy(next);
            Iterator<Tensor> gradients = Gradients.of(loss).wrt(List.copyOf(inside.parameters().values())).iterator();
            model = model.map((name, w) -> optimizers.computeIfAbsent(name, _ -> new AdamW(ADAM, w.shape()))
                    .step(w, gradients.next(), RATE));
            return loss.item();
        }
    }
}
