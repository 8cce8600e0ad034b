package clearhead.explain.layer;

import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Target;
import clearhead.explain.Words;
import clearhead.explain.oracle.OracleCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A question to each of the small models: every architecture, every kind of answer.
record Cases(String name, OpenModel model, Input input, Target target) {

    private static final List<Cases> ALL = read();

    private static List<Cases> read() {
        List<Cases> all = new ArrayList<>();
        for (String name : OracleCase.MODEL_NAMES) {
            OpenModel model = OracleCase.open(name);
            Map<String, Cases> kinds = new TreeMap<>();
            for (OracleCase one : OracleCase.of(name)) {
                if (one.method().equals("integrated-gradients")) {
                    Target target = Target.named(one.target(), model);
                    kinds.putIfAbsent(target.kind(), new Cases("%s %s".formatted(name, one.target()), model, one.input(model), target));
                }
            }
            all.addAll(kinds.values());
        }
        OpenModel neox = OracleCase.open("gpt_neox");
        int[] ids = {5, 17, 300, 17, 42, 9};
        all.add(new Cases("gpt_neox predicted", neox, new Input.Text(Words.of(ids, new int[ids.length], neox.names().tokenizer())),
                new Target.Predicted()));
        return all;
    }

    /// The first case of each kind of target that the reference numbers have, of every model; and one of GPT-NeoX, for its parallel blocks.
    static Stream<Cases> all() {
        return ALL.stream();
    }

    /// Those that explain one number.
    static Stream<Cases> ofOneNumber() {
        return all().filter(one -> !(one.target instanceof Target.Each));
    }

    /// One for each model.
    static Stream<Cases> ofEachModel() {
        Set<OpenModel> met = new HashSet<>();
        return ofOneNumber().filter(one -> met.add(one.model));
    }

    /// The first case of a model.
    static Cases named(String model) {
        return ofOneNumber().filter(one -> one.name.startsWith(model + " ")).findFirst().orElseThrow();
    }

    /// Float against double, as measured on all of these models: `10⁻⁴ · max |score| + 10⁻⁵ · max |F|`.
    static double rounding(float[] scores, double value, double baseline) {
        double greatest = 0;
        for (float score : scores) {
            greatest = Math.max(greatest, Math.abs(score));
        }
        return 1e-4 * greatest + 1e-5 * Math.max(Math.abs(value), Math.abs(baseline));
    }

    @Override public String toString() {
        return name;
    }
}
