package clearhead.examples.dates;

import clearhead.autograd.AdamW;
import clearhead.autograd.Engine;
import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.probe.Pass;
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
/// @param dModel width of the residual stream
/// @param heads  attention heads
/// @param dMlp   neurons of a feed-forward part
/// @param layers blocks of the encoder, and of the decoder
/// @param steps  training steps
/// @param batch  dates in a step
/// @param peak   the greatest learning rate
public record DateTraining(int dModel, int heads, int dMlp, int layers, int steps, int batch, float peak) {

    /// What the main example uses.
    public static final DateTraining STANDARD = new DateTraining(64, 4, 256, 2, 2400, 64, 4e-3f);

    /// Batches are cut from this many times as many dates, sorted by length, so that little of a batch is filling.
    private static final int POOL = 16;

    EncoderDecoder untrained(DateTask task, long seed) {
        return EncoderDecoder.random(new EncoderDecoder.Config(task.source().size(), task.target().size(), DateTask.LONGEST,
                DateTask.ANSWER, dModel, heads, dMlp, layers, layers, Block.Order.PRE_NORM, Activation.RELU), seed);
    }

    EncoderDecoder train(DateCorpus corpus, DateTask task, long seed, Engine engine, Consumer<Trainer.Progress> progress) {
        Trainer trainer = new Trainer(steps, Schedule.cosine(peak, 0.05), new AdamW.Settings(0.9f, 0.98f, 1e-8f, 0.01f), 1);
        Batches batches = new Batches(corpus.training(seed), seed);
        return trainer.train(untrained(task, seed).on(engine), step -> task.examples(batches.at(step)), (model, examples, _) -> {
            Tensor logits = model.forward(examples.source(), examples.written(), Pass.PLAIN);           // [batch, 10, vocab]
            return new Trainer.Judged(logits.crossEntropy(examples.answers()), examples.right(logits) / (double) batch);
        }, progress).frozen();
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
