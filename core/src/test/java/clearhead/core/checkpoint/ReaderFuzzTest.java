package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.TestFiles.resource;
import static java.nio.charset.StandardCharsets.UTF_8;

import clearhead.core.BadInput;
import clearhead.core.Fuzz;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every reader of this package, on files of its own format that are wrong somewhere.
class ReaderFuzzTest {

    @FunctionalInterface
    private interface Format {
        Weights of(String file, Arena arena, MemorySegment all);
    }

    private static Fuzz.Reader reader(Format format) {
        return file -> readAll(format.of("file", Arena.ofConfined(), MemorySegment.ofArray(file)));
    }

    private static void readAll(Weights weights) {
        try (weights) {
            for (String name : weights.entries().keySet()) {
                try {
                    weights.tensor(name);
                } catch (BadInput refused) {
                    // Of a type, or as large, as cannot be read: the others can.
                }
            }
        }
    }

    @Test void safetensors() throws IOException {
        Fuzz.run(List.of(Files.readAllBytes(resource("reference/golden.safetensors")),
                Files.readAllBytes(resource("reference/every-dtype.safetensors"))), reader(Safetensors::of));
    }

    @Test void gguf() {
        byte[] small = new GgufPen().file(3, 4, 5)
                .text("general.alignment").ints(4, 32)
                .text("tokenizer.ggml.model").ints(8).text("llama")
                .text("tokenizer.ggml.tokens").ints(9, 8, 2, 0).text("a").text("b")
                .text("tokenizer.ggml.scores").ints(9, 6, 2, 0, 0, 0)
                .text("nested").ints(9, 9).ints(1, 0).ints(8, 1, 0).text("deep")
                .tensor("first", 2, 0, 32, 2).tensor("second", 0, 64, 2, 1).tensor("third", 14, 96, 256).tensor("odd", 77, 320, 3)
                .data(323).whole();
        Fuzz.run(List.of(small), file -> {
            Gguf gguf = Gguf.of("file", Arena.ofConfined(), MemorySegment.ofArray(file));
            readAll(gguf);
            gguf.vocabulary();
        });
    }

    @Test void onnx() {
        byte[] six = new byte[24];
        ProtobufPen graph = new ProtobufPen()
                .message(1, new ProtobufPen().text(1, "x").text(1, "onnx::MatMul_1").text(2, "y").text(3, "/a/MatMul").text(4, "MatMul"))
                .message(1, new ProtobufPen().text(1, "x").text(1, "onnx::Gemm_2").text(2, "z").text(3, "/b/Gemm").text(4, "Gemm")
                        .message(5, new ProtobufPen().text(1, "transB").number(3, 1)))
                .message(1, new ProtobufPen().text(1, "e").text(2, "f").text(4, "Identity"))
                .message(5, new ProtobufPen().number(1, 2).number(1, 3).number(2, 1).text(8, "onnx::MatMul_1").bytes(9, six))
                .message(5, new ProtobufPen().number(1, 3).number(1, 2).number(2, 1).text(8, "onnx::Gemm_2").bytes(4, six))
                .message(5, new ProtobufPen().bytes(1, new byte[] {3, 4}).number(2, 3).text(8, "e_quantized").bytes(9, new byte[12]))
                .message(5, new ProtobufPen().number(2, 1).text(8, "e_scale").bytes(9, new byte[4]))
                .message(5, new ProtobufPen().number(2, 3).text(8, "e_zero_point").number(5, 7));
        Fuzz.run(List.of(new ProtobufPen().number(1, 8).text(2, "us").message(7, graph).toByteArray()), file -> {
            Onnx onnx = Onnx.of("file", Arena.ofConfined(), MemorySegment.ofArray(file));
            onnx.headWidth();
            readAll(onnx);
        });
    }

    @Test void tensorFlowTables() {
        MemorySegment data = MemorySegment.ofArray(new byte[64]);
        byte[] table = new BundlePen().header().floats("a/bias", data, 0, 2).floats("a/kernel", data, 8, 2, 3).table();
        Fuzz.run(List.of(table), file -> readAll(BundlePen.read(file, data)));
    }

    /// The same with checksums that are right, so that what they guard is reached.
    @Test void tensorFlowEntries() {
        MemorySegment data = MemorySegment.ofArray(new byte[64]);
        byte[] entries = new BundlePen().header().floats("a/bias", data, 0, 2).floats("a/kernel", data, 8, 2, 3)
                .entry("a/step", BundlePen.variable(9, 8, 0, 0)).entries();
        Fuzz.run(List.of(entries), file -> readAll(BundlePen.read(new BundlePen().entries(file).table(), data)));
    }

    @Test void indexesOfShards() {
        byte[] index = """
                {"metadata": {"total_size": 36},
                 "weight_map": {"a": "model-1.safetensors", "b": "model-1.safetensors", "ä": "2.safetensors"}}"""
                .getBytes(UTF_8);
        Fuzz.run(List.of(index), file -> ShardIndex.of("file", file));
    }
}
