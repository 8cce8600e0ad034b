package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.TestFiles.bytes;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

    /// What a tensor is made of. The values are bit patterns: NaNs with payloads, infinities, negative zero and all else.
    record Numbers(List<Integer> dims, int[] bits) {

        Tensor tensor() {
            return Tensor.from(Shape.of(dims.stream().mapToInt(i -> i).toArray()),
                    values -> MemorySegment.ofArray(values).copyFrom(MemorySegment.ofArray(bits)));
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void readsWhatItWrote(@ForAll("named") Map<String, Numbers> numbers, @ForAll("texts") Map<String, String> metadata) {
        TestFiles.with(new byte[0], file -> {
            Safetensors.write(file, tensors(numbers), metadata);
            try (Safetensors read = Safetensors.read(file)) {
                assertThat(read.metadata()).isEqualTo(metadata);
                assertThat(read.entries().keySet()).containsExactlyElementsOf(numbers.keySet().stream().sorted().toList());
                assertThat(read.tensors()).allSatisfy((name, tensor) -> {
                    assertThat(tensor.shape()).isEqualTo(numbers.get(name).tensor().shape());
                    assertThat(bits(tensor)).containsExactly(numbers.get(name).bits);
                });
            }
            return file;
        });
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfTheMapsDoesNotMatter(@ForAll("named") Map<String, Numbers> numbers, @ForAll("texts") Map<String, String> metadata) {
        assertThat(written(tensors(reversed(numbers)), reversed(metadata))).isEqualTo(written(tensors(numbers), metadata));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theDataIsAligned(@ForAll("named") Map<String, Numbers> numbers, @ForAll("texts") Map<String, String> metadata) {
        byte[] bytes = written(tensors(numbers), metadata);

        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(bytes[Header.PREFIX]).isEqualTo((byte) '{');
        assertThat(bytes).hasSize((int) (Header.PREFIX + header + numbers.values().stream().mapToLong(n -> 4L * n.bits.length).sum()));
    }

    @Test void tensorsLargerThanOneChunkArriveWhole(@TempDir Path folder) {
        Path file = folder.resolve("large.safetensors");
        float[] values = new float[50_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }

        Safetensors.write(file, Map.of("large", Tensor.vector(values)), Map.of());

        try (Safetensors read = Safetensors.read(file)) {
            assertThat(read.tensor("large").toArray()).containsExactly(values);
        }
    }

    @Test void namesMayBeLong(@TempDir Path folder) {
        Path file = folder.resolve("named.safetensors");
        String name = "n".repeat(100_000);

        Safetensors.write(file, Map.of(name, Tensor.scalar(1)), Map.of(name, name));

        try (Safetensors read = Safetensors.read(file)) {
            assertThat(read.tensor(name).item()).isEqualTo(1);
            assertThat(read.metadata()).isEqualTo(Map.of(name, name));
        }
    }

    /// A sparse file: it takes no room on the disk.
    @Test void filesBeyondTwoGigabytesAreRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("huge.safetensors");
        long begin = 3L << 30;
        byte[] start = bytes("""
                {"a":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]},"b":{"dtype":"F32","shape":[2],"data_offsets":[%d,%d]}}"""
                .formatted(begin, begin, begin, begin + 8), 0);
        try (FileChannel channel = FileChannel.open(file, CREATE_NEW, SPARSE, WRITE)) {
            channel.write(ByteBuffer.wrap(start));
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).putFloat(-2).flip(), start.length + begin);
        }

        try (Safetensors huge = Safetensors.read(file)) {
            assertThat(huge.entries().get("a").bytes()).isEqualTo(begin);
            assertThat(huge.tensor("b").toArray()).containsExactly(1.5f, -2);
        }
    }

    @Test void aTensorTooLargeForAnArrayIsNamedButNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("wide.safetensors");
        Files.write(file, bytes("""
                {"a":{"dtype":"F32","shape":[0,3000000000],"data_offsets":[0,0]}}""", 0));

        try (Safetensors wide = Safetensors.read(file)) {
            assertThat(wide.entries().get("a").shape()).containsExactly(0L, 3_000_000_000L);
            assertThatThrownBy(() -> wide.tensor("a")).isInstanceOf(BadInput.class)
                    .hasMessage(file + ": tensor 'a': has shape [0, 3000000000] (need at most as many elements as a Java array holds)");
        }
    }

    @Test void aMissingTensorIsToldWithThoseThatAreThere(@TempDir Path folder) {
        Path file = folder.resolve("few.safetensors");
        Map<String, Tensor> tensors = new HashMap<>();

        Safetensors.write(file, tensors, Map.of());
        assertMissing(file, "holds no tensor 'w', but none at all");

        tensors.put("a", Tensor.scalar(1));
        tensors.put("b", Tensor.scalar(2));
        Safetensors.write(file, tensors, Map.of());
        assertMissing(file, "holds no tensor 'w', but 'a', 'b'");

        for (String name : List.of("c", "d", "e", "f", "g")) {
            tensors.put(name, Tensor.scalar(3));
        }
        Safetensors.write(file, tensors, Map.of());
        assertMissing(file, "holds no tensor 'w', but 'a', 'b', 'c', 'd', 'e' and 2 more");
    }

    private static void assertMissing(Path file, String found) {
        try (Safetensors read = Safetensors.read(file)) {
            assertThatThrownBy(() -> read.tensor("w")).isInstanceOf(BadInput.class)
                    .hasMessage("%s: %s (need a file with this tensor)", file, found);
        }
    }

    @Test void tensorsOutliveTheFileButCannotBeReadAfterIt(@TempDir Path folder) {
        Path file = folder.resolve("closed.safetensors");
        Safetensors.write(file, Map.of("a", Tensor.vector(1, 2)), Map.of());
        Safetensors read = Safetensors.read(file);
        Tensor a = read.tensor("a");

        read.close();

        assertThat(a.toArray()).containsExactly(1, 2);
        assertThatThrownBy(() -> read.tensor("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test void namesThatCannotBeReadBackAreNotWritten(@TempDir Path folder) {
        Path file = folder.resolve("never.safetensors");
        Tensor one = Tensor.scalar(1);

        assertThatThrownBy(() -> Safetensors.write(file, Map.of("__metadata__", one), Map.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("safetensors: a tensor cannot have the name __metadata__");
        for (Runnable writing : List.<Runnable>of(
                () -> Safetensors.write(file, Map.of("\ud800", one), Map.of()),
                () -> Safetensors.write(file, Map.of(), Map.of("\ud800", "x")),
                () -> Safetensors.write(file, Map.of(), Map.of("x", "\ud800")))) {
            assertThatThrownBy(writing::run).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("safetensors: '\ud800' is not Unicode text: half of a surrogate pair");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test void aFileThatCannotBeWrittenIsBadInput(@TempDir Path folder) {
        assertThatThrownBy(() -> Safetensors.write(folder, Map.of(), Map.of())).isInstanceOf(BadInput.class)
                .hasMessage(folder + ": cannot be written: it is not a regular file (need the name of a file, new or to be replaced)");
    }

    @Provide Arbitrary<Map<String, Numbers>> named() {
        Arbitrary<Integer> bits = Arbitraries.oneOf(
                Arbitraries.integers().withDistribution(RandomDistribution.uniform()),
                Arbitraries.of(0x80000000, 0x7fc00000, 0xffc12345, 0x7f812345, 0xff800001, 0x7f800000, 0xff800000, 1));
        Arbitrary<Numbers> numbers = Arbitraries.integers().between(0, 4).list().ofMaxSize(4).flatMap(dims -> Combinators.combine(
                Arbitraries.just(dims),
                bits.array(int[].class).ofSize(dims.stream().reduce(1, (a, b) -> a * b))).as(Numbers::new));
        return Arbitraries.maps(text(), numbers).ofMaxSize(6);
    }

    @Provide Arbitrary<Map<String, String>> texts() {
        return Arbitraries.maps(text(), text()).ofMaxSize(4);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings().ofMaxLength(20).filter(Header::isText);
    }

    private static int[] bits(Tensor tensor) {
        return MemorySegment.ofArray(tensor.toArray()).toArray(ValueLayout.JAVA_INT);
    }

    private static Map<String, Tensor> tensors(Map<String, Numbers> numbers) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        numbers.forEach((name, value) -> tensors.put(name, value.tensor()));
        return tensors;
    }

    private static <V> Map<String, V> reversed(Map<String, V> map) {
        List<String> names = new ArrayList<>(map.keySet());
        Collections.reverse(names);
        Map<String, V> reversed = new LinkedHashMap<>();
        names.forEach(name -> reversed.put(name, map.get(name)));
        return reversed;
    }

    private static byte[] written(Map<String, Tensor> tensors, Map<String, String> metadata) {
        return TestFiles.with(new byte[0], file -> {
            Safetensors.write(file, tensors, metadata);
            try {
                return Files.readAllBytes(file);
            } catch (IOException problem) {
                throw new AssertionError(problem);
            }
        });
    }
}
