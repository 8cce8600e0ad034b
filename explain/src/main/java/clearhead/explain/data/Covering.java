package clearhead.explain.data;

import clearhead.explain.data.Lesson.Verdict;
import clearhead.explain.data.Rule.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// A list of rules, `if … : class, else if …` (decision lists: Rivest 1987, doi 10.1007/BF00058680), learned one rule at a time as CN2 does
/// (Clark & Niblett 1989, doi 10.1007/BF00116835):
///
/// 1. of all rules that cover enough of what is left, take the one of greatest quality: the lower end of Wilson's interval of the share of
///    covered examples that the model gives the rule's class, so that both precision and support count;
/// 2. take away what it covers, and begin again, until no rule is better than always saying the class that is most frequent in what is
///    left;
/// 3. keep as many rules as do best on the validation part.
///
/// Rules are searched with a beam: the best of one condition, each with any other condition added, and so on. A number is compared with at
/// most 16 of its own values. Of equally good rules the one of fewer conditions is taken, then the one that comes first.
///
/// @param rules      how many at most
/// @param conditions how many a rule has at most
/// @param support    how many examples it covers at least
record Covering(int rules, int conditions, int support) {

    private static final int BEAM = 16;
    private static final int CUTS = 16;

    /// A condition, or several together, and the training examples that it holds for.
    private record Candidate(List<Condition> conditions, BitSet covers, double quality) {}

    Distilled.Rules learn(Lesson lesson, double[][] x, Parts parts) {
        int[] training = parts.training();
        List<Candidate> atoms = atoms(x, training);
        List<BitSet> classes = IntStream.range(0, lesson.output(0).length).mapToObj(c -> among(training, row -> lesson.decision(row) == c))
                .toList();
        List<Rule> found = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        // of what no rule covers, after 0, 1, … rules
        List<Verdict> otherwise = new ArrayList<>(List.of(lesson.verdict(training)));
        BitSet left = new BitSet();
        left.set(0, training.length);
        for (Optional<Candidate> best = best(atoms, classes, left); found.size() < rules
                && best.isPresent(); best = best(atoms, classes, left)) {
            Rule rule = new Rule(best.get().conditions);
            BitSet covered = (BitSet) left.clone();
            covered.and(best.get().covers);
            found.add(rule);
            verdicts.add(lesson.verdict(rows(training, covered)));
            left.andNot(covered);
            otherwise.add(left.isEmpty() ? lesson.verdict(training) : lesson.verdict(rows(training, left)));
        }
        Distilled.Rules chosen = list(found, verdicts, otherwise, 0);
        for (int length = 1; length <= found.size(); length++) {
            Distilled.Rules longer = list(found, verdicts, otherwise, length);
            chosen = Distilled.loss(longer, lesson, x, parts.validation()) < Distilled.loss(chosen, lesson, x, parts.validation())
                    ? longer : chosen;
        }
        return chosen;
    }

    private static Distilled.Rules list(List<Rule> rules, List<Verdict> verdicts, List<Verdict> otherwise, int length) {
        List<Verdict> own = new ArrayList<>(verdicts.subList(0, length));
        own.add(otherwise.get(length));
        return new Distilled.Rules(List.copyOf(rules.subList(0, length)), own);
    }

    /// The best rule; empty if none is surely better than the most frequent class of what is left.
    private Optional<Candidate> best(List<Candidate> atoms, List<BitSet> classes, BitSet left) {
        double most = classes.stream().mapToInt(one -> common(one, left)).max().orElseThrow() / (double) left.cardinality();
        Comparator<Candidate> better = Comparator.comparingDouble((Candidate one) -> -one.quality);
        Optional<Candidate> best = Optional.empty();
        for (BitSet right : classes) {
            List<Candidate> beam = List.of(new Candidate(List.of(), left, 0));
            for (int length = 1; length <= conditions; length++) {
                beam = beam.stream().flatMap(shorter -> atoms.stream().map(atom -> joined(shorter, atom, right, left))
                        .flatMap(Optional::stream))
                        .sorted(better).limit(BEAM).toList();
                Optional<Candidate> first = beam.stream().findFirst();
                if (first.isPresent() && first.get().quality > best.map(Candidate::quality).orElse(most)) {
                    best = first;
                }
            }
        }
        return best;
    }

    private Optional<Candidate> joined(Candidate shorter, Candidate atom, BitSet right, BitSet left) {
        BitSet covers = (BitSet) shorter.covers.clone();
        covers.and(atom.covers);
        covers.and(left);
        if (covers.cardinality() < support || !shorter.conditions.isEmpty() && covers.cardinality() == common(shorter.covers, left)) {
            return Optional.empty();                                                             // too few, or nothing is added
        }
        List<Condition> conditions = new ArrayList<>(shorter.conditions);
        conditions.addAll(atom.conditions);
        return Optional.of(new Candidate(conditions, covers, new Share(common(covers, right), covers.cardinality()).low()));
    }

    private static List<Candidate> atoms(double[][] x, int[] training) {
        List<Candidate> atoms = new ArrayList<>();
        for (int f = 0; f < x[0].length; f++) {
            int feature = f;
            double[] values = Arrays.stream(training).mapToDouble(row -> x[row][feature]).sorted().distinct().toArray();
            int cuts = Math.min(CUTS, values.length - 1);
            for (int cut = 1; cut <= cuts; cut++) {
                int at = cut * (values.length - 1) / cuts;
                double threshold = values[at - 1] + (values[at] - values[at - 1]) / 2;
                for (boolean high : new boolean[] {true, false}) {
                    Condition condition = new Condition(feature, threshold < values[at] ? threshold : values[at - 1], high);
                    atoms.add(new Candidate(List.of(condition), among(training, row -> condition.holds(x[row])), 0));
                }
            }
        }
        return atoms;
    }

    private static BitSet among(int[] training, IntPredicate holds) {
        BitSet some = new BitSet();
        IntStream.range(0, training.length).filter(i -> holds.test(training[i])).forEach(some::set);
        return some;
    }

    private static int[] rows(int[] training, BitSet some) {
        return some.stream().map(i -> training[i]).toArray();
    }

    private static int common(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return both.cardinality();
    }
}
