package clearhead.explain.context;

import clearhead.explain.Token;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A context's part in a text, for people.
record ContextText(ContextReliance found) {

    /// No more cues are named for a token.
    private static final int MOST = 5;

    @Override public String toString() {
        StringBuilder text = new StringBuilder("  KL      P-CXMI  p with   p without  written\n");
        for (int t = 0; t < found.steps().size(); t++) {
            ContextReliance.Step step = found.steps().get(t);
            int place = t;
            boolean sensitive = found.cues().stream().anyMatch(cue -> cue.step() == place);
            text.append(String.format(Locale.ROOT, "%s %-7.4f %+-7.3f %-8.4f %-10.4f %s%n", sensitive ? "*" : " ",
                    step.divergence(), step.pcxmi(), Math.exp(step.with()), Math.exp(step.without()), shown(step)));
        }
        found.cues().forEach(cue -> cue(text, cue));
        if (found.cues().isEmpty()) {
            text.append(String.format(Locale.ROOT, "no token stands out: none is above %.4f%n", found.threshold()));
        }
        found.warnings().forEach(warning -> text.append("! ").append(warning).append('\n'));
        return text.toString();
    }

    private String shown(ContextReliance.Step step) {
        String all = found.written().texts().getFirst();
        String own = all.substring(step.token().start(), step.token().end());
        return own.isBlank() ? step.token().piece() : own;
    }

    private void cue(StringBuilder text, ContextReliance.Cue cue) {
        text.append(String.format(Locale.ROOT, "\"%s\" rather than \"%s\": %+.3f with the context, %+.3f without%n",
                shown(found.steps().get(cue.step())), cue.label(), cue.with(), cue.without()));
        List<Token> context = found.input().tokens();
        float[] scores = cue.scores();
        text.append("  ").append(IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> -Math.abs(scores[i])))
                .limit(MOST)
                .map(i -> String.format(Locale.ROOT, "%s %+.3f", context.get(i).piece(), scores[i])).collect(Collectors.joining(", ")));
        text.append(scores.length > MOST ? ", …\n" : "\n");
    }
}
