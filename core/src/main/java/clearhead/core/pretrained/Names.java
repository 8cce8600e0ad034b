package clearhead.core.pretrained;

import clearhead.core.pretrained.Origin.How;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What our parts are called in the files of a family. `#` stands for the number of a layer.
final class Names {

    private static final Pattern LAYER = Pattern.compile("\\.(\\d+)\\.");

    /// How a part lies in a file; `what` is `weight` or `bias`.
    private record Rule(String theirs, How weight, How bias) {}

    private final Map<String, List<Rule>> rules = new LinkedHashMap<>();
    private final String prefix;
    private final List<Pattern> unused = new ArrayList<>();

    /// @param prefix what stands in front of the names of the part that all models of a family share; some files leave it out
    Names(String prefix) {
        this.prefix = prefix;
    }

    /// A table of embeddings.
    Names table(String ours, String theirs) {
        return same(ours, theirs);
    }

    /// A norm.
    Names norm(String ours, String theirs) {
        return same(ours, theirs);
    }

    /// A linear layer whose weight is `[out, in]`, as PyTorch has it.
    Names linear(String ours, String theirs) {
        return add(ours, new Rule(theirs, How.TRANSPOSED, How.SAME));
    }

    /// A linear layer whose weight is `[in, out]`, as GPT-2 has it.
    Names straight(String ours, String theirs) {
        return same(ours, theirs);
    }

    /// Queries, keys and values in one linear layer, see [How.Fused].
    Names fused(String ours, String theirs, boolean transposed, int groups) {
        List<String> parts = List.of("query", "key", "value");
        for (int i = 0; i < parts.size(); i++) {
            How how = new How.Fused(transposed, i, parts.size(), groups);
            add(ours + "." + parts.get(i), new Rule(theirs, how, how));
        }
        return this;
    }

    /// A tensor that is called neither weight nor bias there.
    Names tensor(String ours, String theirs) {
        return same(ours, theirs);
    }

    private Names same(String ours, String theirs) {
        return add(ours, new Rule(theirs, How.SAME, How.SAME));
    }

    private Names add(String ours, Rule rule) {
        rules.computeIfAbsent(ours, _ -> new ArrayList<>()).add(rule);
        return this;
    }

    /// Tensors that files hold and nobody needs: what can be computed, or is there twice.
    Names unused(String regex) {
        unused.add(Pattern.compile(regex));
        return this;
    }

    /// Whether it is known that nobody needs this tensor.
    boolean isUnused(String name) {
        return unused.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }

    /// Where a parameter stands, with all names that it may have: with the prefix and without, and norms with the names that TensorFlow
    /// once gave them.
    Origin origin(String parameter) {
        Matcher layer = LAYER.matcher(parameter);
        Optional<String> number = layer.find() ? Optional.of(layer.group(1)) : Optional.empty();
        String ours = number.isPresent() ? layer.replaceFirst(".#.") : parameter;
        int dot = ours.lastIndexOf('.');
        String what = ours.substring(dot + 1);
        boolean whole = rules.containsKey(ours);
        List<Rule> found = rules.get(whole ? ours : dot < 0 ? ours : ours.substring(0, dot));
        if (found == null) {
            throw new IllegalStateException("no name is known for " + parameter);
        }
        List<String> names = new ArrayList<>();
        for (Rule rule : found) {
            String theirs = number.isPresent() ? rule.theirs.replace("#", number.get()) : rule.theirs;
            for (String name : theirs.startsWith(prefix) ? List.of(theirs, theirs.substring(prefix.length())) : List.of(theirs)) {
                names.add(whole ? name : name + "." + what);
                if (!whole && name.endsWith("LayerNorm")) {
                    names.add(name + (what.equals("weight") ? ".gamma" : ".beta"));
                }
            }
        }
        Rule first = found.getFirst();
        return new Origin(names, what.equals("bias") ? first.bias : first.weight);
    }
}
