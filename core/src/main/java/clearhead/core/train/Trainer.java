package clearhead.core.train;

import clearhead.autograd.AdamW;
import clearhead.autograd.Arena;
import clearhead.autograd.Engine;
import clearhead.autograd.Gradients;
import clearhead.autograd.Pool;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Part;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Makes a model better, step by step: loss, gradients, AdamW. The same settings, model and batches give the same bits, on any number
/// of threads.
///
/// @param steps     how many
/// @param schedule  the learning rate at each
/// @param adam      the optimizer's numbers; its decay holds for matrices, not for biases and norms
/// @param clip      the greatest length of all gradients together; longer ones are scaled down to it (Pascanu et al. 2013, arXiv 1211.5063)
public record Trainer(int steps, Schedule schedule, AdamW.Settings adam, float clip) {

    /// What a model is trained for.
    ///
    /// @param <M> the model
    /// @param <B> a batch
    @FunctionalInterface
    public interface Objective<M, B> {

        /// How the model does on this batch. Model and result are in the [Arena] of the step: what shall outlive it is to be
        /// [kept][Tensor#keep].
        Judged of(M model, B batch, int step);
    }

    /// How a model did on a batch.
    ///
    /// @param loss     what shall become small, one number
    /// @param accuracy the share that was right, between 0 and 1
    public record Judged(Tensor loss, double accuracy) {}

    /// A step that is done.
    ///
    /// @param step     which, from 1
    /// @param steps    of how many
    /// @param loss     before it
    /// @param accuracy before it
    /// @param norm     the length of all gradients together, before clipping
    /// @param rate     its learning rate
    public record Progress(int step, int steps, float loss, double accuracy, double norm, float rate) {}

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException if a number is outside its range
    public Trainer {
        if (steps < 0 || !(clip > 0)) {
            throw new IllegalArgumentException("trainer: %d steps, clip %s (need steps ≥ 0, clip > 0)".formatted(steps, clip));
        }
    }

    /// Trains.
    ///
    /// @param batches  the batch of each step, from 0
    /// @param progress told after each step
    /// @return         the model after the last step, its parameters variables
    /// @throws IllegalStateException if the loss or its gradients are no longer finite
    public <M extends Part<M>, B> M train(M untrained, IntFunction<B> batches, Objective<M, B> objective, Consumer<Progress> progress) {
        M model = untrained.trainable();
        Engine engine = Engine.of(model.parameters().values());
        Pool pool = new Pool();
        Map<String, AdamW> optimizers = new HashMap<>();
        for (int step = 0; step < steps; step++) {
            try (Arena arena = pool.open(engine)) {
                M inside = model.on(arena.engine());
                Judged judged = objective.of(inside, batches.apply(step), step);
                float loss = judged.loss().item();
                check("loss", step, loss);
                List<Tensor> gradients = Gradients.of(judged.loss()).wrt(List.copyOf(inside.parameters().values()))
                        .stream().map(Tensor::detach).toList();
                double norm = Math.sqrt(gradients.stream().mapToDouble(g -> g.dot(g).item()).sum());
                check("length of the gradients", step, norm);
                float shrink = norm > clip ? (float) (clip / norm) : 1;
                float rate = schedule.rate(step, steps);

                Iterator<Tensor> each = gradients.iterator();                       // a map goes through the parameters in their order
                model = model.map((name, w) -> optimizers.computeIfAbsent(name, _ -> new AdamW(adamFor(w), w.shape()))
                        .step(w, shrink == 1 ? each.next() : each.next().scale(shrink), rate));
                progress.accept(new Progress(step + 1, steps, loss, judged.accuracy(), norm, rate));
            }
        }
        return model;
    }

    private static void check(String what, int step, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalStateException("training: the %s of step %d is %s; try a lower learning rate"
                    .formatted(what, step + 1, value));
        }
    }

    private AdamW.Settings adamFor(Tensor w) {
        return w.shape().rank() >= 2 ? adam : new AdamW.Settings(adam.beta1(), adam.beta2(), adam.epsilon(), 0);
    }
}
