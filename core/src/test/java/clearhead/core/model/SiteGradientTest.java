package clearhead.core.model;

import static clearhead.core.model.Restatement.Rounding.FLOAT;
import static clearhead.core.model.Restatement.Rounding.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import clearhead.autograd.Gradients;
import clearhead.autograd.Seeds;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Law 6 of the probe: the gradient with respect to what was recorded is what replacing it does.
///
/// Floats have too few digits for a difference quotient: of seven, it would lose four. So the activation is replaced in the
/// [Restatement], in doubles; `RestatementTest` shows that a replacement does there what it does in the model.
class SiteGradientTest {

    /// About the third root of what a double resolves.
    private static final double H = 0x1p-17;
    private static final double LUCK = 4;

    private final Batch source = Models.batch(11, 2, 6);
    private final Batch target = Models.batch(7, 3, 5);
    private final Tensor weights = Tensor.normal(Shape.of(1, 5, 7), 1, 4);

    static Stream<Arguments> models() {
        return Models.ORDERS.stream().flatMap(order -> Arrays.stream(Activation.values())
                .map(activation -> Arguments.of(order, activation)));
    }

    /// Along a random direction d of signs, `⟨g, d⟩ = (L(x + hd) − L(x − hd)) / 2h + O(h²)`. How far the quotient is off shows in what
    /// becomes of it at 2h. The gradient is made of floats: relative to its size it may be off by four times what the logits are in
    /// floats, for the way back has as many roundings as the way there (`RestatementTest` tells why four; seen: 1.8).
    @ParameterizedTest @MethodSource("models")
    void gradientsAreDifferenceQuotientsOfReplacingTheActivation(Order order, Activation activation) {
        EncoderDecoder model = Models.model(order, activation, 5);
        Trace trace = Trace.all();
        Tensor logits = model.trainable().forward(source, target, Pass.watched(trace));
        List<Site> sites = List.copyOf(trace.activations().keySet());
        List<Tensor> gradients = Gradients.of(logits, weights).wrt(List.copyOf(trace.activations().values()));

        double rounding = relativeRounding(model);
        for (Site site : sites) {
            float[] g = gradients.get(sites.indexOf(site)).toArray();
            double[] d = signs(g.length, sites.indexOf(site));
            double along = 0;
            double size = 0;
            for (int i = 0; i < g.length; i++) {
                along += g[i] * d[i];
                size += Math.abs(g[i]);
            }
            double near = quotient(model, site, d, H);
            double far = quotient(model, site, d, 2 * H);
            assertThat(along).as(site.name()).isCloseTo(near, offset(LUCK * rounding * size + Math.abs(near - far)));
        }
    }

    private double relativeRounding(EncoderDecoder model) {
        Activations exact = Activations.of(model, NONE, source, target, 0);
        Site logits = Site.of(Stack.ONLY, Kind.LOGITS);
        double size = Arrays.stream(Activations.flat(exact.values().get(logits))).map(Math::abs).max().orElseThrow();
        return exact.distance(logits, Activations.of(model, FLOAT, source, target, 0)) / size;
    }

    private static double[] signs(int n, long seed) {
        double[] signs = new double[n];
        Arrays.setAll(signs, i -> Seeds.uniform(seed, i) < 0.5 ? -1 : 1);
        return signs;
    }

    private double quotient(EncoderDecoder model, Site site, double[] d, double h) {
        return (moved(model, site, d, h) - moved(model, site, d, -h)) / (2 * h);
    }

    /// What is differentiated, with `x + step · d` at the site.
    private double moved(EncoderDecoder model, Site moved, double[] d, double step) {
        Activations activations = Activations.of(model, NONE, source, target, 0, (site, value) -> {
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
        });
        double[] logits = Activations.flat(activations.values().get(Site.of(Stack.ONLY, Kind.LOGITS)));
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += logits[i] * weights.buffer().get(i);
        }
        return sum;
    }

    /// A constant model records nothing, until an intervention makes one activation a variable: then everything from there on.
    @ParameterizedTest @FieldSource("clearhead.core.model.Models#ORDERS")
    void oneActivationOfAFrozenModelCanBeAskedFor(Order order) {
        EncoderDecoder model = Models.model(order, Activation.GELU, 6);
        Trace all = Trace.all();
        Tensor expected = model.trainable().forward(source, target, Pass.watched(all));

        List<Site> sites = List.copyOf(all.activations().keySet());
        List<Tensor> gradients = Gradients.of(expected, weights).wrt(List.copyOf(all.activations().values()));

        assertThat(model.frozen().forward(source, target, Pass.PLAIN).isRecorded()).isFalse();
        for (Site site : sites) {
            Trace trace = Trace.of(site::equals);
            Tensor logits = Intervention.at(site, Tensor::variable).run(trace, pass -> model.frozen().forward(source, target, pass));
            assertThat(Gradients.of(logits, weights).wrt(trace.get(site)).toArray()).as(site.name())
                    .isEqualTo(gradients.get(sites.indexOf(site)).toArray());
        }
    }
}
