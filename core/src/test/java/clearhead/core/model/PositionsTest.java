package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Rotation;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What stands where. That models use it as the papers say is `RestatementTest`'s.
class PositionsTest {

    private static final int FAR = 40;

    /// The buckets themselves, as the numbers of a head: row i of the last `seqQ` of `seqK` positions, column j.
    private static Tensor buckets(Positions.Config.Relative config, int seqQ, int seqK) {
        Tensor numbers = Tensor.from(Shape.of(config.buckets(), 1), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = i;
            }
        });
        return new Positions.Relative(numbers, config).bias(seqQ, seqK).orElseThrow().reshape(seqQ, seqK);
    }

    @Example void bucketsAreThoseOfT5() throws IOException {
        JsonNode config = read("/oracle/t5/config.json");
        JsonNode expected = read("/oracle/t5/expected.json").get("relative_position_buckets");
        int[] distances = ints(expected.get("relative_position"));
        assertThat(distances).startsWith(-FAR).endsWith(FAR);
        for (boolean bidirectional : new boolean[] {true, false}) {
            int[] buckets = ints(expected.get(bidirectional ? "bidirectional" : "causal"));
            Tensor given = buckets(new Positions.Config.Relative(config.get("relative_attention_num_buckets").asInt(),
                    config.get("relative_attention_max_distance").asInt(), bidirectional, 1), FAR + 1, FAR + 1);
            for (int i = 0; i < distances.length; i++) {
                int query = Math.max(0, -distances[i]);
                assertThat(given.at(query, query + distances[i])).as("distance %d", distances[i]).isEqualTo(buckets[i]);
            }
        }
    }

    private static JsonNode read(String resource) throws IOException {
        try (InputStream json = PositionsTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(json);
        }
    }

    private static int[] ints(JsonNode node) {
        return node.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    /// Logarithms or whole numbers: no distance falls into another bucket.
    @Property(tries = 1000)
    void bucketsAreThoseOfTheFormula(@ForAll @IntRange(min = 2, max = 40) int buckets,
                                     @ForAll @IntRange(min = 2, max = 300) int maxDistance, @ForAll boolean bidirectional) {
        int side = bidirectional ? buckets / 2 : buckets;
        Assume.that(side >= 2 && maxDistance > side / 2);
        Positions.Config.Relative config = new Positions.Config.Relative(buckets, maxDistance, bidirectional, 1);
        Tensor past = buckets(config, 1, 300);
        Tensor future = buckets(config, 300, 300);
        for (int far = 0; far < 300; far++) {
            assertBucket(config, -far, past.at(0, 299 - far));
            assertBucket(config, far, future.at(0, far));
        }
    }

    private static void assertBucket(Positions.Config.Relative config, int distance, float found) {
        float expected = Formulas.bucket(config, distance);
        if (Formulas.isBetween(config, distance)) {
            assertThat(found).as("distance %d", distance).isBetween(expected - 1, expected);
        } else {
            assertThat(found).as("distance %d", distance).isEqualTo(expected);
        }
    }

    /// What PyTorch's floats give where two buckets meet: here up, there down.
    @Example void rightBetweenTwoBucketsRoundingDecides() {
        assertThat(buckets(new Positions.Config.Relative(38, 16, true, 1), 1, 13).at(0, 0)).isEqualTo(14);
        assertThat(buckets(new Positions.Config.Relative(17, 27, false, 1), 1, 19).at(0, 0)).isEqualTo(13);
    }

    @Example void distancesThatDoNotFillTheBucketsAreRefused() {
        assertThatThrownBy(() -> new Positions.Config.Relative(2, 8, true, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("relative positions: 2 buckets for distances up to 8 (need at least 4, ");
        assertThatThrownBy(() -> new Positions.Config.Relative(8, 4, false, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("relative positions: 8 buckets for distances up to 4 (need at least 2, ");
    }

    /// Whoever goes on from a position has what the whole text has there: of every kind of positions.
    @Example void theEndIsTheEndOfTheWhole() {
        List<Positions.Config> configs = List.of(new Positions.Config.Learned(9), new Positions.Config.Sinusoidal(),
                new Positions.Config.Turned(Rotation.Pairs.HALVES, List.of(1.0, 0.1), 1.5f),
                new Positions.Config.Relative(8, 7, true, 3), new Positions.Config.Relative(6, 7, false, 3));
        Tensor x = Tensor.normal(Shape.of(2, 9, 12), 1, 1);
        Batch ids = Batch.repeated(new int[9], 2);
        for (Positions.Config config : configs) {
            Positions positions = Positions.of(config, 12, Parameters.random(1));
            for (int from = 0; from < 9; from++) {
                Batch rest = Batch.repeated(new int[9 - from], 2);
                assertThat(positions.add(x.slice(1, from, 9), rest, from).toArray())
                        .isEqualTo(positions.add(x, ids, 0).slice(1, from, 9).toArray());
                Optional<Rotation> whole = positions.rotation(0, 9);
                Optional<Rotation> end = positions.rotation(from, 9 - from);
                assertThat(end.isPresent()).isEqualTo(whole.isPresent()).isEqualTo(config instanceof Positions.Config.Turned);
                if (end.isPresent()) {
                    assertThat(end.get().cos().toArray()).isEqualTo(whole.get().cos().slice(0, from, 9).toArray());
                    assertThat(end.get().sin().toArray()).isEqualTo(whole.get().sin().slice(0, from, 9).toArray());
                }
                Optional<Tensor> bias = positions.bias(9 - from, 9);
                assertThat(bias.isPresent()).isEqualTo(config instanceof Positions.Config.Relative);
                if (bias.isPresent()) {
                    assertThat(bias.get().toArray()).isEqualTo(positions.bias(9, 9).orElseThrow().slice(2, from, 9).toArray());
                }
            }
        }
    }

    /// RoBERTa's: tokens that are not the padding are numbered from `padding + 1` on; a padding token, wherever it stands, has its row.
    @Example void paddingTokensAreNotCounted() {
        Tensor table = Tensor.from(Shape.of(7, 1), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = i;
            }
        });
        Positions counted = new Positions.Counted(new Embedding(table), 2);
        Batch ids = Batch.of(5, List.of(new int[] {4, 2, 2, 6}, new int[] {2, 9, 9}, new int[] {1}));

        Tensor places = counted.add(Tensor.full(Shape.of(3, 4, 1), 0), ids, 0);
        assertThat(places.toArray()).startsWith(3, 2, 2, 4).containsSequence(2, 3, 4).hasSize(12);
        assertThat(places.at(2, 0, 0)).isEqualTo(3);
    }

    /// The filling is no token: it counts for nothing, whatever it is filled up with.
    @Example void theFillingIsNotCounted() {
        Positions counted = Positions.of(new Positions.Config.Learned(6, Optional.of(2)), 12, Parameters.random(1));
        int[] mostlyPadding = {1, 2, 2, 2, 2, 2, 3};
        Tensor x = Tensor.full(Shape.of(2, 7, 12), 0);
        for (int filling : new int[] {0, 2}) {
            Tensor placed = counted.add(x, Batch.of(filling, List.of(mostlyPadding, new int[] {4})), 0);
            assertThat(placed.slice(0, 1, 2).slice(1, 0, 1).toArray())
                    .isEqualTo(counted.add(x.slice(0, 0, 1).slice(1, 0, 1), Batch.of(new int[] {4}), 0).toArray());
        }
        assertThatThrownBy(() -> counted.add(x.slice(0, 0, 1), Batch.of(new int[] {1, 1, 1, 1, 2, 1, 1}), 0))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("6 positions, but the model knows only 3");
    }
}
