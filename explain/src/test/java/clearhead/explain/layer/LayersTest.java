package clearhead.explain.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Budget;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import clearhead.explain.Axis;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Meter;
import clearhead.explain.OpenModel;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import clearhead.explain.gradient.InputXGradient;
import clearhead.explain.gradient.IntegratedGradients;
import clearhead.explain.gradient.Saliency;
import clearhead.explain.methods.Methods;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The methods of this package on every architecture.
class LayersTest {

    private static final int NODES = 8;

    /// The layers of a model that everything passes.
    private static List<Site> cuts(OpenModel model) {
        List<Site> cuts = new ArrayList<>();
        model.towers().forEach((stack, tower) -> {
            int last = tower.blocks().size() - 1;
            boolean parallel = tower.blocks().getFirst().order() == Block.Order.PARALLEL;
            for (int layer = stack == Stack.DECODER ? last : 0; layer <= last; layer++) {
                cuts.add(new Site(stack, layer, Kind.RESID_POST));
                if (!parallel) {
                    cuts.add(new Site(stack, layer, Kind.RESID_MID));
                }
                if (stack != Stack.DECODER) {
                    cuts.add(new Site(stack, layer, Kind.RESID_PRE));
                }
            }
            tower.last().ifPresent(_ -> cuts.add(Site.of(stack, Kind.LN_FINAL)));
        });
        return cuts;
    }

    /// dF/dα does not ask through which layer: with the same nodes, however few, every layer has the sum of integrated gradients.
    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#ofOneNumber") void everyLayerAddsUpToTheSame(Cases one) {
        StraightPath path = new StraightPath(NODES);
        Explanation.Row tokens = new IntegratedGradients(path.replacement(), path.quadrature(), path.steps(), path.tolerance(), true)
                .explain(one.model(), one.input(), one.target()).rows().getFirst();
        for (Site cut : cuts(one.model())) {
            Explanation layer = new Conductance(Optional.of(cut), path).explain(one.model(), one.input(), one.target());
            Explanation.Row row = layer.rows().getFirst();
            assertThat(layer.method().gapReason()).isEmpty();
            assertThat(row.sum()).as(cut.name()).isCloseTo(tokens.sum(), within(Cases.rounding(row.scores(), row.value(),
                    row.baseline().orElseThrow()) * Math.sqrt(row.scores().length)));
            assertThat(row.balance().orElseThrow().gap()).isEqualTo(row.value() - row.baseline().orElseThrow() - row.sum());
        }
    }

    /// At the leaf itself conductance is integrated gradients: h = x.
    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#all") void atTheEmbeddingItIsIntegratedGradients(Cases one) {
        StraightPath path = new StraightPath(NODES);
        Target target = one.target() instanceof Target.Each ? new Target.Each(true, false) : one.target();
        Explanation tokens = new IntegratedGradients(path.replacement(), path.quadrature(), path.steps(), path.tolerance(), true)
                .explain(one.model(), one.input(), target);
        Site leaf = one.model().leaves(one.input(), false).getFirst().site();
        if (leaf.kind() == Kind.EMBED) {
            Explanation here = new Conductance(Optional.of(leaf), path).explain(one.model(), one.input(), target);
            for (int number = 0; number < tokens.rows().size(); number++) {
                Explanation.Row row = tokens.rows().get(number);
                float[] scores = here.rows().get(number).scores();
                assertThat(Arrays.copyOf(scores, row.scores().length)).containsExactly(row.scores(),
                        within((float) Cases.rounding(row.scores(), row.value(), row.baseline().orElseThrow())));
            }
        }
    }

    /// What the parts of a layer carry is what the layer says; and each site of a model has a place.
    @Test void everySiteHasItsScores() {
        for (String name : List.of("llama", "marian")) {
            Cases one = Cases.named(name);
            Trace trace = Trace.all();
            one.model().forward(one.input(), 1, Pass.watched(trace));
            StraightPath path = new StraightPath(2);
            trace.activations().forEach((site, activation) -> {
                for (Explainer<WhiteBox> method : List.of(new Conductance(Optional.of(site), path),
                        new LayerGradientXActivation(Optional.of(site)), new InternalInfluence(Optional.of(site), Reduce.L1, path))) {
                    if (site.kind() == Kind.LOGITS) {
                        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> method.explain(one.model(), one.input(), one.target()))
                                .withMessage("site=logits: does not stand between what is read and what is answered (need a name such as "
                                        + "blocks.1.resid_post)");
                    } else {
                        Scores scores = method.explain(one.model(), one.input(), one.target()).scores();
                        boolean heads = activation.shape().rank() == 4;
                        assertThat(scores).isInstanceOf(heads ? Scores.Grid.class : Scores.One.class);
                        assertThat(scores.matrix()).hasDimensions(heads ? activation.dim(1) : 1, Axis.size(scores.columns()));
                        boolean decoder = site.stack() == Stack.DECODER && !site.kind().axes().contains(Kind.Axis.MEMORY);
                        assertThat(scores.rows()).extracting(Axis::name).isEqualTo(heads ? List.of("heads") : List.of());
                        assertThat(scores.columns().getFirst().name()).isEqualTo(decoder ? Axis.DECODER : Axis.TOKENS);
                    }
                }
            });
        }
    }

    /// Each head's share is that of its columns of the output matrix: what `z` carries, `attn_out` carries.
    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#ofEachModel") void headsAndNeuronsCarryWhatTheirLayersAdd(Cases one) {
        Stack stack = one.model().towers().firstKey();
        record Same(Kind inner, Kind outer) {}
        for (Same same : List.of(new Same(Kind.Z, Kind.ATTN_OUT), new Same(Kind.MLP_POST, Kind.MLP_OUT))) {
            float[][] inner = conductance(one, new Site(stack, 0, same.inner));
            float[] outer = conductance(one, new Site(stack, 0, same.outer))[0];
            for (int i = 0; i < outer.length; i++) {
                int position = i;
                assertThat(Arrays.stream(inner).mapToDouble(row -> row[position]).sum()).isCloseTo(outer[i],
                        within(Cases.rounding(outer, 1, 0)));
            }
        }
    }

    private static float[][] conductance(Cases one, Site site) {
        return new Conductance(Optional.of(site), new StraightPath(NODES)).explain(one.model(), one.input(), one.target()).matrix();
    }

    /// A neuron's conductance, token by token, sums to the neuron's share of its layer.
    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#ofEachModel") void aNeuronsTokensSumToItsShare(Cases one) {
        Site site = new Site(one.model().towers().firstKey(), 1, Kind.MLP_POST);
        StraightPath path = new StraightPath(NODES);
        Tensor units = new Conductance(Optional.of(site), path).units(one.model(), one.input(), one.target());
        Explanation busiest = new NeuronConductance(Optional.empty(), path).explain(one.model(), one.input(), one.target());
        assertThat(busiest.method().settings().get("neuron").toString()).matches("(encoder\\.)?blocks\\.[01]\\.mlp\\.post@\\d+,\\d+");
        for (int unit : new int[] {0, 7, 30}) {
            Explanation tokens = new NeuronConductance(Optional.of(new Target.Activation(site, 0, unit)), path)
                    .explain(one.model(), one.input(), one.target());
            double sum = Arrays.stream(tokens.matrix()).mapToDouble(row -> new Explanation.Row(row, 0, OptionalDouble.empty()).sum()).sum();
            assertThat(sum).isCloseTo(units.at(0, unit), within(Cases.rounding(tokens.matrix()[0], units.at(0, unit), 0)));
        }
    }

    /// Every method that explains a number explains an inner one: its path adds up, and its gradient is the slope.
    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#ofEachModel") void anInnerNumberIsATarget(Cases one) {
        Target neuron = new Target.Activation(new Site(one.model().towers().firstKey(), 0, Kind.MLP_POST), 1, 3);
        Trace trace = Trace.all();
        one.model().forward(one.input(), 1, Pass.watched(trace));
        Explanation why = new IntegratedGradients().explain(one.model(), one.input(), neuron);
        assertThat(why.scores().matrix()).isNotEmpty();
        why.rows().forEach(row -> {
            assertThat((float) row.value()).isEqualTo(trace.get(((Target.Activation) neuron).site()).at(0, 1, 3));
            assertThat(why.warnings().isEmpty()).isEqualTo(row.balance().orElseThrow().holds(0.01));
        });
    }

    /// `d/dα h(αx)` at 1, by the gradient and by a central difference: with this step its error is about 10⁻⁴ of h, by its own curvature
    /// and by the rounding of h in floats.
    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#ofEachModel") void itsGradientIsItsSlope(Cases one) {
        Target neuron = new Target.Activation(new Site(one.model().towers().firstKey(), 0, Kind.ATTN_OUT), 1, 3);
        Explanation product = new InputXGradient().explain(one.model(), one.input(), neuron);
        Meter meter = new Meter(one.model(), one.input(), neuron);
        Tensor x = meter.look(Probe.NONE).x();
        double slope = ((double) meter.at(x.scale(1.01f)).getFirst().item() - meter.at(x.scale(0.99f)).getFirst().item()) / 0.02;
        double sum = 0;
        double size = 0;
        for (float[] row : product.matrix()) {
            for (float score : row) {
                sum += score;
                size += Math.abs(score);
            }
        }
        assertThat(sum).isCloseTo(slope, within(1e-2 * size + 1e-3));
    }

    /// The neuron that was looked for had to be found.
    @Test void theSearchIsCounted() {
        Cases one = Cases.named("bert-seqcls");
        NeuronConductance search = new NeuronConductance(Optional.empty(), new StraightPath(NODES));
        Explanation found = search.explain(one.model(), one.input(), one.target());
        String neuron = found.method().settings().get("neuron").toString();
        Explanation known = new NeuronConductance(Optional.of(Target.Activation.named("", neuron)), search.path())
                .explain(one.model(), one.input(), one.target());
        assertThat(found.matrix()).isDeepEqualTo(known.matrix());
        assertThat(known.cost().forwards()).isEqualTo(NODES + 2);
        assertThat(known.cost().backwards()).isEqualTo(2 * NODES);
        assertThat(found.cost().forwards()).isEqualTo(2 * (NODES + 2));
        assertThat(found.cost().backwards()).isEqualTo(5 * NODES);
    }

    @Test void whatIsWorkedOnTogetherChangesNoBit() {
        for (String name : List.of("bert-seqcls", "t5")) {
            Cases one = Cases.named(name);
            Stack stack = one.model().towers().firstKey();
            for (Site site : List.of(new Site(stack, 1, Kind.PATTERN), new Site(stack, 0, Kind.RESID_POST))) {
                Conductance method = new Conductance(Optional.of(site), new StraightPath(NODES));
                Explanation all = method.explain(one.model(), one.input(), one.target());
                Explanation few = method.explain(one.model().within(new Budget(400_000)), one.input(), one.target());
                assertThat(few.cost().peakBytes()).isLessThan(all.cost().peakBytes());
                assertThat(few.matrix()).isDeepEqualTo(all.matrix());
            }
        }
    }

    @Test void whatIsNotThereIsRefused() {
        Cases one = Cases.named("bert-seqcls");
        refused(() -> explain(one, new Conductance(Site.named("blocks.7.resid_post")), one.target()),
                "site=blocks.7.resid_post: this model has no such activation (need perhaps 'blocks.0.resid_post'; one of embed, blocks.0");
        refused(() -> Methods.named("conductance").with(Map.of("site", "resid"), 0), "site=resid: no activation is called 'resid'");
        refused(() -> Methods.named("neuron-conductance").with(Map.of("neuron", "blocks.0.mlp.post"), 0),
                "neuron=blocks.0.mlp.post: names no number of an activation (need SITE@P,UNIT, such as blocks.1.mlp.post@3,17)");
        Optional<Target.Activation> outside = Optional.of(Target.Activation.named("", "blocks.0.mlp.post@3,640"));
        refused(() -> explain(one, new NeuronConductance(outside, new StraightPath()), one.target()),
                "activation blocks.0.mlp.post@3,640: there is no such number (need an index for each axis of [");
        refused(() -> explain(one, new Saliency(), Target.named("activation:blocks.9.mlp.post@0,0", one.model())),
                "activation blocks.9.mlp.post@0,0: this model has no such site (need one of those that inspect lists)");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatExceptionOfType(BadInput.class).isThrownBy(call).withMessageStartingWith(message);
    }

    private static Explanation explain(Cases one, Explainer<WhiteBox> method, Target target) {
        return method.explain(one.model(), one.input(), target);
    }
}
