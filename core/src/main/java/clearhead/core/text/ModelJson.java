package clearhead.core.text;

import clearhead.core.json.Spot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `model` in `tokenizer.json`.
final class ModelJson {

    private static final String NEEDED = "a vocabulary and merges that fit together";

    private ModelJson() {
    }

    static Model read(Spot spot) {
        if (!spot.isPresent()) {
            throw spot.wrong("a model");
        }
        Spot type = spot.get("type");
        return switch (type.isPresent() ? type.text() : guess(spot)) {
            case "BPE" -> bpe(spot);
            case "WordPiece" -> new WordPiece(vocabulary(spot.get("vocab")), spot.get("unk_token").text(),
                    spot.get("continuing_subword_prefix").text(), spot.get("max_input_chars_per_word").whole());
            case "WordLevel" -> new WordLevel(vocabulary(spot.get("vocab")), spot.get("unk_token").text());
            case "Unigram" -> unigram(spot);
            default -> throw type.wrong("a model that is supported: BPE, WordPiece, WordLevel, Unigram");
        };
    }

    /// Older files do not say; what they hold does.
    private static String guess(Spot spot) {
        return spot.get("merges").isPresent() ? "BPE" : spot.get("continuing_subword_prefix").isPresent() ? "WordPiece"
                : spot.get("unk_token").isPresent() ? "WordLevel" : "Unigram";
    }

    private static Vocabulary vocabulary(Spot spot) {
        Map<String, Integer> ids = new HashMap<>();
        spot.fields().forEach(field -> ids.put(field.key(), field.whole()));
        return spot.build(() -> new Vocabulary(ids), "an id of its own for each piece");
    }

    private static Model bpe(Spot spot) {
        Spot dropout = spot.get("dropout");
        if (dropout.isPresent() && dropout.number() != 0) {
            throw dropout.wrong("no dropout: it makes the tokens of a text a matter of chance");
        }
        Bpe.Settings settings = new Bpe.Settings(text(spot.get("unk_token")), text(spot.get("continuing_subword_prefix")),
                text(spot.get("end_of_word_suffix")), spot.get("fuse_unk").flagOr(false), spot.get("byte_fallback").flagOr(false),
                spot.get("ignore_merges").flagOr(false));
        Vocabulary vocabulary = vocabulary(spot.get("vocab"));
        List<Bpe.Merge> merges = spot.get("merges").items().stream()
                .filter(merge -> !(merge.node().isString() && merge.text().startsWith("#version"))).map(ModelJson::merge).toList();
        return spot.build(() -> new Bpe(vocabulary, merges, settings), NEEDED);
    }

    private static Optional<String> text(Spot spot) {
        return spot.isPresent() ? Optional.of(spot.text()) : Optional.empty();
    }

    /// `["a", "b"]`, in older files `"a b"`.
    private static Bpe.Merge merge(Spot spot) {
        List<String> parts = spot.node().isArray() ? spot.items().stream().map(Spot::text).toList() : List.of(spot.text().split(" ", -1));
        if (parts.size() != 2) {
            throw spot.wrong("two pieces");
        }
        return new Bpe.Merge(parts.getFirst(), parts.getLast());
    }

    private static Model unigram(Spot spot) {
        List<Spot> entries = spot.get("vocab").items();
        List<String> pieces = new ArrayList<>(entries.size());
        double[] scores = new double[entries.size()];
        for (Spot entry : entries) {
            List<Spot> pair = entry.items();
            if (pair.size() != 2) {
                throw entry.wrong("a piece and its score");
            }
            scores[pieces.size()] = pair.getLast().number();
            pieces.add(pair.getFirst().text());
        }
        int unknown = spot.get("unk_id").isPresent() ? spot.get("unk_id").whole() : Vocabulary.NONE;
        if (unknown >= scores.length) {
            throw spot.get("unk_id").wrong("an id less than the %d of the vocabulary".formatted(scores.length));
        }
        return new Unigram(pieces, scores, unknown, spot.get("byte_fallback").flagOr(false));
    }

    static JsonNode write(Model model) {
        return switch (model) {
            case Bpe bpe -> write(bpe);
            case WordPiece words -> Json.type("WordPiece").put("unk_token", words.unknown())
                    .put("continuing_subword_prefix", words.prefix()).put("max_input_chars_per_word", words.maxChars())
                    .set("vocab", write(words.vocabulary()));
            case WordLevel words -> Json.type("WordLevel").put("unk_token", words.unknown()).set("vocab", write(words.vocabulary()));
            case Unigram unigram -> {
                ObjectNode json = Json.type("Unigram");
                json.set("unk_id", unigram.unknown() == Vocabulary.NONE ? Json.NULL : json.numberNode(unigram.unknown()));
                ArrayNode vocab = json.putArray("vocab");
                for (int i = 0; i < unigram.inOrder().size(); i++) {
                    vocab.addArray().add(unigram.inOrder().get(i)).add(unigram.score(i));
                }
                yield json.put("byte_fallback", unigram.byteFallback());
            }
        };
    }

    private static JsonNode write(Bpe bpe) {
        Bpe.Settings settings = bpe.settings();
        ObjectNode json = Json.type("BPE").putNull("dropout")
                .put("unk_token", settings.unknown().orElse(null))
                .put("continuing_subword_prefix", settings.prefix().orElse(null))
                .put("end_of_word_suffix", settings.suffix().orElse(null))
                .put("fuse_unk", settings.fuseUnknown()).put("byte_fallback", settings.byteFallback())
                .put("ignore_merges", settings.ignoreMerges());
        json.set("vocab", write(bpe.vocabulary()));
        ArrayNode merges = json.putArray("merges");
        bpe.merges().forEach(merge -> merges.addArray().add(merge.left()).add(merge.right()));
        return json;
    }

    private static ObjectNode write(Vocabulary vocabulary) {
        ObjectNode json = Json.object();
        vocabulary.byId().forEach((id, piece) -> json.put(piece, id));
        return json;
    }
}
