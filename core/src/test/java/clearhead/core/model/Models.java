package clearhead.core.model;

import clearhead.autograd.Rotation;
import clearhead.autograd.Rotation.Pairs;
import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Block.Order;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Small models for tests: one of each kind that real checkpoints have, and the encoder-decoders of the examples.
public final class Models {

    /// As long as rows may get.
    public static final int MAX_SOURCE = 9;
    public static final int MAX_TARGET = 8;
    /// Tokens that all of them know.
    static final int SOURCE_VOCAB = 11;
    static final int TARGET_VOCAB = 7;

    /// Those that an encoder-decoder may have.
    public static final List<Order> ORDERS = List.of(Order.PRE_NORM, Order.POST_NORM);

    private static final Norm.Config ROOT_MEAN_SQUARE = new Norm.Config(Norm.Form.ROOT_MEAN_SQUARE, 1e-6f);
    private static final Positions.Config LEARNED = new Positions.Config.Learned(MAX_SOURCE);
    private static final Head.Config TIED = new Head.Config(true, 1, false);
    private static final Head.Config OWN = new Head.Config(false, 1, false);

    private Models() {}

    /// One of each kind, all widths a multiple of `times`. No two sizes in a model are the same, so that none can stand in for another.
    static Map<String, Model<?>> family(int times, long seed) {
        Map<String, Model<?>> family = new LinkedHashMap<>();
        int d = 12 * times;

        Block.Config gpt2 = block(Order.PRE_NORM, times, new Attention.Config(3, 3, 4 * times, 0.5f, true, true, true),
                mlp(times, Activation.GELU_TANH, false, true), Norm.Config.LAYER);
        family.put("gpt2", causal(tower(gpt2, LEARNED, 0, false, true), TIED, seed));
        Block.Config neox = block(Order.PARALLEL, times, new Attention.Config(2, 2, 6 * times, 0.4f, false, true, true),
                mlp(times, Activation.GELU, false, true), Norm.Config.LAYER);
        family.put("neox", causal(tower(neox, turned(Pairs.HALVES, 1), 0, false, true), OWN, seed));
        Block.Config llama = block(Order.PRE_NORM, times, new Attention.Config(4, 2, 4 * times, 0.5f, false, false, false),
                mlp(times, Activation.SILU, true, false), ROOT_MEAN_SQUARE);
        family.put("llama", causal(tower(llama, turned(Pairs.HALVES, 1), 0, false, true), OWN, seed));
        family.put("llama, tied", causal(tower(llama, turned(Pairs.NEIGHBOURS, 1.25f), 0, false, true), TIED, seed));
        Block.Config qwen2 = block(Order.PRE_NORM, times, new Attention.Config(3, 1, 4 * times, 0.5f, false, true, false),
                mlp(times, Activation.SILU, true, false), ROOT_MEAN_SQUARE);
        family.put("qwen2 with windows", causal(new Tower.Config(qwen2, 2, turned(Pairs.HALVES, 1), 0, false, true, List.of(3, 0)),
                TIED, seed));

        Tower.Config bert = tower(bertBlock(times, Activation.GELU), LEARNED, 2, true, false);
        family.put("bert, classes", encoder(bert, new EncoderHead.Config.Classes(5, Optional.of(Activation.TANH)), seed));
        family.put("bert, tokens", encoder(tower(bertBlock(times, Activation.TANH), LEARNED, 2, true, false),
                new EncoderHead.Config.Tokens(5), seed));
        family.put("bert, span", encoder(bert, new EncoderHead.Config.Span(), seed));
        family.put("bert, masked", encoder(bert, new EncoderHead.Config.Masked(Activation.GELU, new Head.Config(true, 1, true)), seed));
        family.put("bert, mean", encoder(bert, new EncoderHead.Config.Sentence(EncoderHead.Pooling.MEAN, true), seed));
        family.put("bert, first", encoder(bert, new EncoderHead.Config.Sentence(EncoderHead.Pooling.FIRST, false), seed));
        family.put("distilbert", encoder(tower(bertBlock(times, Activation.GELU), LEARNED, 0, true, false),
                new EncoderHead.Config.Classes(5, Optional.of(Activation.RELU)), seed));
        family.put("roberta", encoder(tower(bertBlock(times, Activation.GELU),
                new Positions.Config.Learned(MAX_SOURCE + 4, Optional.of(2)), 1, true, false),
                new EncoderHead.Config.Classes(5, Optional.empty()), seed));

        Block.Config marian = block(Order.POST_NORM, times, Attention.Config.plain(d, 3), mlp(times, Activation.SILU, false, true),
                Norm.Config.LAYER);
        family.put("marian", translator(true, (float) Math.sqrt(d), tower(marian, new Positions.Config.Sinusoidal(), 0, false, false),
                tower(reading(marian), new Positions.Config.Sinusoidal(), 0, false, false), new Head.Config(true, 1, true), seed));
        Block.Config t5 = block(Order.PRE_NORM, times, new Attention.Config(3, 3, 5 * times, 1, false, false, false),
                mlp(times, Activation.GELU_TANH, true, false), ROOT_MEAN_SQUARE);
        family.put("t5", translator(true, 1, tower(t5, new Positions.Config.Relative(8, 7, true, 3), 0, false, true),
                tower(reading(t5), new Positions.Config.Relative(6, 7, false, 3), 0, false, true),
                new Head.Config(true, (float) (1 / Math.sqrt(d)), false), seed));
        Block.Config second = block(Order.PRE_NORM, times, new Attention.Config(3, 3, 5 * times, 1, false, false, false),
                mlp(times, Activation.RELU, false, false), ROOT_MEAN_SQUARE);
        family.put("t5, untied", translator(true, 1, tower(second, new Positions.Config.Relative(8, 7, true, 3), 0, false, true),
                tower(reading(second), new Positions.Config.Relative(6, 7, false, 3), 0, false, true), new Head.Config(false, 0.3f, false),
                seed));
        Block.Config first = block(Order.PRE_NORM, times, Attention.Config.plain(d, 3), mlp(times, Activation.RELU, false, true),
                Norm.Config.LAYER);
        family.put("dates", translator(false, 1, tower(first, LEARNED, 0, false, true), tower(reading(first), LEARNED, 0, false, true),
                Head.Config.OWN, seed));

        Block.Config vit = block(Order.PRE_NORM, times, Attention.Config.plain(d, 3), mlp(times, Activation.GELU, false, true),
                Norm.Config.LAYER);
        family.put("vit", vision(tower(vit, new Positions.Config.Learned(7), 0, false, true), 5, seed));
        Block.Config clip = block(Order.PRE_NORM, times, Attention.Config.plain(d, 3), mlp(times, Activation.GELU_SIGMOID, false, true),
                Norm.Config.LAYER);
        family.put("vit without head", vision(tower(clip, new Positions.Config.Learned(7), 0, true, true), 0, seed));
        return family;
    }

    /// Each with three texts of several lengths.
    static List<Subject> subjects() {
        return subjects(1, 1);
    }

    static List<Subject> subjects(int times, long seed) {
        return family(times, seed).entrySet().stream().map(kind -> new Subject(kind.getKey(), kind.getValue(), List.of(
                Text.random(6, 5, seed), Text.random(4, 8, seed + 1), Text.random(9, 3, seed + 2)), 0)).toList();
    }

    private static Block.Config block(Order order, int times, Attention.Config attention, FeedForward.Config mlp, Norm.Config norm) {
        return new Block.Config(order, 12 * times, attention, mlp, norm, false);
    }

    private static Block.Config bertBlock(int times, Activation activation) {
        return block(Order.POST_NORM, times, Attention.Config.plain(12 * times, 3), mlp(times, activation, false, true),
                new Norm.Config(Norm.Form.LAYER, 1e-12f));
    }

    private static Block.Config reading(Block.Config block) {
        return new Block.Config(block.order(), block.dModel(), block.attention(), block.mlp(), block.norm(), true);
    }

    private static FeedForward.Config mlp(int times, Activation activation, boolean gated, boolean bias) {
        return new FeedForward.Config(20 * times, activation, gated, bias);
    }

    private static Tower.Config tower(Block.Config block, Positions.Config positions, int types, boolean first, boolean last) {
        return new Tower.Config(block, block.cross() ? 1 : 2, positions, types, first, last, List.of());
    }

    /// Four elements of each head.
    private static Positions.Config turned(Pairs pairs, float magnitude) {
        return new Positions.Config.Turned(pairs, Arrays.stream(Rotation.frequencies(4, 100)).boxed().toList(), magnitude);
    }

    private static Model<?> causal(Tower.Config tower, Head.Config head, long seed) {
        return lively(CausalModel.of(new CausalModel.Config(SOURCE_VOCAB, tower, head), Parameters.random(seed)), seed);
    }

    private static Model<?> encoder(Tower.Config tower, EncoderHead.Config head, long seed) {
        return lively(EncoderModel.of(new EncoderModel.Config(SOURCE_VOCAB, tower, head), Parameters.random(seed)), seed);
    }

    private static Model<?> translator(boolean shared, float scale, Tower.Config encoder, Tower.Config decoder, Head.Config head,
                                       long seed) {
        return lively(EncoderDecoder.of(new EncoderDecoder.Config(SOURCE_VOCAB, shared ? SOURCE_VOCAB : TARGET_VOCAB, shared, scale,
                encoder, decoder, head), Parameters.random(seed)), seed);
    }

    private static Model<?> vision(Tower.Config tower, int labels, long seed) {
        return lively(VisionModel.of(new VisionModel.Config(2, 4, 6, 2, tower, labels), Parameters.random(seed)), seed);
    }

    /// An encoder-decoder of which no two sizes are the same.
    public static EncoderDecoder.Config config(Order order, Activation activation) {
        return EncoderDecoder.Config.of(SOURCE_VOCAB, TARGET_VOCAB, MAX_SOURCE, MAX_TARGET, 12, 3, 20, 1, 2, order, activation);
    }

    public static EncoderDecoder model(Order order, Activation activation, long seed) {
        return lively(EncoderDecoder.random(config(order, activation), seed), seed);
    }

    /// With biases that are not 0 and scales of norms that are not 1: a model at its beginning would not tell if they were forgotten.
    public static <M extends Model<M>> M lively(M model, long seed) {
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
        return Batch.of(row(batch, row));
    }
}
