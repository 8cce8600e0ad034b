package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// What is found by number, and where it stood.
class LookupTest {

    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;

    @Test void theFirstOfEqualOnesAndNanBeforeAll() {
        Tensor x = Tensor.of(Shape.of(5, 3), 1, 3, 3, -INF, -INF, -INF, 2, NAN, NAN, -0f, 0, 0, INF, NAN, -INF);
        assertThat(x.argmax(1)).isEqualTo(Indices.of(1, 0, 1, 0, 1));
        assertThat(x.argmin(-1)).isEqualTo(Indices.of(0, 0, 1, 0, 1));
        assertThat(Tensor.vector(4).argmax(0)).isEqualTo(Indices.of(Shape.of(), 0));
        assertThat(Tensor.of(Shape.of(0, 2)).argmax(1).shape()).isEqualTo(Shape.of(0));
    }

    @Test void alongAnyAxisTheArgmaxIsWhereTheMaximumIs() {
        Tensor x = Numbers.APART.tensor(Shape.of(3, 4, 5), 3);
        for (int axis = 0; axis < 3; axis++) {
            Indices where = x.argmax(axis);
            Tensor max = x.max(axis);
            assertThat(where.shape()).isEqualTo(max.shape());
            for (int i = 0; i < where.size(); i++) {
                int[] index = new int[3];
                int[] rest = Index.of(max.shape(), i);
                for (int other = 0, at = 0; other < 3; other++) {
                    index[other] = other == axis ? where.at(i) : rest[at++];
                }
                assertThat(x.at(index)).isEqualTo(max.data()[i]);
            }
        }
    }

    /// Against sorting all of a row; few numbers, so that many are equal.
    @Property(tries = 300) void topKIsTheBeginOfTheSortedRow(@ForAll long seed, @ForAll @IntRange(max = 20) int n,
                                                             @ForAll @IntRange(max = 20) int some) {
        int k = Math.min(n, some);
        float[] numbers = {NAN, INF, 3, 2, 1, 0, -1, -Float.MIN_VALUE, -2, -INF};
        float[] row = new float[n];
        for (int i = 0; i < n; i++) {
            row[i] = numbers[(int) (Seeds.uniform(seed, i) * numbers.length)];
        }
        int[] expected = IntStream.range(0, n).boxed()
                .sorted(Comparator.comparing((Integer i) -> row[i]).reversed().thenComparing(Comparator.naturalOrder()))
                .limit(k).mapToInt(i -> i).toArray();
        TopK top = Tensor.of(Shape.of(1, n), row).topK(k);
        assertThat(top.indices().toArray()).isEqualTo(expected);
        assertThat(top.indices().shape()).isEqualTo(Shape.of(1, k));
        assertThat(top.values().toArray()).isEqualTo(copy(row, expected));
    }

    private static float[] copy(float[] row, int[] from) {
        float[] copy = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            copy[i] = row[from[i]];
        }
        return copy;
    }

    @Test void zerosAreEqualWhateverTheirSign() {
        assertThat(Tensor.vector(-0f, 0, -0f, 0).topK(4).indices()).isEqualTo(Indices.of(0, 1, 2, 3));
        assertThat(Tensor.vector(-0f, 0).topK(1).values().toArray()).containsExactly(-0f);
    }

    @Test void theGreatestHaveAGradientWhereTheyStand() {
        Tensor x = Tensor.of(Shape.of(2, 4), 1, 9, 2, 8, 7, 7, 7, 6).variable();
        TopK top = x.topK(2);
        assertThat(top.values().toArray()).containsExactly(9, 8, 7, 7);
        Tensor g = Gradients.of(top.values().mul(Tensor.vector(10, 1)).sum()).wrt(x);
        assertThat(g.toArray()).containsExactly(0, 10, 0, 1, 10, 1, 0, 0);
    }

    @Test void largeRowsAreTheSameOnEveryTeam() {
        Tensor x = Numbers.ANY.tensor(Shape.of(64, 300), 5);
        try (Threads three = Threads.of(3)) {
            for (int axis = 0; axis < 2; axis++) {
                assertThat(x.on(Engine.with(three)).argmax(axis)).isEqualTo(x.on(Engine.with(Threads.of(1))).argmax(axis));
            }
            assertThat(x.on(Engine.with(three)).topK(7).indices()).isEqualTo(x.on(Engine.with(Threads.of(1))).topK(7).indices());
        }
    }

    /// A row of a batch adds up as it does alone.
    @Test void whatIsAddedTwiceIsAddedInOrder() {
        Tensor x = Tensor.vector(1e8f, 1, -1e8f, 1);
        assertThat(Tensor.of(new Lookup.Put(x, Indices.of(2, 2, 2, 2), 3)).toArray()).containsExactly(0, 0, ((1e8f + 1) - 1e8f) + 1);
        assertThat(Tensor.of(new Lookup.ScatterAdd(x.reshape(4, 1), Indices.of(1, 1, 1, 0), 2)).toArray())
                .containsExactly(1, (1e8f + 1) - 1e8f);
    }

    @Test void indicesCannotBeChangedFromOutside() {
        int[] numbers = {0, 1};
        Indices indices = Indices.of(numbers);
        numbers[0] = 1;
        indices.toArray()[1] = 0;
        assertThat(indices.toArray()).containsExactly(0, 1);
        assertThat(indices).isEqualTo(Indices.of(Shape.of(2), 0, 1)).hasSameHashCodeAs(Indices.of(0, 1)).hasToString("Indices[2] [0, 1]");
        assertThat(indices).isNotEqualTo(Indices.of(1, 0)).isNotEqualTo(Indices.of(Shape.of(1, 2), 0, 1)).isNotEqualTo("[0, 1]");
    }

    /// An op says the same whoever asks.
    @Test void opsKeepTheirNumbers() {
        int[] targets = {1, 0};
        Tensor x = Numbers.ANY.tensor(Shape.of(2, 3), 1).variable();
        Tensor loss = x.crossEntropy(targets);
        Arrays.fill(targets, 2);
        assertThat(loss.op()).isEqualTo(new Loss.CrossEntropy(x, Indices.of(1, 0)));
    }

    @Test void oneForEach() {
        Tensor y = Constants.oneHot(Indices.of(Shape.of(2, 2), 0, 2, -1, 3), 3);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(y.toArray()).containsExactly(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        assertThat(Constants.oneHot(Indices.of(0), 0).shape()).isEqualTo(Shape.of(1, 0));
    }

    @Test void triangles() {
        assertThat(Constants.lower(3, 3, 0).toArray()).containsExactly(1, 0, 0, 1, 1, 0, 1, 1, 1);
        assertThat(Constants.lower(3, 3, -1).toArray()).containsExactly(0, 0, 0, 1, 0, 0, 1, 1, 0);
        assertThat(Constants.lower(2, 4, 2).toArray()).containsExactly(1, 1, 1, 0, 1, 1, 1, 1);
        assertThat(Constants.upper(2, 3, 1).toArray()).containsExactly(0, 1, 1, 0, 0, 1);
        assertThat(Constants.lower(3, 4, 1).add(Constants.upper(3, 4, 2)).toArray()).containsOnly(1);
        assertThat(Constants.lower(0, 3, 0).shape()).isEqualTo(Shape.of(0, 3));
    }
}
