package clearhead.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTest {

    @ParameterizedTest @EnumSource
    void aNameNamesItsSite(Kind kind) {
        for (Stack stack : Stack.values()) {
            Site site = new Site(stack, kind.perLayer() ? 12 : Site.NO_LAYER, kind);
            assertThat(Site.named(site.name())).isEqualTo(site);
            assertThat(site).hasToString(site.name());
        }
    }

    @Test void namesAreTheCustomaryOnes() {
        assertThat(new Site(Stack.ONLY, 0, Kind.PATTERN).name()).isEqualTo("blocks.0.attn.pattern");
        assertThat(new Site(Stack.DECODER, 1, Kind.CROSS_PATTERN).name()).isEqualTo("decoder.blocks.1.cross_attn.pattern");
        assertThat(Site.of(Stack.ENCODER, Kind.EMBED).name()).isEqualTo("encoder.embed");
        assertThat(Site.of(Stack.ONLY, Kind.LOGITS).name()).isEqualTo("logits");
        assertThat(Arrays.stream(Kind.values()).map(Kind::label)).containsExactly("pixels", "embed", "resid_pre", "attn.q", "attn.k", "attn.v",
                "attn.scores", "attn.pattern", "attn.z", "attn_out", "resid_cross", "cross_attn.q", "cross_attn.k", "cross_attn.v",
                "cross_attn.scores", "cross_attn.pattern", "cross_attn.z", "cross_attn_out", "resid_mid", "mlp.pre", "mlp.post", "mlp_out",
                "resid_post", "ln_final", "logits", "start_logits", "end_logits");
    }

    @Test void aLayerIsThereWhereTheKindHasOne() {
        assertThatThrownBy(() -> Site.of(Stack.ONLY, Kind.Z)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("site attn.z stands in a block: it needs a layer from 0, not -1");
        assertThatThrownBy(() -> new Site(Stack.ONLY, 0, Kind.LOGITS)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("site logits stands in no block: it has no layer (got 0)");
    }

    @Test void whatNamesNoSiteIsToldSo() {
        assertThatThrownBy(() -> Site.named("")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'' names no site; a name looks like blocks.0.attn.pattern");
        assertThatThrownBy(() -> Site.named("decoder.blocks.0.attn.weights")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no activation is called 'attn.weights'; there are [pixels, embed, resid_pre, attn.q, ")
                .hasMessageEndingWith(", logits, start_logits, end_logits]");
        assertThatThrownBy(() -> Site.named("attn.z")).hasMessage("site attn.z stands in a block: it needs a layer from 0, not -1");
        assertThatThrownBy(() -> Site.named("blocks.3.embed")).hasMessage("site embed stands in no block: it has no layer (got 3)");
    }

    @ParameterizedTest @ValueSource(strings = {"blocks.0", "blocks.-1.attn.z", "blocks.1234567890.attn.z", "encoder", "encoder.",
            "Decoder.embed", "blocks.0.attn.z ", "blocks.0.attn.z\n", "hook_embed"})
    void namesAreExact(String name) {
        assertThatThrownBy(() -> Site.named(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
