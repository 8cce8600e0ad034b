package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.TestFiles.bytes;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import clearhead.core.BadInput;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/// Layouts that nobody thought of.
class LayoutTest {

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
