package clearhead.core.model;

import static clearhead.core.model.Formulas.Rounding.FLOAT;
import static clearhead.core.model.Formulas.Rounding.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import clearhead.autograd.Gradients;
import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Trace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Law 6 of the probe: the gradient with respect to what was recorded is what replacing it does.
///
/// Floats have too few digits for a difference quotient: of seven, it would lose four. So the activation is replaced in the
/// [Restatement], in doubles; `RestatementTest` shows that a replacement does there what it does in the model.
class SiteGradientTest {

    /// About the third root of what a double resolves.
    private static final double H = 0x1p-17;
    private static final double LUCK = 4;

    private static Tensor weights(Tensor result) {
        return Tensor.normal(result.shape(), 1, 4);
    }

    /// Along a random direction d of signs, `⟨g, d⟩ = (L(x + hd) − L(x − hd)) / 2h + O(h²)`. How far the quotient is off shows in what
    /// becomes of it at 2h. The gradient is made of floats: relative to its size it may be off by four times what the result is in
    /// floats, for the way back has as many roundings as the way there (`RestatementTest` tells why four; seen: 1.8).
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void gradientsAreDifferenceQuotientsOfReplacingTheActivation(Subject many) {
        Subject subject = many.alone(0);
        Trace trace = Trace.all();
        Tensor result = subject.with(subject.model().trainable()).forward(Pass.watched(trace));
        List<Site> sites = List.copyOf(trace.activations().keySet());
        List<Tensor> gradients = Gradients.of(result, weights(result)).wrt(List.copyOf(trace.activations().values()));

        double rounding = relativeRounding(many);
        for (Site site : sites) {
            float[] g = gradients.get(sites.indexOf(site)).toArray();
            double[] d = signs(g.length, sites.indexOf(site));
            double along = 0;
            double size = 0;
            for (int i = 0; i < g.length; i++) {
                along += g[i] * d[i];
                size += Math.abs(g[i]);
            }
            double near = quotient(subject, weights(result), site, d, H);
            double far = quotient(subject, weights(result), site, d, 2 * H);
            assertThat(along).as(site.name()).isCloseTo(near, offset(LUCK * rounding * size + Math.abs(near - far)));
        }
    }

    /// The greatest of several texts: of one alone, a few numbers may be near by luck.
    private static double relativeRounding(Subject subject) {
        return subject.texts().stream().mapToDouble(text -> {
            Activations exact = Activations.of(subject.model(), NONE, text);
            double size = Arrays.stream(Activations.flat(exact.result())).map(Math::abs).max().orElseThrow();
            return exact.distance(Activations.of(subject.model(), FLOAT, text)) / size;
        }).max().orElseThrow();
    }

    private static double[] signs(int n, long seed) {
        double[] signs = new double[n];
        Arrays.setAll(signs, i -> Seeds.uniform(seed, i) < 0.5 ? -1 : 1);
        return signs;
    }

    private static double quotient(Subject subject, Tensor weights, Site site, double[] d, double h) {
        return (moved(subject, weights, site, d, h) - moved(subject, weights, site, d, -h)) / (2 * h);
    }

    /// What is differentiated, with `x + step · d` at the site.
    private static double moved(Subject subject, Tensor weights, Site moved, double[] d, double step) {
        double[] result = Activations.flat(Activations.of(subject.model(), NONE, subject.texts().getFirst(), (site, value) -> {
            if (site.equals(moved)) {
                int at = 0;
                for (double[][] head : value) {
                    for (double[] row : head) {
                        for (int c = 0; c < row.length; c++) {
                            row[c] += step * d[at++];
                        }
                    }
                }
            }
            return value;
        }).result());
        double sum = 0;
        for (int i = 0; i < result.length; i++) {
            sum += result[i] * weights.buffer().get(i);
        }
        return sum;
    }

    /// A constant model records nothing, until an intervention makes one activation a variable: then everything from there on.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void oneActivationOfAFrozenModelCanBeAskedFor(Subject subject) {
        Trace all = Trace.all();
        Tensor expected = subject.with(subject.model().trainable()).forward(Pass.watched(all));
        List<Site> sites = List.copyOf(all.activations().keySet());
        List<Tensor> gradients = Gradients.of(expected, weights(expected)).wrt(List.copyOf(all.activations().values()));

        Subject frozen = subject.with(subject.model().frozen());
        assertThat(frozen.forward(Pass.PLAIN).isRecorded()).isFalse();
        for (Site site : sites) {
            Trace trace = Trace.of(site::equals);
            Tensor result = Intervention.at(site, Tensor::variable).run(trace, frozen::forward);
            assertThat(Gradients.of(result, weights(result)).wrt(trace.get(site)).toArray()).as(site.name())
                    .isEqualTo(gradients.get(sites.indexOf(site)).toArray());
        }
    }
}
