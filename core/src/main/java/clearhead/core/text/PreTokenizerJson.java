package clearhead.core.text;

import clearhead.core.json.Spot;
import clearhead.core.text.PreTokenizer.Bert;
import clearhead.core.text.PreTokenizer.ByteLevel;
import clearhead.core.text.PreTokenizer.CharDelimiter;
import clearhead.core.text.PreTokenizer.Digits;
import clearhead.core.text.PreTokenizer.FixedLength;
import clearhead.core.text.PreTokenizer.Metaspace;
import clearhead.core.text.PreTokenizer.Punctuation;
import clearhead.core.text.PreTokenizer.Sequence;
import clearhead.core.text.PreTokenizer.Split;
import clearhead.core.text.PreTokenizer.Whitespace;
import clearhead.core.text.PreTokenizer.WhitespaceSplit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `pre_tokenizer` in `tokenizer.json`.
final class PreTokenizerJson {

    private PreTokenizerJson() {
    }

    static PreTokenizer read(Spot spot) {
        if (!spot.isPresent()) {
            return new Sequence(List.of());
        }
        return switch (spot.get("type").text()) {
            case "Sequence" -> new Sequence(spot.get("pretokenizers").items().stream().map(PreTokenizerJson::read).toList());
            case "BertPreTokenizer" -> new Bert();
            case "Whitespace" -> new Whitespace();
            case "WhitespaceSplit" -> new WhitespaceSplit();
            case "Punctuation" -> new Punctuation(spot.get("behavior").isPresent() ? behavior(spot.get("behavior")) : Behavior.ISOLATED);
            case "Digits" -> new Digits(spot.get("individual_digits").flag());
            case "CharDelimiterSplit" -> new CharDelimiter(spot.get("delimiter").character());
            case "FixedLength" -> new FixedLength(length(spot.get("length")));
            case "Split" -> new Split(PatternJson.read(spot.get("pattern")), behavior(spot.get("behavior")), spot.get("invert").flag());
            case "ByteLevel" -> new ByteLevel(spot.get("add_prefix_space").flag(), spot.get("trim_offsets").flag(),
                    spot.get("use_regex").flagOr(true));
            case "Metaspace" -> new Metaspace(spot.get("replacement").character(), scheme(spot), spot.get("split").flagOr(true));
            default -> throw spot.get("type").wrong("a pre-tokenizer that is supported");
        };
    }

    private static int length(Spot spot) {
        int length = spot.wholeOr(5);
        if (length == 0) {
            throw spot.wrong("a length of at least 1");
        }
        return length;
    }

    private static Behavior behavior(Spot spot) {
        String name = spot.text();
        return Arrays.stream(Behavior.values()).filter(behavior -> behavior.json().equals(name)).findFirst()
                .orElseThrow(() -> spot.wrong("one of " + Arrays.stream(Behavior.values()).map(Behavior::json).toList()));
    }

    /// Also of files that say `add_prefix_space` instead, or beside it.
    static Metaspace.Scheme scheme(Spot spot) {
        Spot name = spot.get("prepend_scheme");
        boolean prefix = spot.get("add_prefix_space").flagOr(true);
        if (!name.isPresent()) {
            return prefix ? Metaspace.Scheme.ALWAYS : Metaspace.Scheme.NEVER;
        }
        Metaspace.Scheme scheme = switch (name.text()) {
            case "always" -> Metaspace.Scheme.ALWAYS;
            case "never" -> Metaspace.Scheme.NEVER;
            case "first" -> Metaspace.Scheme.FIRST;
            default -> throw name.wrong("always, never or first");
        };
        if (!prefix && scheme != Metaspace.Scheme.NEVER) {
            throw spot.get("add_prefix_space").wrong("true, or the prepend_scheme never");
        }
        return scheme;
    }

    static JsonNode write(PreTokenizer preTokenizer) {
        return switch (preTokenizer) {
            case Sequence(var all) when all.isEmpty() -> Json.NULL;
            case Sequence(var all) -> Json.type("Sequence").set("pretokenizers", Json.array(all, PreTokenizerJson::write));
            case Bert() -> Json.type("BertPreTokenizer");
            case Whitespace() -> Json.type("Whitespace");
            case WhitespaceSplit() -> Json.type("WhitespaceSplit");
            case Punctuation(Behavior behavior) -> Json.type("Punctuation").put("behavior", behavior.json());
            case Digits(boolean individual) -> Json.type("Digits").put("individual_digits", individual);
            case CharDelimiter(int delimiter) -> Json.type("CharDelimiterSplit").put("delimiter", Character.toString(delimiter));
            case FixedLength(int length) -> Json.type("FixedLength").put("length", length);
            case Split split -> Json.type("Split").set("pattern", PatternJson.write(split.pattern()))
                    .put("behavior", split.behavior().json()).put("invert", split.invert());
            case ByteLevel bytes -> byteLevel(bytes.addPrefixSpace(), bytes.trimOffsets(), bytes.useRegex());
            case Metaspace(int replacement, var scheme, boolean split) -> metaspace(replacement, scheme, split);
        };
    }

    static ObjectNode byteLevel(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) {
        return Json.type("ByteLevel").put("add_prefix_space", addPrefixSpace).put("trim_offsets", trimOffsets).put("use_regex", useRegex);
    }

    static ObjectNode metaspace(int replacement, Metaspace.Scheme scheme, boolean split) {
        return Json.type("Metaspace").put("replacement", Character.toString(replacement))
                .put("prepend_scheme", scheme.name().toLowerCase(Locale.ROOT)).put("split", split);
    }
}
