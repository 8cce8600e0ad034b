package clearhead.explain.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.oracle.OracleCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The toys of the papers, each through the formula alone.
class ToysTest {

    /// The file has nine digits.
    private static final Offset<Double> DIGITS = within(1e-9);

    private static JsonNode toy(String id) {
        return OracleCase.file("papers.json").valueStream().filter(one -> one.get("id").asString().equals(id)).findFirst().orElseThrow();
    }

    private static Matrix matrix(JsonNode rows) {
        return Matrix.of(StreamSupport.stream(rows.spliterator(), false).map(ToysTest::numbers).toArray(double[][]::new));
    }

    private static double[] numbers(JsonNode row) {
        return StreamSupport.stream(row.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
    }

    @Test void rolloutOfIdentities() {
        Matrix layer = Mixing.self(Matrix.identity(3));
        assertThat(Chain.through(List.of(layer, layer, layer)).values())
                .containsExactly(matrix(toy("rollout-identity").get("expected")).values());
    }

    @ParameterizedTest @ValueSource(strings = {"rollout-two", "rollout-uniform"}) void rolloutOfTwoLayers(String id) {
        Matrix layer = Mixing.self(matrix(toy(id).get("input")));
        assertThat(Chain.through(List.of(layer, layer)).values()).containsExactly(matrix(toy(id).get("expected")).values(), DIGITS);
    }

    /// Every node is a group of its own.
    @ParameterizedTest @ValueSource(strings = {"max-flow", "max-flow-clrs"}) void maximumFlow(String id) {
        FlowNetwork network = new FlowNetwork();
        List<String> names = new ArrayList<>();
        for (JsonNode pipe : toy(id).get("input")) {
            for (int end = 0; end < 2; end++) {
                if (!names.contains(pipe.get(end).asString())) {
                    names.add(pipe.get(end).asString());
                    network.group(1);
                }
            }
            network.lay(names.indexOf(pipe.get(0).asString()), names.indexOf(pipe.get(1).asString()),
                    Matrix.diagonal(pipe.get(2).asDouble()));
        }
        assertThat(network.flows(new int[] {names.indexOf("s")}, names.indexOf("t"))).containsExactly(toy(id).get("expected").asDouble());
    }

    @Test void gradientTimesAttention() {
        JsonNode toy = toy("gae-one-layer");
        Matrix weighed = GradientAttention.weighed(List.of(matrix(toy.get("input").get("A"))),
                List.of(matrix(toy.get("input").get("gradient"))));
        assertThat(GradientAttention.self(List.of(weighed)).values()).containsExactly(matrix(toy.get("expected")).values());
    }

    /// By hand: R − I = [[0, 3], [0, 0]] has the row sums 3 and 0.
    @Test void sharesOfWhatIsHeld() {
        assertThat(GradientAttention.shares(new Matrix(2, 2, new double[] {1, 3, 0, 1})).values()).containsExactly(1, 1, 0, 1);
    }

    @Test void aSmallWeightOnALongVectorWins() {
        JsonNode toy = toy("norm-attention");
        Decomposition block = new Decomposition(List.of(Matrix.of(new double[][] {numbers(toy.get("input").get("alpha"))})),
                List.of(matrix(toy.get("input").get("f"))), Matrix.zero(1, 2), Matrix.zero(1, 2), new double[2], Optional.empty(), false);
        assertThat(NormAttention.lengths(block.read(0))).containsExactly(numbers(toy.get("expected")), DIGITS);
    }

    @Test void sharesByWhatIsMissing() {
        double[][] parts = StreamSupport.stream(toy("alti-row").get("input").spliterator(), false)
                .map(ToysTest::numbers).toArray(double[][]::new);
        double[] y = {parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]};
        assertThat(Matrix.of(new double[][] {Alti.contributions(y, parts)}).rowNormalized().values())
                .containsExactly(numbers(toy("alti-row").get("expected")), DIGITS);
    }

    @Test void zeroingAValueTurnsTheRow() {
        JsonNode rows = toy("value-zeroing-row").get("input");
        double[] distances = {ValueZeroing.distance(ValueZeroing.Distance.COSINE, numbers(rows.get(0)), numbers(rows.get(1))),
            ValueZeroing.distance(ValueZeroing.Distance.COSINE, numbers(rows.get(0)), numbers(rows.get(2)))};
        assertThat(distances[0]).isCloseTo(1 - Math.sqrt(0.5), within(1e-15));
        assertThat(Matrix.of(new double[][] {distances}).rowNormalized().values())
                .containsExactly(numbers(toy("value-zeroing-row").get("expected")), DIGITS);
    }
}
