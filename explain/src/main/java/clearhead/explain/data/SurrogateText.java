package clearhead.explain.data;

import clearhead.explain.BlackBox;
import clearhead.explain.data.Lesson.Verdict;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A surrogate as text: `if 'dull' is in the text: negative (fidelity 0.91, 24 of 200)`. Fidelity and numbers of examples are of those that
/// were held out.
///
/// @param box     knows what classes are called
/// @param regions how often each says what the model says
/// @param heldOut how many examples there are of these
record SurrogateText(BlackBox box, List<Feature> features, List<Share> regions, int heldOut) {

    private static final int MOST = 20;
    private static final double SMALL = 1e-3;
    private static final int DIGITS = 4;
    private static final String INDENT = "    ";

    String of(Distilled distilled) {
        StringBuilder text = new StringBuilder();
        switch (distilled) {
            case Distilled.Questions questions -> tree(text, "", "", questions.tree(), questions);
            case Distilled.Rules rules -> rules(text, rules);
            case Distilled.Weights weights -> weights(text, weights);
        }
        return text.toString();
    }

    /// @param before what the line begins with: nothing, or `else: `
    private void tree(StringBuilder text, String indent, String before, Tree tree, Distilled.Questions all) {
        switch (tree) {
            case Tree.Leaf leaf -> text.append(indent).append(before)
                    .append(verdict(IntStream.range(0, all.leaves().size()).filter(i -> all.leaves().get(i) == leaf).findFirst()
                    .orElseThrow(), all))
                    .append('\n');
            case Tree.Fork fork -> {
                Feature feature = features.get(fork.column());
                // first where a word is there, or a number is small
                boolean high = !(feature instanceof Feature.Number);
                text.append(indent).append(before.isEmpty() ? "" : "else ");
                text.append("if ").append(feature.condition(fork.threshold(), high)).append(':');
                branch(text, indent, high ? fork.high() : fork.low(), all);
                Tree other = high ? fork.low() : fork.high();
                tree(text, indent, "else: ", other, all);
            }
        }
    }

    /// An answer stands in the line of its question, more questions below it.
    private void branch(StringBuilder text, String indent, Tree tree, Distilled.Questions all) {
        if (tree instanceof Tree.Leaf) {
            tree(text, " ", "", tree, all);
        } else {
            text.append('\n');
            tree(text, indent + INDENT, "", tree, all);
        }
    }

    private void rules(StringBuilder text, Distilled.Rules list) {
        for (int i = 0; i < list.rules().size(); i++) {
            text.append(i == 0 ? "if " : "else if ").append(list.rules().get(i).conditions().stream()
                    .map(one -> features.get(one.feature()).condition(one.threshold(), one.high())).collect(Collectors.joining(" and ")))
                    .append(": ").append(verdict(i, list)).append('\n');
        }
        text.append(list.rules().isEmpty() ? "always: " : "else: ").append(verdict(list.rules().size(), list)).append('\n');
    }

    private String verdict(int region, Distilled.Regions all) {
        Verdict verdict = all.verdicts().get(region);
        Share share = regions.get(region);
        String count = String.format(Locale.ROOT, "%,d of %,d", share.of(), heldOut);
        return verdict.outputs().length == 1 ? "%s (%s)".formatted(Feature.shortest(verdict.outputs()[0], DIGITS), count)
                : share.of() == 0 ? "%s (%s)".formatted(box.label(verdict.decision()), count)
                : String.format(Locale.ROOT, "%s (fidelity %.2f, %s)", box.label(verdict.decision()), share.value(), count);
    }

    /// Of two classes one line is enough: what speaks for the second speaks against the first.
    private void weights(StringBuilder text, Distilled.Weights linear) {
        boolean two = linear.weights().length == 2;
        for (int c = two ? 1 : 0; c < linear.weights().length; c++) {
            int output = c;
            int against = two ? 0 : -1;
            double[] weights = IntStream.range(0, features.size()).mapToDouble(i -> linear.weights()[output][i]
                    - (against < 0 ? 0 : linear.weights()[against][i])).toArray();
            double start = linear.intercept()[c] - (against < 0 ? 0 : linear.intercept()[against]);
            text.append(!linear.classes() ? "the number" : two ? "log-odds of %s against %s".formatted(box.label(1), box.label(0))
                    : "log-odds of " + box.label(c)).append(" = ").append(Feature.shortest(start, DIGITS)).append('\n');
            double greatest = Arrays.stream(weights).map(Math::abs).max().orElseThrow();
            List<Integer> order = IntStream.range(0, weights.length).boxed().filter(i -> Math.abs(weights[i]) > SMALL * greatest)
                    .sorted(Comparator.comparing(i -> -Math.abs(weights[i]))).limit(MOST).toList();
            order.forEach(i -> text.append("    %s %s · %s\n".formatted(weights[i] < 0 ? "−" : "+",
                    Feature.shortest(Math.abs(weights[i]), DIGITS), features.get(i) instanceof Feature.Has(String word)
                    ? "['%s' is in the text]".formatted(word)
                            : "[" + features.get(i).name() + "]")));
            if (order.size() < weights.length) {
                text.append("    smaller ones: %d\n".formatted(weights.length - order.size()));
            }
        }
    }
}
