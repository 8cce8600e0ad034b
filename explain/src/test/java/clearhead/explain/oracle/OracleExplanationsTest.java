package clearhead.explain.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.Explanation;
import clearhead.explain.MethodCard;
import clearhead.explain.OpenModel;
import clearhead.explain.Scores;
import clearhead.explain.methods.Methods;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/// Every method against the reference numbers, through the public interface, with the settings' names of the command line.
class OracleExplanationsTest {

    static final List<String> MODELS = OracleCase.MODEL_NAMES;
    private static final Set<String> KNOWN = Methods.ALL.stream().map(MethodCard::id).collect(Collectors.toSet());

    @ParameterizedTest @FieldSource("MODELS") void everyCaseIsReproduced(String name) {
        OpenModel model = OracleCase.open(name);
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (OracleCase one : OracleCase.of(name)) {
            for (OracleCase same : Stream.concat(Stream.of(one), one.also().stream()).toList()) {
                if (KNOWN.contains(same.method())) {
                    compared++;
                    wrong(same, model).forEach(wrong::add);
                }
            }
        }
        assertThat(compared).isPositive();
        assertThat(wrong).as("%d of %s", compared, name).isEmpty();
    }

    private static List<String> wrong(OracleCase one, OpenModel model) {
        List<String> wrong = new ArrayList<>();
        Explanation explanation = one.explain(model);
        JsonNode json = one.json();
        double greatestValue = greatest(OracleCase.floats(json.has("values") && !one.method().equals("lime") ? json.get("values") : json.get("value")));
        if (json.has("baselineValue") && !json.get("baselineValue").isNull()) {
            greatestValue = Math.max(greatestValue, Math.abs(json.get("baselineValue").asDouble()));
        }
        if (json.has("scores")) {
            compare(one, "scores", explanation.scores().answer().orElse(new float[0]), json.get("scores"), greatestValue, wrong);
        }
        if (json.has("fit")) {
            json.get("fit").properties().forEach(entry -> {
                double found = explanation.method().fit().get(entry.getKey()) instanceof Number number ? number.doubleValue() : Double.NaN;
                if (!(Math.abs(found - entry.getValue().asDouble()) <= 1e-4 * Math.max(1, Math.abs(entry.getValue().asDouble())))) {
                    wrong.add("%s: %s is %s, not %s".formatted(one, entry.getKey(), found, entry.getValue()));
                }
            });
        }
        if (json.has("matrix")) {
            compare(one, "matrix", flat(explanation.matrix()), json.get("matrix"), greatestValue, wrong);
        }
        double value = switch (explanation.scores()) {
            case Scores.One row -> row.row().value();
            case Scores.Grid grid -> grid.value();
            case Scores.Each each -> each.each().getFirst().value();
        };
        JsonNode expected = json.has("values") && json.get("value").isNull() ? json.get("values").get(0) : json.get("value");
        if (expected.isNumber() && Math.abs(value - expected.asDouble()) > 1e-5 * Math.max(1, Math.abs(expected.asDouble())) * 3) {
            wrong.add("%s: value %s, not %s".formatted(one, value, expected));
        }
        return wrong;
    }

    private static void compare(OracleCase one, String what, float[] ours, JsonNode theirs, double value, List<String> wrong) {
        float[] expected = OracleCase.floats(theirs);
        if (ours.length != expected.length) {
            wrong.add("%s: %d %s, not %d".formatted(one, ours.length, what, expected.length));
            return;
        }
        double most = greatest(expected);
        // Signed saliency is rounding where a layer norm reads the embedding; its scale is the gradient's, not its own.
        boolean rounding = "sum".equals(one.settings().get("reduce")) && most < 1e-9;
        double allowed = rounding ? 1e-3 : 1e-4 * most + 1e-5 * value;
        double worst = 0;
        for (int i = 0; i < ours.length; i++) {
            worst = Math.max(worst, Math.abs((double) ours[i] - expected[i]));
        }
        if (!(worst <= allowed)) {
            wrong.add("%s: %s differ by %.3g, allowed %.3g, greatest %.3g".formatted(one, what, worst, allowed, most));
        }
    }

    private static double greatest(float[] numbers) {
        double greatest = 0;
        for (float number : numbers) {
            greatest = Math.max(greatest, Math.abs(number));
        }
        return greatest;
    }

    private static float[] flat(float[][] matrix) {
        float[] flat = new float[Arrays.stream(matrix).mapToInt(row -> row.length).sum()];
        int at = 0;
        for (float[] row : matrix) {
            System.arraycopy(row, 0, flat, at, row.length);
            at += row.length;
        }
        return flat;
    }
}
