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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/// GradientSHAP, or expected gradients (Lundberg & Lee 2017, arXiv 1705.07874; Erion et al. 2021, arXiv 1906.10670): integrated gradients
/// from a baseline that is drawn, at one place of the path that is drawn, too, and the mean over both,
///
/// `φᵢ = E ⟨xᵢ − bᵢ, ∂F/∂xᵢ (b + α(x − b))⟩`,  `b` of the baselines, `α ~ U(0, 1)`
///
/// In expectation the scores add up to F(x) − E F(b); a sample of finite size misses that by about its standard errors, which are told.
/// Sample k draws its baseline from number 2k of the seed and α from number 2k + 1.
///
/// @param samples   how many
/// @param baselines what b is drawn from
/// @param seed      where the draws come from
public record GradientShap(int samples, Baselines baselines, long seed) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("gradient-shap", "GradientSHAP", MethodCard.Needs.GRADIENTS,
            "a mean with standard errors; in expectation it adds up to F(x) − E F(baseline)", "samples + 1 forwards, samples backwards",
            "Erion et al. 2021, arXiv 1906.10670", true, "What tokens add compared with random texts; each score has a standard error.",
            settings -> new GradientShap(settings.whole("samples", 32, 1), baselines(settings), settings.seed()));

    private static final String GAP = "adds up in expectation only: to the value minus the mean value of the baselines";

    /// 32 samples from random tokens.
    public GradientShap(long seed) {
        this(32, new Baselines.Random(true), seed);
    }

    /// Checks the number.
    ///
    /// @throws BadInput if there is no sample
    public GradientShap {
        if (samples < 1) {
            throw new BadInput("gradient-shap", samples + " samples", "at least 1");
        }
    }

    private static Baselines baselines(Settings settings) {
        boolean special = settings.flag("special", true);
        Optional<String> file = settings.text("baselines", "random|FILE of ids, a baseline a line").filter(name -> !name.equals("random"));
        return file.isEmpty() ? new Baselines.Random(special) : Baselines.Texts.read(Path.of(file.get()), special);
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        Tensor x = look.x();                                                                     // [1, rows, width]
        LongFunction<Tensor> drawn = baselines.drawn(model, meter, x);
        List<Samples> heard = look.values().stream().map(_ -> new Samples(samples, x.dim(1))).toList();
        new Slopes(meter, x.shape(), samples).tell(samples, k -> {
            Tensor from = drawn.apply(Seeds.mix(seed, 2L * k));
            Tensor way = x.sub(from);
            return new Slopes.Spot(from.add(way.scale((float) Seeds.uniform(seed, 2L * k + 1))), way);
        }, IntStream.range(0, heard.size()).boxed().toList(), (way, gradient) -> gradient.mul(way).sum(LAST),
                (number, k, scores) -> heard.get(number).scores()[k] = scores);
        List<Explanation.Row> rows = IntStream.range(0, heard.size()).mapToObj(number -> {
            Samples of = heard.get(number);
            return of.row(look.values().get(number).item(), row -> of.mean(row, s -> s), row -> of.error(row, s -> s));
        }).toList();
        return meter.explanation(new Explanation.Method("gradient-shap", Map.of("samples", samples, "baselines", baselines.id(),
                "special", baselines.special()), GAP), meter.scores(rows), seed, List.of());
    }
}
