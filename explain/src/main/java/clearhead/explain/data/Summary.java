package clearhead.explain.data;

import clearhead.core.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What many explanations have in common: which words count for a class, over all its texts.
///
/// A word is what stands between whitespace, without the punctuation around it, in any case (STRASSE is Straße). A text has one say about a
/// word, the mean over the places where it stands; so errors are of means over texts. A word is decisive in a text where no other has a
/// score of greater size; of equal ones the first is.
///
/// @param source       the file
/// @param explanations how many lines were read
/// @param least        in how many texts a word must be
/// @param groups       by method, kind of target and class
/// @param warnings     what to be wary of, in sentences
public record Summary(String source, int explanations, int least, List<Group> groups, List<String> warnings) {

    private static final int EXAMPLES = 3;

    /// Explanations of one class by one method.
    ///
    /// @param method       its name
    /// @param target       the kind of number that was explained
    /// @param label        of the class; empty where none is explained
    /// @param explanations how many
    /// @param words        those of enough texts, the greatest mean size first
    public record Group(String method, String target, String label, int explanations, List<Word> words) {}

    /// A word in the texts of a group.
    ///
    /// @param word        its most frequent spelling
    /// @param texts       how many it is in
    /// @param occurrences how often it is there
    /// @param size        mean |score|
    /// @param score       mean score
    /// @param decisive    in how many texts no other word counts for more
    /// @param examples    texts where it is decisive, and then others; those first where its score is greatest in size
    public record Word(String word, int texts, int occurrences, Repeated size, Repeated score, int decisive, List<Example> examples) {}

    /// A text.
    ///
    /// @param line  of the file, counted from 1
    /// @param text  its words, as the explanation has them
    /// @param score of the word in it
    public record Example(int line, String text, double score) {}

    /// Copies the lists.
    public Summary {
        groups = List.copyOf(groups);
        warnings = List.copyOf(warnings);
    }

    /// Reads lines of JSON as `explain --batch` writes them, schema `clearhead/explain/1`.
    ///
    /// @param least in how many texts a word must be
    /// @throws BadInput if a line is no explanation, or none has words
    public static Summary read(Path file, int least) {
        if (least < 1) {
            throw new BadInput("--least " + least, "is too small", "1 or more");
        }
        ExplainedTexts lines = ExplainedTexts.read(file);
        Map<List<String>, List<ExplainedTexts.Text>> groups = lines.texts().stream().collect(Collectors.groupingBy(
                text -> List.of(text.method(), text.target(), text.label()), LinkedHashMap::new, Collectors.toList()));
        return new Summary(file.toString(), lines.texts().size(), least, groups.entrySet().stream()
                .map(group -> new Group(group.getKey().get(0),
                group.getKey().get(1), group.getKey().get(2), group.getValue().size(), words(group.getValue(), least))).toList(),
                lines.warnings());
    }

    private static List<Word> words(List<ExplainedTexts.Text> texts, int least) {
        Map<String, List<Say>> says = new TreeMap<>();
        texts.forEach(text -> says(text).forEach((word, say) -> says.computeIfAbsent(word, _ -> new ArrayList<>()).add(say)));
        return says.values().stream().filter(all -> all.size() >= least).map(Summary::word)
                .sorted(Comparator.comparing(word -> -word.size.mean())).toList();
    }

    /// What one text says of one word.
    private record Say(ExplainedTexts.Text text, List<ExplainedTexts.Place> places, boolean decisive) {

        double mean(Function<Double, Double> of) {
            return places.stream().mapToDouble(place -> of.apply(place.score())).sum() / places.size();
        }
    }

    private static Map<String, Say> says(ExplainedTexts.Text text) {
        ExplainedTexts.Place greatest = text.places().getFirst();
        for (ExplainedTexts.Place place : text.places()) {
            greatest = Math.abs(place.score()) > Math.abs(greatest.score()) ? place : greatest;
        }
        ExplainedTexts.Place most = greatest;
        Map<String, Say> says = new LinkedHashMap<>();
        text.places().stream().collect(Collectors.groupingBy(ExplainedTexts.Place::folded, LinkedHashMap::new, Collectors.toList()))
                .forEach((word, places) -> says.put(word, new Say(text, places, most.score() != 0 && places.contains(most))));
        return says;
    }

    private static Word word(List<Say> says) {
        Map<String, Long> spellings = says.stream().flatMap(say -> say.places.stream()).collect(Collectors.groupingBy(
                ExplainedTexts.Place::word, TreeMap::new, Collectors.counting()));
        String spelling = spellings.entrySet().stream().min(Comparator.comparing(entry -> -entry.getValue())).orElseThrow().getKey();
        Stream<Example> examples = says.stream().sorted(Comparator.comparing((Say say) -> !say.decisive)
                .thenComparing(say -> -Math.abs(say.mean(score -> score)))).limit(EXAMPLES)
                .map(say -> new Example(say.text.line(), say.text.shown(), say.mean(score -> score)));
        return new Word(spelling, says.size(), says.stream().mapToInt(say -> say.places.size()).sum(),
                Repeated.of(says.stream().mapToDouble(say -> say.mean(Math::abs)).toArray()),
                Repeated.of(says.stream().mapToDouble(say -> say.mean(score -> score)).toArray()),
                (int) says.stream().filter(Say::decisive).count(), examples.toList());
    }

    /// This as JSON, schema `clearhead/summary/1`.
    public String json() {
        return SummaryJson.of(this);
    }
}
