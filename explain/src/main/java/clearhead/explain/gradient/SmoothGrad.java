package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// SmoothGrad (Smilkov et al. 2017, arXiv 1706.03825): what a gradient method says on average of inputs near x, `s(x̃)` with
/// `x̃ = x + ε`, `ε ~ N(0, σ²)` for every number of every row. σ is a share of the range of x, `max x − min x`: embeddings differ in size
/// from model to model. SmoothGrad² and VarGrad (Adebayo et al. 2018, arXiv 1810.03292) take `s²` and its variance.
///
/// Sample k draws its noise from stream k of the seed: nothing else decides it.
///
/// @param samples how many
/// @param sigma   σ, as a share of the range
/// @param of      s
/// @param form    what becomes of the samples of s
/// @param seed    where the noise comes from
public record SmoothGrad(int samples, double sigma, Of of, Form form, long seed) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("smoothgrad", "SmoothGrad", MethodCard.Needs.GRADIENTS,
            "a mean over noisy inputs, with its standard error; no share of the value", "samples + 1 forwards, samples backwards",
            "Smilkov et al. 2017, arXiv 1706.03825", true, "The gradient averaged over inputs near this one; not a share of the value.",
            settings -> new SmoothGrad(settings.whole("samples", 32, 1), settings.number("sigma", 0.1, 0),
                    settings.choice("of", Of.INPUT_X_GRADIENT), settings.choice("form", Form.MEAN), settings.seed()));

    /// What is averaged.
    public enum Of {
        /// [InputXGradient] at the noisy input.
        INPUT_X_GRADIENT,
        /// [Saliency] there, by the Euclidean norm.
        SALIENCY;

        /// From x̃ and the gradient there, `[samples, rows, width]` each, to `[samples, rows]`.
        private BinaryOperator<Tensor> score() {
            return switch (this) {
                case INPUT_X_GRADIENT -> (x, gradient) -> x.mul(gradient).sum(LAST);
                case SALIENCY -> (_, gradient) -> Saliency.Reduce.L2.of(gradient);
            };
        }
    }

    /// What becomes of the samples.
    public enum Form {
        /// `E[s]`: SmoothGrad.
        MEAN,
        /// `E[s²]`: SmoothGrad².
        SQUARE,
        /// `E[s²] − E[s]²`: VarGrad.
        VARIANCE;

        /// The error of a variance is that of a mean of squares around the mean, whose own error is of a smaller order.
        private Explanation.Row row(Samples samples, double value) {
            return switch (this) {
                case MEAN -> samples.row(value, row -> samples.mean(row, s -> s), row -> samples.error(row, s -> s));
                case SQUARE -> samples.row(value, row -> samples.mean(row, s -> s * s), row -> samples.error(row, s -> s * s));
                case VARIANCE -> samples.row(value, row -> samples.mean(row, around(samples, row)),
                        row -> samples.error(row, around(samples, row)));
            };
        }

        private static DoubleUnaryOperator around(Samples samples, int row) {
            double mean = samples.mean(row, s -> s);
            return s -> (s - mean) * (s - mean);
        }
    }

    private static final String GAP = "what the gradients near an input say on average adds up to nothing in particular";

    /// 32 samples of input × gradient, their noise a tenth of the range.
    public SmoothGrad(long seed) {
        this(32, 0.1, Of.INPUT_X_GRADIENT, Form.MEAN, seed);
    }

    /// Checks the numbers.
    ///
    /// @throws BadInput if there is no sample, or σ is no share
    public SmoothGrad {
        if (samples < 1 || !(sigma >= 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new BadInput("smoothgrad", "%d samples, sigma %s".formatted(samples, sigma), "at least 1, and a share such as 0.1");
        }
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        Tensor x = look.x();                                                                     // [1, rows, width]
        double deviation = sigma * range(x.toArray());
        List<Samples> heard = look.values().stream().map(_ -> new Samples(samples, x.dim(1))).toList();
        new Slopes(meter, x.shape(), samples).tell(samples, k -> {
            Tensor noisy = x.add(noise(x, deviation, Seeds.mix(seed, k)));
            return new Slopes.Spot(noisy, noisy);
        }, IntStream.range(0, heard.size()).boxed().toList(), of.score(), (number, k, scores) -> heard.get(number).scores()[k] = scores);
        List<Explanation.Row> explained = IntStream.range(0, heard.size()).mapToObj(number ->
                form.row(heard.get(number), look.values().get(number).item())).toList();
        return meter.explanation(new Explanation.Method("smoothgrad", Map.of("samples", samples, "sigma", sigma, "of", Settings.id(of),
                "form", Settings.id(form)), GAP), meter.scores(explained), seed, switch (of) {
                    case INPUT_X_GRADIENT -> FirstNorm.alongTheInput(model, meter.leaves());
                    case SALIENCY -> List.of();
                });
    }

    private static double range(float[] x) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (float number : x) {
            least = Math.min(least, number);
            greatest = Math.max(greatest, number);
        }
        return greatest - least;
    }

    private static Tensor noise(Tensor like, double deviation, long stream) {
        return Tensor.from(like.shape(), numbers -> {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (deviation * Seeds.normal(stream, i));
            }
        });
    }
}
