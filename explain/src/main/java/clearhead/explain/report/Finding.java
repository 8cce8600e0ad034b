package clearhead.explain.report;

import clearhead.explain.Explanation;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What a method found beside its scores.
///
/// @param rule  in words, where it found one; else empty
/// @param fit   all of it, by names
/// @param reach how many standard errors an interval of 95 % reaches to each side of a score
public record Finding(String rule, Map<String, String> fit, double reach) {

    /// The normal distribution's, for methods that do not say how many draws their errors are from.
    private static final double NORMAL = 1.96;

    /// Nothing.
    public static final Finding NONE = new Finding("", Map.of(), NORMAL);

    public Finding {
        Objects.requireNonNull(rule, "rule");
        fit = Collections.unmodifiableMap(new LinkedHashMap<>(fit));
    }

    static Finding of(Explanation explanation) {
        Map<String, Object> fit = explanation.method().fit();
        Map<String, String> written = new LinkedHashMap<>();
        fit.forEach((name, value) -> written.put(words(name), written(value)));
        return new Finding(fit.containsKey("anchor") ? rule(fit) : "", written, fit.get("t95") instanceof Double t95 ? t95 : NORMAL);
    }

    /// `effectiveSampleSize` as people write it.
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private static String written(Object value) {
        return switch (value) {
            case Double number -> Figures.of(number);
            case Float number -> Figures.of(number);
            case Integer number -> String.format(Locale.ROOT, "%,d", number);
            case Long number -> String.format(Locale.ROOT, "%,d", number);
            case Boolean yes -> yes ? "yes" : "no";
            case Collection<?> all -> all.isEmpty() ? "none" : all.stream().map(Finding::written).collect(Collectors.joining(", "));
            case null -> "–";
            case Object other -> other.toString();
        };
    }

    /// An anchor: "As long as “not” and “good” stay, the model says “negative” in 97.0 % [94.2 % – 99.1 %] of 1,200 variants."
    private static String rule(Map<String, Object> fit) {
        List<String> stay = ((List<?>) fit.get("anchor")).stream().map(text -> "“" + text + "”").toList();
        String first = String.join(", ", stay.subList(0, Math.max(0, stay.size() - 1)));
        String when = switch (stay.size()) {
            case 0 -> "Whatever is taken away";
            case 1 -> "As long as %s stays".formatted(stay.getFirst());
            default -> "As long as %s and %s stay".formatted(first, stay.getLast());
        };
        boolean all = fit.get("allVariants").equals(true);
        String sure = all ? "" : " [%s – %s]".formatted(percent(fit, "precisionLow"), percent(fit, "precisionHigh"));
        int variants = (int) fit.get("variants");
        return variants == 0 ? "" : "%s, the model says “%s” in %s%s of %s%,d variants.".formatted(when, fit.get("decision"),
            percent(fit, "precision"), sure, all ? "all " : "", variants);
    }

    private static String percent(Map<String, Object> fit, String name) {
        return Figures.percent((double) fit.get(name));
    }
}
