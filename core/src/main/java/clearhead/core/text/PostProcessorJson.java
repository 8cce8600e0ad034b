package clearhead.core.text;

import clearhead.core.json.Spot;
import clearhead.core.text.PostProcessor.Bert;
import clearhead.core.text.PostProcessor.ByteLevel;
import clearhead.core.text.PostProcessor.Mark;
import clearhead.core.text.PostProcessor.Roberta;
import clearhead.core.text.PostProcessor.Sequence;
import clearhead.core.text.PostProcessor.Template;
import clearhead.core.text.PostProcessor.Template.Name;
import clearhead.core.text.PostProcessor.Template.Part;
import clearhead.core.text.PostProcessor.Template.Special;
import clearhead.core.text.PostProcessor.Template.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `post_processor` in `tokenizer.json`.
final class PostProcessorJson {

    private PostProcessorJson() {
    }

    static PostProcessor read(Spot spot) {
        if (!spot.isPresent()) {
            return new Sequence(List.of());
        }
        return switch (spot.get("type").text()) {
            case "Sequence" -> new Sequence(spot.get("processors").items().stream().map(PostProcessorJson::read).toList());
            case "TemplateProcessing" -> template(spot);
            case "BertProcessing" -> new Bert(mark(spot.get("sep")), mark(spot.get("cls")));
            case "RobertaProcessing" -> new Roberta(mark(spot.get("sep")), mark(spot.get("cls")), spot.get("trim_offsets").flag(),
                    spot.get("add_prefix_space").flag());
            case "ByteLevel" -> new ByteLevel(spot.get("trim_offsets").flag(), spot.get("add_prefix_space").flag());
            default -> throw spot.get("type").wrong("a post-processor that is supported");
        };
    }

    /// `["[SEP]", 102]`
    private static Mark mark(Spot spot) {
        List<Spot> pair = spot.items();
        if (pair.size() != 2) {
            throw spot.wrong("a piece and its id");
        }
        return new Mark(pair.getFirst().text(), pair.getLast().whole());
    }

    private static PostProcessor template(Spot spot) {
        Map<String, Special> special = new TreeMap<>();
        for (Spot field : spot.get("special_tokens").fields()) {
            List<Integer> ids = field.get("ids").items().stream().map(Spot::whole).toList();
            List<String> pieces = field.get("tokens").items().stream().map(Spot::text).toList();
            if (ids.size() != pieces.size()) {
                throw field.wrong("as many ids as tokens");
            }
            special.put(field.key(), new Special(ids, pieces));
        }
        return new Template(parts(spot.get("single"), special, 1), parts(spot.get("pair"), special, 2), special);
    }

    private static List<Part> parts(Spot spot, Map<String, Special> special, int texts) {
        List<Part> parts = new ArrayList<>();
        for (Spot item : spot.items()) {
            Spot text = item.get("Sequence");
            Spot name = text.isPresent() ? text : item.get("SpecialToken");
            if (!name.isPresent()) {
                throw item.wrong("a Sequence or a SpecialToken");
            }
            String id = name.get("id").text();
            int typeId = name.get("type_id").whole();
            if (text.isPresent() ? !id.equals("A") && !(id.equals("B") && texts == 2) : !special.containsKey(id)) {
                String sequences = texts == 2 ? "A or B" : "A";
                throw name.get("id").wrong(text.isPresent() ? sequences : "one of the special_tokens " + special.keySet());
            }
            parts.add(text.isPresent() ? new Text(id.equals("A") ? 0 : 1, typeId) : new Name(id, typeId));
        }
        return parts;
    }

    static JsonNode write(PostProcessor processor) {
        return switch (processor) {
            case Sequence(var all) when all.isEmpty() -> Json.NULL;
            case Sequence(var all) -> Json.type("Sequence").set("processors", Json.array(all, PostProcessorJson::write));
            case Template template -> write(template);
            case Bert(Mark sep, Mark cls) -> marks("BertProcessing", sep, cls);
            case Roberta(Mark sep, Mark cls, boolean trim, boolean prefix) ->
                    marks("RobertaProcessing", sep, cls).put("trim_offsets", trim).put("add_prefix_space", prefix);
            case ByteLevel(boolean trim, boolean prefix) -> PreTokenizerJson.byteLevel(prefix, trim, true);
        };
    }

    private static ObjectNode marks(String type, Mark sep, Mark cls) {
        ObjectNode json = Json.type(type);
        json.putArray("sep").add(sep.piece()).add(sep.id());
        json.putArray("cls").add(cls.piece()).add(cls.id());
        return json;
    }

    private static JsonNode write(Template template) {
        ObjectNode json = Json.type("TemplateProcessing");
        json.set("single", Json.array(template.single(), PostProcessorJson::write));
        json.set("pair", Json.array(template.pair(), PostProcessorJson::write));
        ObjectNode special = json.putObject("special_tokens");
        template.specialTokens().forEach((name, tokens) -> {
            ObjectNode entry = special.putObject(name).put("id", name);
            ArrayNode ids = entry.putArray("ids");
            tokens.ids().forEach(ids::add);
            ArrayNode pieces = entry.putArray("tokens");
            tokens.pieces().forEach(pieces::add);
        });
        return json;
    }

    private static JsonNode write(Part part) {
        return switch (part) {
            case Text(int sequence, int type) ->
                    Json.object().set("Sequence", Json.object().put("id", sequence == 0 ? "A" : "B").put("type_id", type));
            case Name(String name, int type) -> Json.object().set("SpecialToken", Json.object().put("id", name).put("type_id", type));
        };
    }
}
