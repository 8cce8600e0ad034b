package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.TestFiles.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OnnxTest {

    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static ProtobufPen tensor(String name, int type, byte[] data, long... dims) {
        ProtobufPen tensor = new ProtobufPen();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return tensor.number(2, type).text(8, name).bytes(9, data);
    }

    private static ProtobufPen node(String operation, String name, String... inputs) {
        ProtobufPen node = new ProtobufPen();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, name + "_output").text(3, name).text(4, operation);
    }

    private static Onnx read(ProtobufPen... graph) {
        ProtobufPen all = new ProtobufPen();
        for (ProtobufPen field : graph) {
            all.append(field);
        }
        return Onnx.of("f", Arena.ofConfined(), MemorySegment.ofArray(new ProtobufPen().number(1, 8).message(7, all).toByteArray()));
    }

    private static ProtobufPen initializer(ProtobufPen tensor) {
        return new ProtobufPen().message(5, tensor);
    }

    private static ProtobufPen operation(ProtobufPen node) {
        return new ProtobufPen().message(1, node);
    }

    @Test void weightsAreThoseOfTheModelThatWasExported() {
        try (Weights onnx = Onnx.read(resource("/oracle/onnx/model.onnx"));
                Weights original = Safetensors.read(resource("/oracle/bert-sentence/model.safetensors"))) {
            List<String> missing = new ArrayList<>(original.entries().keySet());
            missing.removeAll(onnx.entries().keySet());
            assertThat(missing).containsExactly("embeddings.position_ids");

            JsonNode expected = JsonMapper.shared().readTree(resource("/oracle/onnx/expected.json"));
            Set<String> names = new TreeSet<>();
            expected.get("named_initializers").forEach(name -> names.add(name.stringValue()));
            expected.get("recovered_from_nodes").forEach(node -> names.add(node.get("weight").stringValue()));
            assertThat(onnx.entries().keySet()).containsAll(names);
            for (String name : names) {
                assertThat(onnx.entries().get(name).shape()).as(name).isEqualTo(original.entries().get(name).shape());
                assertThat(onnx.tensor(name).toArray()).as(name).containsExactly(original.tensor(name).toArray());
            }
            for (JsonNode node : expected.get("recovered_from_nodes")) {
                String name = node.get("weight").stringValue();
                assertThat(onnx.transposed(name).toArray()).as(name).containsExactly(original.transposed(name).toArray());
            }
        }
    }

    @Test void namesComeFromTheNodesThatRead() {
        byte[] six = floats(1, 2, 3, 4, 5, 6);
        try (Onnx file = read(
                operation(node("MatMul", "/a/b.0/MatMul", "x", "onnx::MatMul_1")),
                operation(node("MatMul", "/a/b.0/MatMul_1", "x", "onnx::MatMul_2")),
                operation(node("Gemm", "/c/Gemm", "x", "onnx::Gemm_3").message(5, new ProtobufPen().text(1, "transB").number(3, 1))),
                operation(node("Gemm", "/d/Gemm", "x", "4").message(5, new ProtobufPen().text(1, "transA").number(3, 1))),
                operation(node("MatMul", "MatMul", "x", "onnx::MatMul_5")),
                operation(node("Identity", "shared", "norm")),
                initializer(tensor("onnx::MatMul_1", FLOAT, six, 2, 3)),
                initializer(tensor("onnx::MatMul_2", FLOAT, six, 2, 3)),
                initializer(tensor("onnx::Gemm_3", FLOAT, six, 2, 3)),
                initializer(tensor("4", FLOAT, six, 2, 3)),
                initializer(tensor("onnx::MatMul_5", FLOAT, six, 2, 3)),
                initializer(tensor("norm", FLOAT, floats(7))))) {
            assertThat(file.entries().keySet()).containsExactly(
                    "a.b.0.weight", "onnx::MatMul_2", "c.weight", "d.weight", "onnx::MatMul_5", "norm", "shared_output");
            assertThat(file.entries().get("a.b.0.weight")).isEqualTo(new Weights.Entry("FLOAT", List.of(3L, 2L), 24));
            assertThat(file.tensor("a.b.0.weight").toArray()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(file.transposed("a.b.0.weight").toArray()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(file.tensor("c.weight").toArray()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(file.tensor("d.weight").toArray()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(file.tensor("shared_output").item()).isEqualTo(7);
        }
    }

    @Test void eightBitsAreWidened() {
        try (Onnx file = read(
                operation(node("MatMulInteger", "/a/MatMul_quant", "x", "onnx::MatMul_1_quantized")),
                initializer(tensor("onnx::MatMul_1_quantized", INT8, new byte[] {1, -2, 3, -128, 127, 0}, 2, 3)),
                initializer(tensor("onnx::MatMul_1_scale", FLOAT, floats(1, 2, 0.5f), 3)),
                initializer(tensor("onnx::MatMul_1_zero_point", INT8, new byte[] {0, 1, -1}, 3)),
                initializer(tensor("e.weight_quantized", UINT8, new byte[] {0, -1, 100}, 3, 1)),
                initializer(tensor("e.weight_scale", FLOAT, floats(0.5f))),
                initializer(new ProtobufPen().number(2, UINT8).text(8, "e.weight_zero_point").number(5, 100)))) {
            assertThat(file.entries().keySet()).containsExactly("a.weight", "e.weight");
            assertThat(file.entries().get("a.weight")).isEqualTo(new Weights.Entry("INT8", List.of(3L, 2L), 6));
            assertThat(file.transposed("a.weight").toArray()).containsExactly(1, -6, 2, -128, 252, 0.5f);
            assertThat(file.tensor("e.weight").toArray()).containsExactly(-50, 77.5f, 0);
        }
    }

    @Test void numbersMayLieInOtherFields() {
        try (Onnx file = read(
                initializer(new ProtobufPen().number(1, 2).number(2, FLOAT).text(8, "a").bytes(4, floats(1, 2))),
                initializer(new ProtobufPen().number(1, 2).number(2, FLOAT).text(8, "b").bytes(4, floats(1)).bytes(4, floats(2))),
                initializer(new ProtobufPen().bytes(1, new byte[] {1, 2}).number(2, 7).text(8, "c").bytes(7, new byte[] {5, 6})))) {
            assertThat(file.tensor("a").toArray()).containsExactly(1, 2);
            assertThat(file.entries().get("c").shape()).containsExactly(1L, 2L);
            assertThatThrownBy(() -> file.tensor("b")).isInstanceOf(BadInput.class);
            assertThatThrownBy(() -> file.tensor("c")).isInstanceOf(BadInput.class)
                    .hasMessage("f: tensor 'c': is of type INT64 (need a type that can be read as float)");
        }
    }

    @Test void whatIsWrongIsSaid() {
        String whole = " (need a whole ONNX file)";
        assertRefused("holds no graph" + whole, new ProtobufPen().number(1, 8));
        assertRefused("holds a field of the unknown kind 3" + whole, new ProtobufPen().bytes(7, new byte[] {11}));
        assertRefused("holds a number of more than ten bytes before byte 10" + whole,
                new ProtobufPen().bytes(7, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}));
        assertRefused("ends at byte 2, where 100 more from byte 2 on are needed" + whole, new ProtobufPen().bytes(7, new byte[] {10, 100}));
        assertTensorRefused(": initializer 'a' stands there twice (need every name once)",
                tensor("a", FLOAT, floats(1)), tensor("a", FLOAT, floats(1)));
        assertTensorRefused(": tensor 'a': keeps its numbers in another file (need an ONNX file that holds all its weights)",
                tensor("a", FLOAT, floats(1)).number(14, 1));
        assertTensorRefused(": tensor 'a': is of the unknown type 99 (need a type of numbers)", tensor("a", 99, floats(1)));
        assertTensorRefused(": tensor 'a': holds 4 bytes (need 8 for FLOAT of shape [2])", tensor("a", FLOAT, floats(1), 2));
        assertTensorRefused(": tensor 'a': has shape [4294967296, 4294967296] (need the shape of its numbers)",
                tensor("a", FLOAT, floats(1), 1L << 32, 1L << 32));
        assertTensorRefused(": tensor 'a': has shape [-1, -1] (need sizes from 0 on)", tensor("a", FLOAT, floats(1), -1, -1));
        assertTensorRefused(": holds a tensor of more than 64 axes" + whole, tensor("a", FLOAT, floats(1), new long[65]));
        assertTensorRefused(": tensor 'a_quantized': has _scale of FLOAT [3] and _zero_point of UINT8 [] "
                        + "(need one FLOAT and one INT8 for all or for each of 2 columns)",
                tensor("a_quantized", INT8, new byte[4], 2, 2), tensor("a_scale", FLOAT, floats(1, 2, 3), 3),
                tensor("a_zero_point", UINT8, new byte[1]));
    }

    private static void assertTensorRefused(String message, ProtobufPen... tensors) {
        ProtobufPen graph = new ProtobufPen();
        for (ProtobufPen tensor : tensors) {
            graph.message(5, tensor);
        }
        assertRefused(message.substring(message.startsWith(": ") ? 2 : 0), new ProtobufPen().message(7, graph));
    }

    private static void assertRefused(String message, ProtobufPen model) {
        assertThatThrownBy(() -> Onnx.of("f", Arena.ofConfined(), MemorySegment.ofArray(model.toByteArray())))
                .isInstanceOf(BadInput.class).hasMessage("f: " + message);
    }
}
