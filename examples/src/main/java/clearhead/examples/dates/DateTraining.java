package clearhead.examples.dates;

import clearhead.autograd.AdamW;
import clearhead.autograd.Engine;
import clearhead.autograd.Seeds;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.train.Schedule;
import clearhead.core.train.Trainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/// How the model of the main example is made, and trained. Everything follows from these numbers, the corpus and the seed.
///
/// Some characters of every date are hidden in training: their embeddings are 0. So the model learns to lean on the characters that say
/// something, to doubt what it cannot read, and that an empty embedding is a character one does not know. That is what explanations
/// call "removed": a model that has never seen it answers as it likes, and its explanations are noise.
///
/// @param dModel width of the residual stream
/// @param heads  attention heads
/// @param dMlp   neurons of a feed-forward part
/// @param layers blocks of the encoder, and of the decoder
/// @param steps  training steps
/// @param batch  dates in a step
/// @param peak   the greatest learning rate
/// @param hidden the share of characters hidden in training, on average; a date loses between none and twice as many
public record DateTraining(int dModel, int heads, int dMlp, int layers, int steps, int batch, float peak, double hidden) {

    /// What the main example uses.
    public static final DateTraining STANDARD = new DateTraining(64, 4, 256, 2, 2800, 64, 4e-3f, 0.2);

    /// Batches are cut from this many times as many dates, sorted by length, so that little of a batch is filling.
    private static final int POOL = 16;
    private static final Site READ = Site.of(Stack.ENCODER, Kind.EMBED);

    EncoderDecoder untrained(DateTask task, long seed) {
        return EncoderDecoder.random(sizes(task), seed);
    }

    /// Its decoder reads the start token and a whole answer.
    EncoderDecoder.Config sizes(DateTask task) {
        return EncoderDecoder.Config.of(task.source().size(), task.target().size(), DateTask.LONGEST, DateTask.ANSWER + 1, dModel, heads,
                dMlp, layers, layers, Block.Order.PRE_NORM, Activation.GELU_TANH);
    }

    EncoderDecoder train(DateCorpus corpus, DateTask task, long seed, Engine engine, Consumer<Trainer.Progress> progress) {
        Trainer trainer = new Trainer(steps, Schedule.cosine(peak, 0.05), new AdamW.Settings(0.9f, 0.98f, 1e-8f, 0.01f), 1);
        Batches batches = new Batches(corpus.training(seed), seed);
        return trainer.train(untrained(task, seed).on(engine), step -> task.examples(batches.at(step)), (model, examples, step) -> {
            Pass pass = Pass.watched(hiding(Seeds.mix(seed, step)));
            Tensor logits = model.forward(examples.source(), examples.written(), pass);                 // [batch, 10, vocab]
            return new Trainer.Judged(logits.crossEntropy(examples.answers()), examples.right(logits) / (double) batch);
        }, progress).frozen();
    }

    /// Hides characters from the encoder.
    private Probe hiding(long seed) {
        return Probe.at(READ, value -> value.mul(shown(value.dim(0), value.dim(1), seed)));
    }

    /// `[batch, seq, 1]`, 0 for a hidden character and 1 for the others.
    private Tensor shown(int rows, int seq, long seed) {
        return Tensor.from(Shape.of(rows, seq, 1), shown -> {
            for (int i = 0; i < shown.length; i++) {
                double share = 2 * hidden * Seeds.uniform(Seeds.mix(seed, 1), i / seq);
                shown[i] = Seeds.uniform(seed, i) < share ? 0 : 1;
            }
        });
    }

    /// The dates of each step, a function of the seed and the step's number; asked for in order.
    private final class Batches {

        private final LongFunction<DatedText> dates;
        private final long seed;
        private List<List<DatedText>> pool = List.of();

        Batches(LongFunction<DatedText> dates, long seed) {
            this.dates = dates;
            this.seed = seed;
        }

        List<DatedText> at(int step) {
            if (step % POOL == 0) {
                pool = pool(step);
            }
            return pool.get(step % POOL);
        }

        private List<List<DatedText>> pool(int step) {
            List<DatedText> drawn = new ArrayList<>();
            for (long number = (long) step * batch; number < (long) (step + POOL) * batch; number++) {
                drawn.add(dates.apply(number));
            }
            drawn.sort(Comparator.comparingInt(date -> date.text().length()));
            List<List<DatedText>> cut = new ArrayList<>();
            for (int i = 0; i < POOL; i++) {
                cut.add(drawn.subList(i * batch, (i + 1) * batch));
            }
            Collections.shuffle(cut, new Random(seed + step));
            return cut;
        }
    }
}
