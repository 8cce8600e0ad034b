package clearhead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ComparisonTest {

    private static final double[] OURS = {1e-3, 4e-3, 2e-3};
    private static final double[] PEER = {2e-3, 4e-3, 3e-3};      // 2, 1 and 1.5 times as long

    @Test
    void theRatioIsTheMedianOfTheRounds() {
        Comparison comparison = Comparison.of("exp", new Table.Versus(Side.LIBTORCH, 1.1, 2.0), OURS, PEER, "");
        assertThat(comparison).isEqualTo(new Comparison("exp", 2e-3, 3e-3, "libtorch", 1.5, 1, 2, 1.1, 2.0, ""));
        assertThat(comparison.isMet()).isTrue();
        assertThat(comparison.line()).isEqualTo(
                "exp                        2.00 ms     3.00 ms  libtorch             1.50  1.00 … 2.00    1.10  2.00");
    }

    @Test
    void belowTheBarIsSaid() {
        Comparison comparison = Comparison.of("exp", new Table.Versus(Side.ONNX_RUNTIME, 1.6, 2.0), OURS, PEER, "");
        assertThat(comparison.isMet()).isFalse();
        assertThat(comparison.line()).endsWith("  below");
    }

    @Test
    void whatBothSayStandsBelow() {
        Comparison comparison = Comparison.of("lime", new Table.Versus(Side.LIME, null, null), OURS, PEER, "Clearhead 9 calls; lime 20 calls");
        assertThat(comparison.line().lines()).last().isEqualTo("  Clearhead 9 calls; lime 20 calls");
    }

    @Test
    void json() {
        Comparison comparison = Comparison.of("exp", new Table.Versus(Side.OPENBLAS, null, null), OURS, PEER, "");
        assertThat(comparison.isMet()).isTrue();
        assertThat(JsonMapper.builder().build().writeValueAsString(comparison)).isEqualTo(
                "{\"name\":\"exp\",\"ours\":0.002,\"peer\":0.003,\"peerName\":\"OpenBLAS\",\"ratio\":1.5,\"low\":1.0,\"high\":2.0,"
                        + "\"must\":null,\"aim\":null,\"remark\":\"\"}");
    }
}
