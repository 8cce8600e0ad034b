package clearhead.explain.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which words are looked for: half of them the most frequent, the others those that tell the most about what the model says, which is how
/// much its loss falls where examples are split by the word (see [Cart]). Only the training part is asked; words of fewer than two of its
/// texts, or of all but one, tell nothing.
///
/// @param most how many words
record Vocabulary(int most) {

    /// The presence of the words in each text.
    Features features(List<String> texts, Lesson lesson, int[] training) {
        List<Set<String>> words = texts.stream().map(TextWords::of).toList();
        Map<String, List<Integer>> places = new TreeMap<>();                                     // where in the training part
        IntStream.range(0, training.length).forEach(i -> words.get(training[i]).forEach(word ->
                places.computeIfAbsent(word, _ -> new ArrayList<>()).add(i)));
        places.values().removeIf(some -> some.size() < 2 || some.size() > training.length - 2);
        double[][] targets = lesson.targets(training);
        Map<String, Double> gains = places.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, one ->
                gain(targets, one.getValue())));

        List<String> frequent = places.keySet().stream().sorted(Comparator.comparing(word -> -places.get(word).size())).limit(most / 2)
                .toList();
        List<String> telling = places.keySet().stream().sorted(Comparator.comparing(word -> -gains.get(word))).toList();
        List<String> chosen = Stream.concat(frequent.stream(), telling.stream()).collect(Collectors.toCollection(LinkedHashSet::new))
                .stream()
                .limit(most).sorted(Comparator.comparing((String word) -> -gains.get(word)).thenComparing(Comparator.naturalOrder()))
                .toList();
        return new Features(chosen.stream().map(word -> (Feature) new Feature.Has(word)).toList(),
                words.stream().map(own -> chosen.stream().mapToDouble(word -> own.contains(word) ? 1 : 0).toArray())
                .toArray(double[][]::new));
    }

    private static double gain(double[][] targets, List<Integer> some) {
        double gain = 0;
        for (int d = 0; d < targets[0].length; d++) {
            int at = d;
            double all = IntStream.range(0, targets.length).mapToDouble(i -> targets[i][at]).sum();
            double with = some.stream().mapToDouble(i -> targets[i][at]).sum();
            gain += with * with / some.size() + (all - with) * (all - with) / (targets.length - some.size()) - all * all / targets.length;
        }
        return gain;
    }
}
