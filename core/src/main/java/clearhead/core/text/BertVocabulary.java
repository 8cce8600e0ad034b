package clearhead.core.text;

import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// BERT's tokenizer out of a `vocab.txt`, where everything but the vocabulary is known.
final class BertVocabulary {

    private static final String UNKNOWN = "[UNK]";
    private static final int MAX_CHARS = 100;

    private BertVocabulary() {
    }

    static Tokenizer read(Path file, boolean lowercase) {
        return of(file.toString(), Spot.text(file, "a vocab.txt"), lowercase);
    }

    /// @param file what messages call it
    static Tokenizer of(String file, String text, boolean lowercase) {
        List<String> lines = new ArrayList<>(List.of(text.split("\r?\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        Vocabulary vocabulary = Vocabulary.of(lines);
        for (String needed : List.of(UNKNOWN, "[CLS]", "[SEP]")) {
            if (vocabulary.id(needed).isEmpty()) {
                throw new BadInput(file, "has no line " + needed, "a vocabulary of BERT's");
            }
        }
        return tokenizer(new WordPiece(vocabulary, UNKNOWN, "##", MAX_CHARS), lowercase);
    }

    /// @param model its vocabulary has `[UNK]`, `[CLS]` and `[SEP]`
    static Tokenizer tokenizer(WordPiece model, boolean lowercase) {
        List<AddedToken> added = Stream.of("[PAD]", UNKNOWN, "[CLS]", "[SEP]", "[MASK]")
                .flatMap(piece -> model.vocabulary().id(piece).stream().mapToObj(id -> AddedToken.special(piece, id))).toList();
        return new Tokenizer(new Tokenizer.Stages(new BertNormalizer(true, true, lowercase, lowercase), new PreTokenizer.Bert(), model,
                template(model.vocabulary()), new Decoder.WordPiece(model.prefix(), true), added), Optional.empty(), Optional.empty());
    }

    /// `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`
    private static PostProcessor template(Vocabulary vocabulary) {
        PostProcessor.Template.Name cls = new PostProcessor.Template.Name("[CLS]", 0);
        PostProcessor.Template.Name sep = new PostProcessor.Template.Name("[SEP]", 0);
        PostProcessor.Template.Text a = new PostProcessor.Template.Text(0, 0);
        PostProcessor.Template.Text b = new PostProcessor.Template.Text(1, 1);
        return new PostProcessor.Template(List.of(cls, a, sep), List.of(cls, a, sep, b, new PostProcessor.Template.Name("[SEP]", 1)),
                Map.of("[CLS]", special(vocabulary, "[CLS]"), "[SEP]", special(vocabulary, "[SEP]")));
    }

    private static PostProcessor.Template.Special special(Vocabulary vocabulary, String piece) {
        return new PostProcessor.Template.Special(List.of(vocabulary.id(piece).orElseThrow()), List.of(piece));
    }
}
