package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Names.quote;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The `weight_map` of an index, read token by token; the rest is skipped.
final class ShardIndex {

    private static final String WHAT = "an index of safetensors shards";

    /// Bytes; it is JSON as large as the headers of all shards together at most.
    private static final long MAX = Header.MAX;

    private ShardIndex() {
    }

    /// The name of each tensor's file, in the order of the index.
    static Map<String, String> read(Path index) {
        Mapped.requireFile(index, WHAT);
        try {
            if (Files.size(index) > MAX) {
                throw new BadInput(index, "has %d bytes".formatted(Files.size(index)), "at most " + MAX);
            }
            return of(index.toString(), Files.readAllBytes(index));
        } catch (IOException problem) {
            throw new BadInput(index, "cannot be read: " + problem, WHAT, problem);
        }
    }

    static Map<String, String> of(String file, byte[] bytes) {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
            return places(file, json);
        } catch (JacksonException problem) {
            throw new BadInput(file, "is not valid JSON near byte %d".formatted(problem.getLocation().getByteOffset()), WHAT, problem);
        }
    }

    private static Map<String, String> places(String file, JsonParser json) {
        Map<String, String> places = new LinkedHashMap<>();
        boolean found = false;
        require(file, json.nextToken(), JsonToken.START_OBJECT, "is not a JSON object");
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            JsonToken value = json.nextToken();
            if (field.equals("weight_map")) {
                require(file, value, JsonToken.START_OBJECT, "weight_map is not a JSON object");
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    require(Mapped.where(file, name), json.nextToken(), JsonToken.VALUE_STRING, "its place is not a text");
                    if (places.putIfAbsent(name, beside(Mapped.where(file, name), json.getString())) != null) {
                        throw new BadInput(file, "tensor %s stands there twice".formatted(quote(name)), "every name once");
                    }
                }
                found = true;
            } else {
                json.skipChildren();
            }
        }
        if (!found) {
            throw new BadInput(file, "has no weight_map", WHAT);
        }
        return places;
    }

    /// A shard lies beside its index: whoever wrote the index may not choose other files of ours.
    private static String beside(String where, String place) {
        if (!place.matches("[^/\\\\:\\p{Cntrl}]+") || !place.endsWith(".safetensors")) {
            throw new BadInput(where, "should be in %s".formatted(quote(place)), "the plain name of a .safetensors file beside the index");
        }
        return place;
    }

    private static void require(String where, JsonToken found, JsonToken needed, String wrong) {
        if (found != needed) {
            throw new BadInput(where, wrong, WHAT);
        }
    }
}
