package clearhead.core.model;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Laws 1 to 5 of the probe, on whole models. Law 6 is `SiteGradientTest`, law 7 `NextUseTest`.
class ProbeLawsTest {

    private static final Site SITE = new Site(Stack.DECODER, 1, Kind.CROSS_PATTERN);

    private final EncoderDecoder model = Models.model(Order.PRE_NORM, Activation.GELU, 1);
    private final Batch source = Models.batch(11, 2, 6, 4);
    private final Batch target = Models.batch(7, 3, 5, 5);

    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void coverageEveryKindIsMetOncePerLayerWithItsDeclaredShape(Subject subject) {
        record Met(Site site, List<Integer> shape) {}
        List<Met> met = new ArrayList<>();
        Probe recorder = (site, value) -> {
            met.add(new Met(site, Arrays.stream(value.shape().dims()).boxed().toList()));
            return value;
        };
        Tensor result = subject.forward(Pass.watched(recorder));

        assertThat(met).containsExactlyInAnyOrderElementsOf(subject.sites().stream().map(site -> new Met(site,
                subject.axes(site).stream().map(axis -> subject.size(axis, site.stack())).toList())).toList());
        assertThat(result.shape().dims()).containsExactly(subject.axes().stream()
                .mapToInt(axis -> subject.size(axis, Stack.ONLY)).toArray());
    }

    /// Each model asks about exactly the sites that it has, so that who only asks learns what there is.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void aModelAsksAboutItsSitesAndNoOthers(Subject subject) {
        Set<Site> asked = new HashSet<>();
        subject.forward(Pass.watched(Trace.of(site -> !asked.add(site) && false)));

        assertThat(asked).containsExactlyInAnyOrderElementsOf(subject.sites());
    }

    /// As the paper draws it: what is read stands before what is made of it.
    @Test void sitesAreMetInTheOrderOfTheComputation() {
        Trace trace = Trace.all();
        model.forward(source, target, Pass.watched(trace));

        Map<Stack, List<String>> names = trace.activations().keySet().stream()
                .collect(groupingBy(Site::stack, mapping(Site::name, toList())));
        assertThat(names.get(Stack.ENCODER)).containsExactly("encoder.embed",
                "encoder.blocks.0.resid_pre", "encoder.blocks.0.attn.q", "encoder.blocks.0.attn.k", "encoder.blocks.0.attn.v",
                "encoder.blocks.0.attn.scores", "encoder.blocks.0.attn.pattern", "encoder.blocks.0.attn.z", "encoder.blocks.0.attn_out",
                "encoder.blocks.0.resid_mid", "encoder.blocks.0.mlp.pre", "encoder.blocks.0.mlp.post", "encoder.blocks.0.mlp_out",
                "encoder.blocks.0.resid_post", "encoder.ln_final");
        assertThat(names.get(Stack.DECODER)).startsWith("decoder.embed",
                "decoder.blocks.0.resid_pre", "decoder.blocks.0.attn.q", "decoder.blocks.0.attn.k", "decoder.blocks.0.attn.v",
                "decoder.blocks.0.attn.scores", "decoder.blocks.0.attn.pattern", "decoder.blocks.0.attn.z", "decoder.blocks.0.attn_out",
                "decoder.blocks.0.resid_cross", "decoder.blocks.0.cross_attn.q", "decoder.blocks.0.cross_attn.k",
                "decoder.blocks.0.cross_attn.v", "decoder.blocks.0.cross_attn.scores", "decoder.blocks.0.cross_attn.pattern",
                "decoder.blocks.0.cross_attn.z", "decoder.blocks.0.cross_attn_out",
                "decoder.blocks.0.resid_mid", "decoder.blocks.0.mlp.pre", "decoder.blocks.0.mlp.post", "decoder.blocks.0.mlp_out",
                "decoder.blocks.0.resid_post", "decoder.blocks.1.resid_pre").endsWith("decoder.blocks.1.resid_post", "decoder.ln_final");
        assertThat(names.get(Stack.ONLY)).containsExactly("logits");
    }

    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void transparencyNoLookerOnChangesABit(Subject subject) {
        float[] unwatched = subject.forward(Pass.PLAIN).toArray();

        assertThat(subject.forward(Pass.watched(Trace.all())).toArray()).isEqualTo(unwatched);
        assertThat(subject.forward(Pass.watched((_, value) -> value.detach())).toArray()).isEqualTo(unwatched);
        for (Site site : subject.sites()) {
            Trace alone = Trace.of(site::equals);
            assertThat(subject.forward(Pass.watched(alone)).toArray()).as("%s looked at", site).isEqualTo(unwatched);
            Tensor edited = Intervention.at(site, same -> same).run(subject::forward);
            assertThat(edited.toArray()).as("%s edited", site).isEqualTo(unwatched);
            Trace all = Trace.of(_ -> true);
            Tensor both = Intervention.at(site, same -> same).run(all, subject::forward);
            assertThat(both.toArray()).as("%s edited and looked at", site).isEqualTo(unwatched);
            assertThat(alone.get(site).toArray()).as(site.name()).isEqualTo(all.get(site).toArray());
        }
    }

    @Test void transparencyHoldsInTraining() {
        Pass unwatched = Pass.training(0.3f, 5);
        Pass watched = new Pass(Trace.all(), unwatched.mode());

        assertThat(model.forward(source, target, watched).toArray()).isEqualTo(model.forward(source, target, unwatched).toArray());
    }

    @Test void aTraceServesOnePass() {
        Trace trace = Trace.all();
        model.forward(source, target, Pass.watched(trace));

        assertThatThrownBy(() -> model.forward(source, target, Pass.watched(trace))).isInstanceOf(IllegalStateException.class)
                .hasMessage("trace: encoder.embed was met a second time; a trace serves one pass, make a new one for the next");
    }

    @Test void aMissTellsWhatWasRecorded() {
        Trace trace = Trace.of(site -> site.kind() == Kind.CROSS_PATTERN);
        model.forward(source, target, Pass.watched(trace));

        assertThatThrownBy(() -> trace.get(new Site(Stack.DECODER, 2, Kind.CROSS_PATTERN))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trace: nothing was recorded at decoder.blocks.2.cross_attn.pattern; "
                        + "recorded: [decoder.blocks.0.cross_attn.pattern, decoder.blocks.1.cross_attn.pattern]");
    }

    @Test void anInterventionThatNeverFiredIsAnError() {
        Intervention missing = Intervention.at(SITE, same -> same)
                .and(new Site(Stack.ENCODER, 0, Kind.CROSS_Z), same -> same)
                .and(new Site(Stack.DECODER, 2, Kind.Z), same -> same);

        assertThatThrownBy(() -> missing.run(pass -> model.forward(source, target, pass))).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("intervention: the run never met encoder.blocks.0.cross_attn.z, decoder.blocks.2.attn.z; it met "
                        + "[decoder.blocks.0.attn.k, decoder.blocks.0.attn.pattern, ")
                .hasMessageEndingWith(", encoder.embed, encoder.ln_final, logits]");
    }

    @Test void aReplacementOfAnotherShapeIsRefusedAtTheSite() {
        Intervention wrong = Intervention.at(SITE, pattern -> pattern.slice(-1, 0, 5));

        assertThatThrownBy(() -> wrong.run(pass -> model.forward(source, target, pass))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("site decoder.blocks.1.cross_attn.pattern: a replacement of shape [2, 3, 5, 5] "
                        + "for an activation of shape [2, 3, 5, 6] (need the same)");
    }

    /// Not even one that would stretch to fit.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void aReplacementOfAnotherShapeIsRefusedAtEverySite(Subject subject) {
        for (Site site : subject.sites()) {
            Intervention wrong = Intervention.at(site, value -> value.slice(0, 0, 1));
            assertThatThrownBy(() -> wrong.run(subject::forward)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("site " + site + ": a replacement of shape [1, ");
        }
    }

    @Test void anInterventionLeavesNothingInTheModel() {
        float[] before = model.forward(source, target, Pass.PLAIN).toArray();
        Tensor without = Intervention.at(SITE, pattern -> pattern.scale(0)).run(pass -> model.forward(source, target, pass));

        assertThat(without.toArray()).isNotEqualTo(before);
        assertThat(model.forward(source, target, Pass.PLAIN).toArray()).isEqualTo(before);
    }
}
