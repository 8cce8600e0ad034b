package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.EncoderHead;
import clearhead.core.probe.Site;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is explained: one number that the model's outputs give, or one for each row of a matrix. The logit is the usual choice; a
/// probability near 1 is flat, so its gradients vanish where the model is most sure.
///
/// A position that is not given is the model's own: the only one of a classifier, the last of a model that writes, the mask of one that
/// fills it. A negative one counts from the end.
public sealed interface Target {

    /// One number.
    sealed interface One extends Target {}

    /// One number that the scores of one position give.
    sealed interface Placed extends One {

        /// The position as it was given.
        OptionalInt position();
    }

    /// The class or next token with the greatest logit; of a model that finds answers, the likeliest one; of one that gives vectors, how
    /// similar two are.
    record Predicted(OptionalInt position) implements Placed {

        /// At the model's own position.
        public Predicted() {
            this(OptionalInt.empty());
        }
    }

    /// The logit of a class.
    record Logit(OptionalInt position, int index) implements Placed {

        /// At the model's own position.
        public Logit(int index) {
            this(OptionalInt.empty(), index);
        }

        /// At this position.
        public Logit(int position, int index) {
            this(OptionalInt.of(position), index);
        }
    }

    /// The probability of a class.
    record Probability(OptionalInt position, int index) implements Placed {

        /// At this position.
        public Probability(int position, int index) {
            this(OptionalInt.of(position), index);
        }
    }

    /// The logarithm of that probability.
    record LogProbability(OptionalInt position, int index) implements Placed {

        /// At this position.
        public LogProbability(int position, int index) {
            this(OptionalInt.of(position), index);
        }
    }

    /// The logit of class `a` minus that of class `b`: why this one rather than that one (Yin & Neubig 2022, arXiv 2202.10419).
    record Difference(OptionalInt position, int a, int b) implements Placed {

        /// At this position.
        public Difference(int position, int a, int b) {
            this(OptionalInt.of(position), a, b);
        }
    }

    /// How unsure the model is: `−Σ p log p` over the classes.
    record Entropy(OptionalInt position) implements Placed {}

    /// How much a token looks like the first of an answer: its start logit.
    record Start(int position) implements One {}

    /// How much a token looks like the last of an answer: its end logit.
    record End(int position) implements One {}

    /// Both logits of an answer, added.
    ///
    /// @param first its first token
    /// @param last  its last token
    record Span(int first, int last) implements One {

        /// How many tokens an answer may have; longer ones are mistakes nearly always (Devlin et al. 2019 take 30 as well).
        private static final int LONGEST = 30;

        /// The likeliest answer: the first and the last token whose logits have the greatest sum, which is the greatest product of their
        /// probabilities. Both stand in the second text where there are two (the first is the question), neither is special, and there are
        /// at most 30 from one to the other. The first position, which stands for "no answer", where no two may be.
        ///
        /// @param logits `[1, seq, 2]`
        public static Span likeliest(Words words, Tensor logits) {
            int[] sources = words.sources();
            int source = words.hasTwo() ? 1 : 0;
            float[] numbers = logits.toArray();
            Span best = new Span(0, 0);
            float greatest = Float.NEGATIVE_INFINITY;
            for (int first = 0; first < sources.length; first++) {
                for (int last = first; sources[first] == source && last < Math.min(sources.length, first + LONGEST)
                        && sources[last] == source; last++) {
                    float sum = numbers[2 * first] + numbers[2 * last + 1];
                    if (sum > greatest) {
                        greatest = sum;
                        best = new Span(first, last);
                    }
                }
            }
            return best;
        }
    }

    /// The logarithm of how likely the whole target is, token after token: `Σ log p(yₜ | x, y₁ … yₜ₋₁)`.
    record Sequence() implements One {}

    /// How similar the vectors of two texts are, each encoded alone.
    ///
    /// @param cosine of the angle between them; if false, their product
    record Similarity(boolean cosine) implements One {}

    /// How large one number inside the model is: why is this neuron so active?
    ///
    /// @param site  the activation that it belongs to
    /// @param index where it stands there, along all axes but the copies: of a neuron its position and its number; in a head's pattern the
    ///              head, who reads, and who is read
    record Activation(Site site, List<Integer> index) implements One {

        /// Copies the list.
        public Activation {
            index = List.copyOf(index);
        }

        /// The one that these words mean: `blocks.1.mlp.post@3,17`.
        ///
        /// @param where what is to blame for wrong ones
        /// @throws BadInput if they mean none
        public static Activation named(String where, String text) {
            try {
                String[] parts = text.split("@");
                if (parts.length == 2) {
                    return new Activation(Site.named(parts[0]), Stream.of(parts[1].split(",")).map(Integer::valueOf).toList());
                }
            } catch (IllegalArgumentException wrong) {
                throw new BadInput(where, wrong.getMessage(), FORM, wrong);
            }
            throw new BadInput(where, "names no number of an activation", FORM);
        }

        private static final String FORM = "SITE@P,UNIT, such as blocks.1.mlp.post@3,17";

        /// At this position of a row.
        public Activation(Site site, int position, int unit) {
            this(site, List.of(position, unit));
        }

        /// As words: `blocks.1.mlp.post@3,17`.
        public String text() {
            return site + "@" + index.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        /// The number in an activation.
        ///
        /// @param activation `[copies, …]`
        /// @return           `[copies]`
        /// @throws BadInput if it has no such number
        public Tensor pick(Tensor activation) {
            Tensor one = activation;
            boolean fits = index.size() == activation.shape().rank() - 1;
            for (int axis = 1; fits && axis <= index.size(); axis++) {
                int at = index.get(axis - 1);
                fits = at >= 0 && at < activation.dim(axis);
                one = fits ? one.slice(axis, at, at + 1) : one;
            }
            if (!fits) {
                throw new BadInput("activation " + text(), "there is no such number",
                        "an index for each axis of " + activation.shape() + " but the first");
            }
            return one.reshape(activation.dim(0));
        }
    }

    /// One row for each target token: how likely it was, given the input and the targets before it.
    ///
    /// @param logs its log-probability if true, else its logit
    /// @param both whether the targets before it are explained from as well, or only the input
    record Each(boolean logs, boolean both) implements Target {

        /// Log-probabilities, explained from both sides, which is what `each` means on the command line.
        public Each() {
            this(true, true);
        }
    }

    /// The target that these words of the command line mean.
    ///
    /// @throws BadInput if they mean none, or the model has no such class
    static Target named(String text, BlackBox model) {
        return new TargetText(model).read(text);
    }

    /// The name of this kind of target in JSON.
    default String kind() {
        return switch (this) {
            case Predicted _ -> "predicted";
            case Logit _ -> "logit";
            case Probability _ -> "prob";
            case LogProbability _ -> "logprob";
            case Difference _ -> "diff";
            case Entropy _ -> "entropy";
            case Start _ -> "start";
            case End _ -> "end";
            case Span _ -> "span";
            case Sequence _ -> "sequence";
            case Similarity _ -> "similarity";
            case Activation _ -> "activation";
            case Each _ -> "each";
        };
    }

    /// What the two vectors' lengths are not divided by less than.
    float LEAST = EncoderHead.Sentence.LEAST;

    /// The explained numbers, one row at a time.
    ///
    /// @param output `[copies, positions, classes]`, or the activation that is explained
    /// @param with   `[1, 1, width]`, the vector that a [Similarity] is measured to
    /// @return       for each row of the explanation, `[copies]`
    /// @throws BadInput if the model gives no such position or class
    default List<Tensor> of(Tensor output, WhiteBox model, Input input, Optional<Tensor> with) {
        return new Places(model, input, output).numbers(this, with);
    }
}
