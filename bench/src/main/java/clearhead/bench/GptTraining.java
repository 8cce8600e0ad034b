package clearhead.bench;

import clearhead.autograd.AdamW;
import clearhead.autograd.Seeds;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.train.Schedule;
import clearhead.core.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Training steps of a [Gpt] on random tokens, everything included: forward, backward, AdamW, as [Trainer] does them.
///
/// @param size       of model and batch
/// @param activation of the feed-forward parts
record GptTraining(Gpt.Size size, Activation activation) {

    static final AdamW.Settings ADAM = new AdamW.Settings(0.9f, 0.95f, 1e-8f, 0.1f);
    static final float RATE = 1e-3f;

    /// A batch of random tokens and what follows each.
    ///
    /// @param ids  `[batch, seq]`
    /// @param next `[batch · seq]`
    record Tokens(Batch ids, int[] next) {}

    /// The same tokens at every step.
    Tokens tokens() {
        int seq = size.seq();
        int[][] rows = new int[size.batch()][seq];
        int[] next = new int[size.batch() * seq];
        for (int i = 0; i < next.length; i++) {
            rows[i / seq][i % seq] = (int) (Seeds.uniform(1, i) * size.vocab());
            next[i] = (int) (Seeds.uniform(2, i) * size.vocab());
        }
        return new Tokens(Batch.of(rows), next);
    }

    /// Trains for so many steps.
    ///
    /// @param progress told after each
    Gpt run(int steps, Consumer<Trainer.Progress> progress) {
        Tokens tokens = tokens();
        Trainer trainer = new Trainer(steps, Schedule.constant(RATE), ADAM, Float.POSITIVE_INFINITY);
        return trainer.train(Gpt.random(size, activation, 0), _ -> tokens,
                (model, batch, _) -> new Trainer.Judged(model.loss(batch.ids(), batch.next()), 0), progress);
    }

    /// The loss before each of some steps.
    List<Float> losses(int steps) {
        List<Float> losses = new ArrayList<>();
        run(steps, step -> losses.add(step.loss()));
        return losses;
    }
}
