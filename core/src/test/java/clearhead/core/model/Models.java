package clearhead.core.model;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import java.util.List;
import java.util.stream.IntStream;

/// Small models for tests.
public final class Models {

    /// As long as rows may get.
    public static final int MAX_SOURCE = 9;
    public static final int MAX_TARGET = 8;

    /// Those that an encoder-decoder may have.
    public static final List<Block.Order> ORDERS = List.of(Block.Order.PRE_NORM, Block.Order.POST_NORM);

    private Models() {}

    /// No two sizes are the same, so that none can stand in for another.
    public static EncoderDecoder.Config config(Block.Order order, Activation activation) {
        return EncoderDecoder.Config.of(11, 7, MAX_SOURCE, MAX_TARGET, 12, 3, 20, 1, 2, order, activation);
    }

    public static EncoderDecoder model(Block.Order order, Activation activation, long seed) {
        return lively(EncoderDecoder.random(config(order, activation), seed), seed);
    }

    /// With biases that are not 0 and scales of norms that are not 1: a model at its beginning would not tell if they were forgotten.
    public static EncoderDecoder lively(EncoderDecoder model, long seed) {
        return model.map((name, parameter) -> parameter.shape().rank() > 1 ? parameter
                : parameter.add(Tensor.normal(parameter.shape(), 0.3, Seeds.mix(seed, name.hashCode()))));
    }

    /// Rows of these lengths, filled up with token 0.
    public static Batch batch(int vocab, long seed, int... lengths) {
        return Batch.of(0, IntStream.range(0, lengths.length).mapToObj(row -> row(vocab, Seeds.mix(seed, row), lengths[row])).toList());
    }

    public static int[] row(int vocab, long seed, int length) {
        return IntStream.range(0, length).map(i -> (int) (vocab * Seeds.uniform(seed, i))).toArray();
    }

    /// A row of a batch, without the filling.
    public static int[] row(Batch batch, int row) {
        return IntStream.range(0, batch.length(row)).map(position -> batch.id(row, position)).toArray();
    }

    /// A row of a batch, in a batch of its own.
    public static Batch alone(Batch batch, int row) {
        return Batch.of(List.of(row(batch, row)).toArray(int[][]::new));
    }
}
