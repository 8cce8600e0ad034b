package clearhead.core.text;

import clearhead.core.json.Spot;
import tools.jackson.databind.node.ObjectNode;

/// `{"String": …}` or `{"Regex": …}` in `tokenizer.json`.
final class PatternJson {

    private PatternJson() {
    }

    static Delimiter read(Spot spot) {
        if (!spot.isPresent()) {
            throw spot.wrong("{\"String\": …} or {\"Regex\": …}");
        }
        Spot regex = spot.get("Regex");
        return regex.isPresent() ? regex.build(() -> Oniguruma.regex(regex.text()), "a regular expression that is supported")
                : new Delimiter.Literal(spot.get("String").text());
    }

    static ObjectNode write(Delimiter pattern) {
        return switch (pattern) {
            case Delimiter.Regex regex -> Json.object().put("Regex", regex.source());
            case Delimiter.Literal literal -> Json.object().put("String", literal.source());
        };
    }
}
