package clearhead.core.text;

import clearhead.core.json.Spot;
import clearhead.core.text.Normalizer.ByteLevel;
import clearhead.core.text.Normalizer.Lowercase;
import clearhead.core.text.Normalizer.Nmt;
import clearhead.core.text.Normalizer.Prepend;
import clearhead.core.text.Normalizer.Replace;
import clearhead.core.text.Normalizer.Sequence;
import clearhead.core.text.Normalizer.Strip;
import clearhead.core.text.Normalizer.StripAccents;
import java.text.Normalizer.Form;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `normalizer` in `tokenizer.json`.
final class NormalizerJson {

    private NormalizerJson() {
    }

    static Normalizer read(Spot spot) {
        if (!spot.isPresent()) {
            return new Sequence(List.of());
        }
        String type = spot.get("type").text();
        return switch (type) {
            case "Sequence" -> new Sequence(spot.get("normalizers").items().stream().map(NormalizerJson::read).toList());
            case "BertNormalizer" -> {
                boolean lowercase = spot.get("lowercase").flag();
                yield new BertNormalizer(spot.get("clean_text").flag(), spot.get("handle_chinese_chars").flag(),
                        spot.get("strip_accents").flagOr(lowercase), lowercase);
            }
            case "NFC", "NFD", "NFKC", "NFKD" -> new UnicodeForm(Form.valueOf(type));
            case "Lowercase" -> new Lowercase();
            case "StripAccents" -> new StripAccents();
            case "Strip" -> new Strip(spot.get("strip_left").flag(), spot.get("strip_right").flag());
            case "Replace" -> new Replace(PatternJson.read(spot.get("pattern")), spot.get("content").text());
            case "Prepend" -> new Prepend(spot.get("prepend").text());
            case "Nmt" -> new Nmt();
            case "ByteLevel" -> new ByteLevel();
            case "Precompiled" -> precompiled(spot.get("precompiled_charsmap"));
            default -> throw spot.get("type").wrong("a normalizer that is supported");
        };
    }

    private static Normalizer precompiled(Spot spot) {
        String text = spot.text();
        return spot.build(() -> new Precompiled(Base64.getDecoder().decode(text)), "a character map of SentencePiece in Base64");
    }

    /// Null where there is nothing to say.
    static JsonNode write(Normalizer normalizer) {
        return switch (normalizer) {
            case Sequence(var all) when all.isEmpty() -> Json.NULL;
            case Sequence(var all) -> Json.type("Sequence").set("normalizers", Json.array(all, NormalizerJson::write));
            case BertNormalizer bert -> Json.type("BertNormalizer").put("clean_text", bert.cleanText())
                    .put("handle_chinese_chars", bert.ideographs()).put("strip_accents", bert.stripAccents())
                    .put("lowercase", bert.lowercase());
            case UnicodeForm(Form form) -> Json.type(form.name());
            case Lowercase() -> Json.type("Lowercase");
            case StripAccents() -> Json.type("StripAccents");
            case Strip(boolean left, boolean right) -> Json.type("Strip").put("strip_left", left).put("strip_right", right);
            case Replace(Delimiter pattern, String content) ->
                    Json.type("Replace").set("pattern", PatternJson.write(pattern)).put("content", content);
            case Prepend(String prefix) -> Json.type("Prepend").put("prepend", prefix);
            case Nmt() -> Json.type("Nmt");
            case ByteLevel() -> Json.type("ByteLevel");
            case Precompiled map -> Json.type("Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(map.source()));
        };
    }
}
