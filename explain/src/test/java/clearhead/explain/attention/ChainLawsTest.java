package clearhead.explain.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Engine;
import clearhead.autograd.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

/// Laws of rollout and flow, on random weights.
class ChainLawsTest {

    /// A few hundred sums and products of numbers up to 1, in double precision.
    private static final Offset<Double> ROUNDING = within(1e-12);

    private static Matrix weights(Random random, int size, boolean causal) {
        double[][] rows = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                rows[i][j] = causal && j > i || random.nextInt(4) == 0 && i != j ? 0 : Math.exp(2 * random.nextGaussian());
            }
        }
        return Matrix.of(rows).rowNormalized();
    }

    private static List<Matrix> layers(long seed, int layers, int size, boolean causal) {
        Random random = new Random(seed);
        return IntStream.range(0, layers).mapToObj(_ -> Mixing.self(weights(random, size, causal))).toList();
    }

    @Property(tries = 50) void rolloutOfIdentityIsIdentity(@ForAll @IntRange(min = 1, max = 9) int size,
                                                             @ForAll @IntRange(min = 1, max = 6) int n) {
        List<Matrix> layers = IntStream.range(0, n).mapToObj(_ -> Mixing.self(Matrix.identity(size))).toList();
        assertThat(Chain.through(layers).values()).containsExactly(Matrix.identity(size).values());
        assertThat(AttentionFlow.flows(layers, Engine.standard()).values()).containsExactly(Matrix.identity(size).values());
    }

    @Property(tries = 50) void rowsSumToOneAndACausalModelReadsNothingLater(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int size,
                                                                           @ForAll @IntRange(min = 1, max = 4) int n) {
        List<Matrix> layers = layers(seed, n, size, true);
        for (Matrix matrix : List.of(Chain.through(layers), AttentionFlow.flows(layers, Engine.standard()))) {
            for (int i = 0; i < size; i++) {
                assertThat(matrix.rowSums()[i]).isCloseTo(1, ROUNDING);
                for (int j = i + 1; j < size; j++) {
                    assertThat(matrix.at(i, j)).isZero();
                }
            }
        }
    }

    /// A decoder that reads nothing of the encoder, but for what the row sums take, is a stack of its own; and rows sum to 1.
    @Property(tries = 50) void aDecoderReadsBothSides(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int read,
                                                      @ForAll @IntRange(min = 1, max = 5) int written) {
        Random random = new Random(seed);
        Matrix encoder = Chain.through(layers(seed, 2, read, false));
        List<Chain.Link> links = IntStream.range(0, 2).mapToObj(_ -> new Chain.Link(Mixing.self(weights(random, written, true)),
                Matrix.identity(written).map(x -> x / 2), cross(random, written, read))).toList();
        assertThat(Chain.through(encoder, links).rowSums()).containsExactly(ones(written), ROUNDING);
        List<Chain.Link> deaf = links.stream().map(link -> new Chain.Link(link.self(), Matrix.identity(written),
                Matrix.zero(written, read))).toList();
        Matrix own = Chain.through(encoder, deaf);
        assertThat(own.columns(0, read).values()).containsOnly(0);
        assertThat(own.columns(read, read + written).values())
                .containsExactly(Chain.through(links.stream().map(Chain.Link::self).toList()).values(),
                ROUNDING);
    }

    private static Matrix cross(Random random, int written, int read) {
        double[][] rows = new double[written][read];
        Arrays.stream(rows).forEach(row -> Arrays.setAll(row, _ -> random.nextDouble()));
        return Matrix.of(rows).rowNormalized().map(x -> x / 2);
    }

    private static double[] ones(int size) {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    /// The smallest cut, found by trying every set of nodes on the source's side.
    @Property(tries = 100) void theFlowIsTheSmallestCut(@ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int nodes) {
        Random random = new Random(seed);
        FlowNetwork network = new FlowNetwork();
        int[][] capacity = new int[nodes][nodes];
        for (int i = 0; i < nodes; i++) {
            network.group(1);
        }
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < nodes; j++) {
                if (i != j && random.nextBoolean()) {
                    capacity[i][j] = random.nextInt(8);
                    network.lay(i, j, Matrix.diagonal(capacity[i][j]));
                }
            }
        }
        int smallest = Integer.MAX_VALUE;
        for (int side = 0; side < 1 << nodes; side++) {
            if ((side & 1) == 1 && side >> nodes - 1 == 0) {
                smallest = Math.min(smallest, cut(capacity, side));
            }
        }
        assertThat(network.flows(new int[] {0}, nodes - 1)).containsExactly(smallest);
    }

    private static int cut(int[][] capacity, int side) {
        int cut = 0;
        for (int i = 0; i < capacity.length; i++) {
            for (int j = 0; j < capacity.length; j++) {
                cut += (side >> i & 1) == 1 && (side >> j & 1) == 0 ? capacity[i][j] : 0;
            }
        }
        return cut;
    }

    /// A flow of one layer is the layer; of several it is no less than what rollout sends there, which is one way of flowing.
    @Property(tries = 50) void aFlowIsAtLeastWhatRolloutSends(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int size) {
        List<Matrix> layers = layers(seed, 3, size, false);
        assertThat(AttentionFlow.flows(layers.subList(0, 1), Engine.standard()).values())
                .containsExactly(layers.getFirst().values(), ROUNDING);
        FlowNetwork network = new FlowNetwork();
        int below = network.group(size);
        int[] bottom = network.nodes(below);
        for (Matrix layer : layers) {
            int above = network.group(size);
            network.lay(above, below, layer);
            below = above;
        }
        Matrix rollout = Chain.through(layers);
        for (int j = 0; j < size; j++) {
            double[] flows = network.flows(network.nodes(below), bottom[j]);
            for (int i = 0; i < size; i++) {
                assertThat(flows[i]).isGreaterThanOrEqualTo(rollout.at(i, j) - 1e-12).isLessThanOrEqualTo(1 + 1e-12);
            }
        }
    }

    /// Other names for the tokens are other rows and columns, and nothing else; nor do threads change a bit.
    @Property(tries = 20) void tokensAndThreadsHaveNoOrder(@ForAll long seed, @ForAll @IntRange(min = 2, max = 7) int size) {
        List<Matrix> layers = layers(seed, 3, size, false);
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        List<Matrix> renamed = layers.stream().map(layer -> permuted(layer, order)).toList();
        Matrix flows = AttentionFlow.flows(layers, Engine.standard());
        assertThat(AttentionFlow.flows(renamed, Engine.standard()).values()).containsExactly(permuted(flows, order).values(), ROUNDING);
        assertThat(Chain.through(renamed).values()).containsExactly(permuted(Chain.through(layers), order).values(), ROUNDING);
        try (Threads one = Threads.of(1)) {
            assertThat(AttentionFlow.flows(layers, Engine.with(one)).values()).containsExactly(flows.values());
        }
    }

    private static Matrix permuted(Matrix matrix, List<Integer> order) {
        Matrix permuted = Matrix.zero(matrix.rows(), matrix.columns());
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                permuted.values()[i * matrix.columns() + j] = matrix.at(order.get(i), order.get(j));
            }
        }
        return permuted;
    }
}
