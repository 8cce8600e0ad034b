package clearhead.explain.report;

import clearhead.explain.Explanation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// What one method says about a [Panel].
///
/// @param sheets       the method's answer as a whole first; behind it, where it looks at heads, the means of layers and the heads
/// @param completeness whether the scores add up
/// @param warnings     why not to trust these scores, in sentences
/// @param errors       standard errors of the first sheet's scores, `[rows][columns]`; no rows where the method draws no samples
/// @param facts        how the method was used, by names
/// @param found        what it found beside scores
public record View(Method method, List<Sheet> sheets, Completeness completeness, Cost cost, List<String> warnings, float[][] errors,
                   Map<String, String> facts, Finding found) {

    /// Without standard errors, facts or findings.
    public View(Method method, List<Sheet> sheets, Completeness completeness, Cost cost, List<String> warnings) {
        this(method, sheets, completeness, cost, warnings, new float[0][], Map.of(), Finding.NONE);
    }

    public View {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(completeness, "completeness");
        Objects.requireNonNull(cost, "cost");
        Objects.requireNonNull(found, "found");
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        errors = Sheet.of(errors).values();
        sheets = List.copyOf(sheets);
        warnings = List.copyOf(warnings);
        if (sheets.isEmpty() || sheets.getFirst().layer() != Sheet.MEAN) {
            throw new IllegalArgumentException("view \"" + method.label() + "\": the first sheet must be the method's answer as a whole");
        }
        if (sheets.stream().map(Sheet::place).distinct().count() != sheets.size()) {
            throw new IllegalArgumentException("view \"" + method.label() + "\": two sheets of one place");
        }
    }

    /// What an explanation says, on one sheet.
    public static View of(Method method, Explanation explanation) {
        return new View(method, List.of(Sheet.of(explanation.matrix())), Completeness.of(explanation), Cost.of(explanation.cost()),
            explanation.warnings());
    }

    /// The same view with other sheets, for instance those of [#heads].
    public View with(List<Sheet> others) {
        return new View(method, others, completeness, cost, warnings, errors, facts, found);
    }

    /// The same view with another account of its sum.
    View with(Completeness other) {
        return new View(method, sheets, other, cost, warnings, errors, facts, found);
    }

    /// The same view with one more warning.
    public View warning(String sentence) {
        return new View(method, sheets, completeness, cost, Stream.concat(warnings.stream(), Stream.of(sentence)).toList(),
            errors, facts, found);
    }

    @Override public float[][] errors() {
        return Sheet.of(errors).values();
    }

    /// The method's answer as a whole.
    public Sheet whole() {
        return sheets.getFirst();
    }

    /// The sheets of an attention: the mean of all, and for each layer its mean and its heads.
    ///
    /// @param weights `[layers][heads][rows][columns]`
    public static List<Sheet> heads(float[][][][] weights) {
        List<Sheet> sheets = new ArrayList<>();
        List<float[][]> all = new ArrayList<>();
        for (int layer = 0; layer < weights.length; layer++) {
            List<float[][]> ofLayer = List.of(weights[layer]);
            all.addAll(ofLayer);
            sheets.add(new Sheet(layer, Sheet.MEAN, mean(ofLayer)));
            for (int head = 0; head < weights[layer].length; head++) sheets.add(new Sheet(layer, head, weights[layer][head]));
        }
        sheets.addFirst(Sheet.of(mean(all)));
        return sheets;
    }

    private static float[][] mean(List<float[][]> maps) {
        float[][] first = maps.getFirst();
        float[][] mean = new float[first.length][first[0].length];
        for (int i = 0; i < mean.length; i++) {
            for (int j = 0; j < mean[i].length; j++) {
                double sum = 0;
                for (float[][] map : maps) sum += map[i][j];
                mean[i][j] = (float) (sum / maps.size());
            }
        }
        return mean;
    }
}
