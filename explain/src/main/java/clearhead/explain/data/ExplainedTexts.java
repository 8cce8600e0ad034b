package clearhead.explain.data;

import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Explanations in a file, as far as they are about words.
///
/// @param texts    each with its words
/// @param warnings what was left out, and what does not belong together
record ExplainedTexts(List<Text> texts, List<String> warnings) {

    private static final String NEEDED = "lines of JSON as explain --batch writes them";
    private static final String SCHEMA = "clearhead/explain/1";

    /// One explanation.
    ///
    /// @param line   of the file
    /// @param method which method
    /// @param target which kind of number
    /// @param label  of which class
    /// @param places its words, at least one
    /// @param shown  the text, as far as its words tell
    record Text(int line, String method, String target, String label, List<Place> places, String shown) {}

    /// A word where it stands.
    ///
    /// @param word   without the punctuation around it
    /// @param folded the same for all its spellings
    record Place(String word, String folded, double score) {}

    static ExplainedTexts read(Path file) {
        List<String> lines = Spot.text(file, NEEDED).lines().toList();
        List<Text> texts = new ArrayList<>();
        Set<String> models = new LinkedHashSet<>();
        int faults = 0;
        int wordless = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            Spot line = Spot.of("%s: line %d".formatted(file, i + 1), lines.get(i), NEEDED);
            if (line.get("error").isPresent()) {
                faults++;
            } else if (!line.get("schema").textOr("").equals(SCHEMA)) {
                throw new BadInput(line.key(), "is no explanation", NEEDED);
            } else if (!line.get("words").isPresent() || line.get("words").items().isEmpty()) {
                wordless++;
            } else {
                texts.add(text(line, i + 1));
                models.add(line.get("model").get("digest").textOr("") + line.get("model").get("source").textOr(""));
            }
        }
        if (texts.isEmpty()) {
            throw new BadInput(file, "holds no explanation of words", NEEDED);
        }
        List<String> warnings = new ArrayList<>();
        warn(warnings, faults, "%d lines hold an error in place of an explanation");
        warn(warnings, wordless, "%d explanations are not of words");
        warn(warnings, models.size() > 1 ? models.size() : 0, "the explanations are of %d models");
        return new ExplainedTexts(texts, warnings);
    }

    private static void warn(List<String> warnings, int count, String sentence) {
        if (count > 0) {
            warnings.add(sentence.formatted(count));
        }
    }

    private static Text text(Spot line, int number) {
        Spot target = line.get("target");
        List<Place> places = new ArrayList<>();
        StringBuilder shown = new StringBuilder();
        int end = 0;
        for (Spot word : line.get("words").items()) {
            String text = word.get("text").text();
            int start = word.get("start").whole();
            shown.append(shown.isEmpty() ? "" : start > end ? " " : start < end ? " | " : "").append(text);     // before: in another text
            end = word.get("end").whole();
            String bare = bare(text);
            places.add(new Place(bare, TextWords.folded(bare), word.get("score").number()));
        }
        String against = target.get("againstLabel").textOr("");
        String label = target.get("label").textOr("");
        return new Text(number, line.get("method").get("id").text(), target.get("kind").text(), against.isEmpty() ? label
                : "%s against %s".formatted(label, against), places, shown.toString());
    }

    /// Without the punctuation around it; all of it where it is nothing else.
    private static String bare(String word) {
        String bare = word.replaceAll("^[^\\p{L}\\p{M}\\p{N}]+|[^\\p{L}\\p{M}\\p{N}]+$", "");
        return bare.isEmpty() ? word : bare;
    }
}
