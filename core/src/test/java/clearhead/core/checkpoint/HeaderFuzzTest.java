package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.TestFiles.bytes;
import static clearhead.core.checkpoint.TestFiles.resource;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import clearhead.core.BadInput;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/// Files that nobody thought of.
class HeaderFuzzTest {

    /// A valid file of a few hundred bytes, most of them header.
    private final byte[] valid = Files.readAllBytes(resource("reference/golden.safetensors"));

    HeaderFuzzTest() throws IOException {
    }

    @Property(tries = 10_000) void brokenFilesAreRefusedInOneLineOrRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int edits) {
        Statistics.collect(isRead(broken(new Random(seed), edits)));
        Statistics.coverage(outcomes -> {
            outcomes.check(true).percentage(share -> share > 1);
            outcomes.check(false).percentage(share -> share > 50);
        });
    }

    private static boolean isRead(byte[] bytes) {
        try (Safetensors weights = Safetensors.of("file", Arena.ofConfined(), MemorySegment.ofArray(bytes))) {
            weights.entries().forEach((name, entry) -> {
                if (DType.valueOf(entry.type()).encoding().isPresent()) {
                    int size = entry.shape().stream().mapToInt(Math::toIntExact).reduce(1, (a, b) -> a * b);
                    assertThat(weights.tensor(name).toArray()).hasSize(size);
                }
            });
            return true;
        } catch (BadInput refused) {
            assertThat(refused.getMessage()).startsWith("file: ").endsWith(")");
            assertThat(refused.getMessage().lines()).hasSize(1);
            return false;
        }
    }

    /// Bits flipped, bytes cut out, doubled, or replaced by what has a meaning in a header.
    private byte[] broken(Random random, int edits) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : valid) {
            bytes.add(b);
        }
        byte[] meaningful = "{}[]\":,\\0123456789-e.F \0".getBytes(ISO_8859_1);
        for (int edit = 0; edit < edits && !bytes.isEmpty(); edit++) {
            int at = random.nextInt(bytes.size());
            int end = Math.min(bytes.size(), at + 1 + random.nextInt(4));
            switch (random.nextInt(6)) {
                case 0 -> bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
                case 1 -> bytes.set(at, meaningful[random.nextInt(meaningful.length)]);
                case 2 -> bytes.add(at, meaningful[random.nextInt(meaningful.length)]);
                case 3 -> bytes.addAll(at, List.copyOf(bytes.subList(at, end)));
                case 4 -> bytes.subList(at, end).clear();
                case 5 -> bytes.subList(random.nextInt(20) == 0 ? at : bytes.size() - 1, bytes.size()).clear();
            }
        }
        byte[] broken = new byte[bytes.size()];
        for (int i = 0; i < broken.length; i++) {
            broken[i] = bytes.get(i);
        }
        return broken;
    }

    record Range(int begin, int length) {

        int end() {
            return begin + length;
        }
    }

    record Layout(List<Range> tensors, int data) {

        /// The rule, counted out: each byte of the data is in exactly one tensor, and none is around an empty one.
        boolean isRight() {
            return tensors.stream().allMatch(tensor -> tensor.end() <= data)
                    && IntStream.range(0, data).allMatch(b -> tensors.stream().filter(t -> t.begin <= b && b < t.end()).count() == 1)
                    && tensors.stream().filter(empty -> empty.length == 0).noneMatch(
                            empty -> tensors.stream().anyMatch(t -> t.begin < empty.begin && empty.begin < t.end()));
        }

        String header() {
            return IntStream.range(0, tensors.size()).mapToObj(i -> "\"%d\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                    .formatted(i, tensors.get(i).length, tensors.get(i).begin, tensors.get(i).end())).collect(joining(",", "{", "}"));
        }
    }

    @Property(tries = 5_000) void aLayoutIsReadExactlyIfEveryByteHasOneOwner(@ForAll("layouts") Layout layout) {
        boolean read = isRead(bytes(layout.header(), layout.data));

        assertThat(read).isEqualTo(layout.isRight());
        Statistics.collect(read);
        Statistics.coverage(outcomes -> {
            outcomes.check(true).percentage(share -> share > 20);
            outcomes.check(false).percentage(share -> share > 20);
        });
    }

    /// Tensors one behind the other, listed in any order, some of them moved, and as much data as they need or a little less or more.
    @Provide Arbitrary<Layout> layouts() {
        Arbitrary<Integer> moved = Arbitraries.frequency(Tuple.of(12, 0), Tuple.of(1, 1), Tuple.of(1, -1));
        Arbitrary<List<Integer>> lengths = Arbitraries.integers().between(0, 3).list().ofMaxSize(4);
        return Combinators.combine(lengths, moved.list().ofSize(4), moved).flatAs((sizes, moves, more) -> {
            List<Range> ranges = new ArrayList<>();
            int at = 0;
            for (int i = 0; i < sizes.size(); i++) {
                ranges.add(new Range(Math.max(0, at + moves.get(i)), sizes.get(i)));
                at += sizes.get(i);
            }
            int data = Math.max(0, at + more);
            return Arbitraries.shuffle(ranges).map(listed -> new Layout(listed, data));
        });
    }
}
