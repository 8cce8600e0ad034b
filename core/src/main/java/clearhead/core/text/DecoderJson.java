package clearhead.core.text;

import clearhead.core.json.Spot;
import clearhead.core.text.Decoder.ByteFallback;
import clearhead.core.text.Decoder.ByteLevel;
import clearhead.core.text.Decoder.Ctc;
import clearhead.core.text.Decoder.EndOfWord;
import clearhead.core.text.Decoder.Fuse;
import clearhead.core.text.Decoder.Metaspace;
import clearhead.core.text.Decoder.Replace;
import clearhead.core.text.Decoder.Sequence;
import clearhead.core.text.Decoder.Spaces;
import clearhead.core.text.Decoder.Strip;
import tools.jackson.databind.JsonNode;

/// `decoder` in `tokenizer.json`.
final class DecoderJson {

    private DecoderJson() {
    }

    static Decoder read(Spot spot) {
        if (!spot.isPresent()) {
            return new Spaces();
        }
        return switch (spot.get("type").text()) {
            case "Sequence" -> new Sequence(spot.get("decoders").items().stream().map(DecoderJson::read).toList());
            case "WordPiece" -> new Decoder.WordPiece(spot.get("prefix").text(), spot.get("cleanup").flag());
            case "ByteLevel" -> new ByteLevel();
            case "Metaspace" -> new Metaspace(spot.get("replacement").character(), PreTokenizerJson.scheme(spot),
                    spot.get("split").flagOr(true));
            case "BPEDecoder" -> new EndOfWord(spot.get("suffix").text());
            case "Replace" -> new Replace(PatternJson.read(spot.get("pattern")), spot.get("content").text());
            case "Fuse" -> new Fuse();
            case "Strip" -> new Strip(spot.get("content").character(), spot.get("start").whole(), spot.get("stop").whole());
            case "ByteFallback" -> new ByteFallback();
            case "CTC" -> new Ctc(spot.get("pad_token").text(), spot.get("word_delimiter_token").text(), spot.get("cleanup").flag());
            default -> throw spot.get("type").wrong("a decoder that is supported");
        };
    }

    static JsonNode write(Decoder decoder) {
        return switch (decoder) {
            case Spaces() -> Json.NULL;
            case Sequence(var all) -> Json.type("Sequence").set("decoders", Json.array(all, DecoderJson::write));
            case Decoder.WordPiece(String prefix, boolean cleanup) -> Json.type("WordPiece").put("prefix", prefix).put("cleanup", cleanup);
            case ByteLevel() -> PreTokenizerJson.byteLevel(true, true, true);
            case Metaspace(int replacement, var scheme, boolean split) -> PreTokenizerJson.metaspace(replacement, scheme, split);
            case EndOfWord(String suffix) -> Json.type("BPEDecoder").put("suffix", suffix);
            case Replace(Delimiter pattern, String content) ->
                    Json.type("Replace").set("pattern", PatternJson.write(pattern)).put("content", content);
            case Fuse() -> Json.type("Fuse");
            case Strip(int content, int start, int stop) ->
                    Json.type("Strip").put("content", Character.toString(content)).put("start", start).put("stop", stop);
            case ByteFallback() -> Json.type("ByteFallback");
            case Ctc(String pad, String delimiter, boolean cleanup) -> Json.type("CTC").put("pad_token", pad)
                    .put("word_delimiter_token", delimiter).put("cleanup", cleanup);
        };
    }
}
