package clearhead.core.text;

import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The file `tokenizer.json` as a whole; a class beside this one for each stage reads and writes its part.
final class TokenizerJson {

    private static final String NEEDED = "a tokenizer.json";

    private TokenizerJson() {
    }

    static Tokenizer read(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return tokenizer(Spot.read(fileOrFolder, NEEDED));
        }
        Path json = fileOrFolder.resolve("tokenizer.json");
        Path vocabulary = fileOrFolder.resolve("vocab.txt");
        if (Files.notExists(json) && Files.exists(vocabulary)) {
            Path config = fileOrFolder.resolve("tokenizer_config.json");
            boolean lowercase = Files.notExists(config) || Spot.read(config, "a tokenizer_config.json").get("do_lower_case").flagOr(true);
            return BertVocabulary.read(vocabulary, lowercase);
        }
        return tokenizer(Spot.read(json, NEEDED));
    }

    static Tokenizer of(String name, String json) {
        return tokenizer(Spot.of(name, json, NEEDED));
    }

    static Tokenizer tokenizer(Spot top) {
        Spot version = top.get("version");
        if (version.isPresent() && !version.text().equals("1.0")) {
            throw version.wrong("version 1.0");
        }
        Model model = ModelJson.read(top.get("model"));
        Tokenizer.Stages stages = new Tokenizer.Stages(NormalizerJson.read(top.get("normalizer")),
                PreTokenizerJson.read(top.get("pre_tokenizer")), model, PostProcessorJson.read(top.get("post_processor")),
                DecoderJson.read(top.get("decoder")), added(top.get("added_tokens"), model.vocabulary()));
        return new Tokenizer(stages, truncation(top.get("truncation")), padding(top.get("padding")));
    }

    private static List<AddedToken> added(Spot spot, Vocabulary vocabulary) {
        List<AddedToken> tokens = new ArrayList<>();
        Map<String, Integer> ids = new HashMap<>();
        for (Spot item : spot.isPresent() ? spot.items() : List.<Spot>of()) {
            AddedToken token = new AddedToken(item.get("content").text(), item.get("id").whole(), item.get("single_word").flag(),
                    item.get("lstrip").flag(), item.get("rstrip").flag(), item.get("normalized").flag(), item.get("special").flag());
            int known = ids.getOrDefault(token.content(), vocabulary.idOr(token.content(), token.id()));
            if (known != token.id()) {
                throw item.get("id").wrong("%d, the id that \"%s\" has elsewhere in the file".formatted(known, token.content()));
            }
            ids.put(token.content(), token.id());
            tokens.add(token);
        }
        return tokens;
    }

    private static Optional<Truncation> truncation(Spot spot) {
        if (!spot.isPresent()) {
            return Optional.empty();
        }
        Spot strategy = spot.get("strategy");
        return Optional.of(new Truncation(spot.get("max_length").whole(), switch (strategy.text()) {
            case "LongestFirst" -> Truncation.Strategy.LONGEST_FIRST;
            case "OnlyFirst" -> Truncation.Strategy.ONLY_FIRST;
            case "OnlySecond" -> Truncation.Strategy.ONLY_SECOND;
            default -> throw strategy.wrong("LongestFirst, OnlyFirst or OnlySecond");
        }, spot.get("stride").whole(), direction(spot.get("direction"))));
    }

    private static Truncation.Direction direction(Spot spot) {
        return switch (spot.isPresent() ? spot.text() : "Right") {
            case "Right" -> Truncation.Direction.RIGHT;
            case "Left" -> Truncation.Direction.LEFT;
            default -> throw spot.wrong("Right or Left");
        };
    }

    private static Optional<Padding> padding(Spot spot) {
        if (!spot.isPresent()) {
            return Optional.empty();
        }
        Spot strategy = spot.get("strategy");
        boolean longest = strategy.isPresent() && strategy.node().isString() && strategy.text().equals("BatchLongest");
        if (!longest && !(strategy.isPresent() && strategy.node().isObject())) {
            throw strategy.wrong("\"BatchLongest\" or {\"Fixed\": length}");
        }
        OptionalInt length = longest ? OptionalInt.empty() : OptionalInt.of(strategy.get("Fixed").whole());
        int multipleOf = spot.get("pad_to_multiple_of").wholeOr(0);
        return Optional.of(spot.build(() -> new Padding(length, direction(spot.get("direction")), multipleOf,
                spot.get("pad_id").whole(), spot.get("pad_type_id").whole(), spot.get("pad_token").text()), "lengths that make sense"));
    }

    static byte[] bytes(Tokenizer tokenizer) {
        Tokenizer.Stages stages = tokenizer.stages();
        ObjectNode json = Json.object().put("version", "1.0");
        json.set("truncation", tokenizer.truncation().map(TokenizerJson::write).orElse(Json.NULL));
        json.set("padding", tokenizer.padding().map(TokenizerJson::write).orElse(Json.NULL));
        json.set("added_tokens", Json.array(stages.added(), token -> Json.object().put("id", token.id()).put("content", token.content())
                .put("single_word", token.singleWord()).put("lstrip", token.lstrip()).put("rstrip", token.rstrip())
                .put("normalized", token.normalized()).put("special", token.special())));
        json.set("normalizer", NormalizerJson.write(stages.normalizer()));
        json.set("pre_tokenizer", PreTokenizerJson.write(stages.preTokenizer()));
        json.set("post_processor", PostProcessorJson.write(stages.postProcessor()));
        json.set("decoder", DecoderJson.write(stages.decoder()));
        json.set("model", ModelJson.write(stages.model()));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    private static JsonNode write(Truncation truncation) {
        return Json.object().put("direction", write(truncation.direction())).put("max_length", truncation.maxLength())
                .put("strategy", switch (truncation.strategy()) {
                    case LONGEST_FIRST -> "LongestFirst";
                    case ONLY_FIRST -> "OnlyFirst";
                    case ONLY_SECOND -> "OnlySecond";
                }).put("stride", truncation.stride());
    }

    private static String write(Truncation.Direction direction) {
        return switch (direction) {
            case LEFT -> "Left";
            case RIGHT -> "Right";
        };
    }

    private static JsonNode write(Padding padding) {
        ObjectNode json = Json.object();
        if (padding.length().isPresent()) {
            json.putObject("strategy").put("Fixed", padding.length().getAsInt());
        } else {
            json.put("strategy", "BatchLongest");
        }
        json.put("direction", write(padding.direction()));
        json.set("pad_to_multiple_of", padding.multipleOf() == 0 ? Json.NULL : json.numberNode(padding.multipleOf()));
        return json.put("pad_id", padding.id()).put("pad_type_id", padding.typeId()).put("pad_token", padding.piece());
    }
}
