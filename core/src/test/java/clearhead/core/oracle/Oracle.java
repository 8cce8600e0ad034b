package clearhead.core.oracle;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.pretrained.Pretrained;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A small model with what another implementation computes from it, see `oracle/ORIGIN.md`.
///
/// @param name     its folder
/// @param expected its `expected.json`
public record Oracle(String name, JsonNode expected) {

    /// All of them.
    public static final List<String> NAMES = List.of("gpt2", "gpt2-f16", "gpt2-sharded", "gpt_neox", "llama", "llama-bf16", "qwen2", "bert-mlm",
            "bert-ner", "bert-qa", "bert-sentence", "bert-seqcls", "distilbert-seqcls", "roberta-seqcls", "marian", "t5", "vit");

    /// The model of this name.
    public static Oracle of(String name) {
        return new Oracle(name, JsonMapper.shared().readTree(path(name).resolve("expected.json")));
    }

    /// All models.
    public static Stream<Oracle> all() {
        return NAMES.stream().map(Oracle::of);
    }

    /// A file or folder beside the models.
    public static Path path(String name) {
        try {
            return Path.of(Oracle.class.getResource("/oracle/" + name).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Its folder.
    public Path folder() {
        return path(name);
    }

    /// The model, opened.
    public Pretrained open() {
        return Pretrained.open(folder());
    }

    /// The elements of an array of the file.
    public List<JsonNode> list(String key) {
        return expected.has(key) ? items(expected.get(key)) : List.of();
    }

    /// How far a field may be off: the reference implementation's own deviation in single precision, ten times, since another order of
    /// summation is as good as its.
    public double tolerance(String field) {
        return 10 * expected.get("float32_yardstick").get(field).get("max_abs_diff").doubleValue();
    }

    /// The elements of an array.
    public static List<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /// The whole numbers of an array.
    public static int[] ints(JsonNode array) {
        return items(array).stream().mapToInt(JsonNode::intValue).toArray();
    }

    /// The rows of a case, without their filling.
    public static Batch batch(JsonNode inputs, String side) {
        List<int[]> rows = rows(inputs, side + "input_ids", side);
        Batch batch = Batch.of(0, rows);
        return inputs.has("token_type_ids") && side.isEmpty() ? batch.withTypes(rows(inputs, "token_type_ids", side)) : batch;
    }

    /// The rows of a field, cut to what their mask leaves of them.
    public static List<int[]> rows(JsonNode inputs, String field, String side) {
        JsonNode masks = inputs.get(side + "attention_mask");
        List<int[]> rows = new ArrayList<>();
        for (int row = 0; row < inputs.get(field).size(); row++) {
            int[] all = ints(inputs.get(field).get(row));
            int length = masks == null ? all.length : IntStream.of(ints(masks.get(row))).sum();
            rows.add(IntStream.of(all).limit(length).toArray());
        }
        return rows;
    }

    /// Numbers nested as deep as the shape says.
    public static Tensor tensor(JsonNode nested) {
        List<Integer> dims = new ArrayList<>();
        for (JsonNode at = nested; at.isArray(); at = at.get(0)) {
            dims.add(at.size());
        }
        List<Double> flat = new ArrayList<>();
        flatten(nested, flat);
        float[] values = new float[flat.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = flat.get(i).floatValue();
        }
        return Tensor.of(Shape.of(dims.stream().mapToInt(Integer::intValue).toArray()), values);
    }

    private static void flatten(JsonNode node, List<Double> into) {
        if (node.isArray()) {
            node.forEach(item -> flatten(item, into));
        } else {
            into.add(node.doubleValue());
        }
    }

    @Override public String toString() {
        return name;
    }
}
