package clearhead.explain.data;

import clearhead.explain.BlackBox;
import clearhead.explain.data.Lesson.Verdict;
import java.util.List;
import java.util.stream.IntStream;

/// A model that a person can follow, over features of an example.
sealed interface Distilled {

    /// What it says of an example.
    Verdict say(double[] x);

    /// One that says the same of all examples of a region.
    sealed interface Regions extends Distilled {

        /// What it says, region by region.
        List<Verdict> verdicts();

        /// Where an example lies.
        int region(double[] x);

        @Override default Verdict say(double[] x) {
            return verdicts().get(region(x));
        }
    }

    /// A tree of questions; its regions are the leaves, low ones first.
    record Questions(Tree tree, List<Tree.Leaf> leaves, List<Verdict> verdicts) implements Regions {

        /// Grows, prunes and reads a tree.
        static Questions learn(Cart cart, Lesson lesson, double[][] x, Parts parts) {
            Tree grown = cart.grow(rows(x, parts.training()), lesson.targets(parts.training()));
            Tree tree = grown.pruned(part -> loss(of(part, lesson, x, parts.training()), lesson, x, parts.validation()));
            return of(tree, lesson, x, parts.training());
        }

        private static Questions of(Tree tree, Lesson lesson, double[][] x, int[] training) {
            List<Tree.Leaf> leaves = tree.leaves();
            return new Questions(tree, leaves, leaves.stream().map(leaf -> lesson.verdict(IntStream.of(training)
                    .filter(row -> tree.leaf(x[row]) == leaf).toArray())).toList());
        }

        @Override public int region(double[] x) {
            Tree.Leaf own = tree.leaf(x);
            return IntStream.range(0, leaves.size()).filter(i -> leaves.get(i) == own).findFirst().orElseThrow();
        }
    }

    /// Rules, of which the first that holds decides; its regions are the rules, and then what none of them is about.
    record Rules(List<Rule> rules, List<Verdict> verdicts) implements Regions {

        @Override public int region(double[] x) {
            return IntStream.range(0, rules.size()).filter(i -> rules.get(i).holds(x)).findFirst().orElse(rules.size());
        }
    }

    /// Weights: `b + W x`, of classes the softmax of it.
    ///
    /// @param weights   `[outputs][features]`
    /// @param intercept `[outputs]`
    /// @param classes   whether these are log-odds
    /// @param ridge     how much weights were held back
    record Weights(double[][] weights, double[] intercept, boolean classes, double ridge) implements Distilled {

        @Override public Verdict say(double[] x) {
            double[] scores = IntStream.range(0, intercept.length).mapToDouble(c -> intercept[c]
                    + IntStream.range(0, x.length).mapToDouble(i -> weights[c][i] * x[i]).sum()).toArray();
            Said said = new Said(scores, classes ? BlackBox.softmax(scores) : new double[0]);
            return new Verdict(classes ? said.decision() : 0, classes ? said.probabilities() : scores, 0);
        }
    }

    static double[][] rows(double[][] x, int[] chosen) {
        return IntStream.of(chosen).mapToObj(row -> x[row]).toArray(double[][]::new);
    }

    /// How badly it does: decisions that are not the model's, or squared differences of the number.
    static double loss(Distilled distilled, Lesson lesson, double[][] x, int[] rows) {
        return IntStream.of(rows).mapToDouble(row -> {
            Verdict verdict = distilled.say(x[row]);
            return lesson.classes() ? verdict.decision() == lesson.decision(row) ? 0 : 1
                    : Math.pow(verdict.outputs()[0] - lesson.output(row)[0], 2);
        }).sum();
    }
}
