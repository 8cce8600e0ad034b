package clearhead.core.model;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.Linear;
import clearhead.core.nn.Mask;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Part;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The transformer of the original paper (Vaswani et al. 2017, arXiv 1706.03762): an encoder reads the whole source, a decoder writes
/// the target one token after the other, reading what it has written and, through cross-attention, what the encoder made of the source.
///
/// @param config  sizes
/// @param encoder reads the source
/// @param decoder writes the target
/// @param head    `dModel → targetVocab`
public record EncoderDecoder(Config config, Tower encoder, Tower decoder, Linear head) implements Part<EncoderDecoder> {

    /// The sizes of a model and how it is put together.
    ///
    /// @param sourceVocab   tokens that can be read
    /// @param targetVocab   tokens that can be written
    /// @param maxSource     the longest source
    /// @param maxTarget     the longest target, start token included
    /// @param dModel        width of the residual stream
    /// @param heads         attention heads in each attention; `dModel` divides into them
    /// @param dMlp          neurons of each feed-forward part
    /// @param encoderLayers blocks of the encoder
    /// @param decoderLayers blocks of the decoder
    /// @param order         where the norms stand
    /// @param activation    of the feed-forward parts
    public record Config(int sourceVocab, int targetVocab, int maxSource, int maxTarget, int dModel, int heads, int dMlp,
                         int encoderLayers, int decoderLayers, Block.Order order, Activation activation) {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if there is nothing of something, or the width does not divide into heads
        public Config {
            int least = IntStream.of(sourceVocab, targetVocab, maxSource, maxTarget, dModel, heads, dMlp, encoderLayers, decoderLayers)
                    .min().getAsInt();
            if (least < 1 || dModel % heads != 0) {
                throw new IllegalArgumentException("model: %s".formatted(least < 1 ? "a size is %d (need at least 1)".formatted(least)
                        : "width %d does not divide into %d heads".formatted(dModel, heads)));
            }
        }
    }

    /// A model that has learned nothing.
    public static EncoderDecoder random(Config config, long seed) {
        return new EncoderDecoder(config,
                tower(config, Stack.ENCODER, Seeds.mix(seed, 0)), tower(config, Stack.DECODER, Seeds.mix(seed, 1)),
                Linear.random(config.dModel, config.targetVocab, Seeds.mix(seed, 2)));
    }

    private static Tower tower(Config config, Stack stack, long seed) {
        boolean decoder = stack == Stack.DECODER;
        int vocab = decoder ? config.targetVocab : config.sourceVocab;
        int positions = decoder ? config.maxTarget : config.maxSource;
        List<Block> blocks = IntStream.range(0, decoder ? config.decoderLayers : config.encoderLayers)
                .mapToObj(layer -> Block.random(config.order, config.dModel, config.heads, config.dMlp, config.activation, decoder,
                        Seeds.mix(seed, 2 + layer)))
                .toList();
        return new Tower(Embedding.random(vocab, config.dModel, 1, Seeds.mix(seed, 0)),
                Embedding.random(positions, config.dModel, 1, Seeds.mix(seed, 1)), blocks,
                config.order == Block.Order.PRE_NORM ? Optional.of(Norm.identity(config.dModel)) : Optional.empty());
    }

    /// Teacher forcing: the scores of each next token, given the target up to there.
    ///
    /// @param source what is read
    /// @param target what has been written, start token first
    /// @return       logits, `[batch, seqTarget, targetVocab]`
    public Tensor forward(Batch source, Batch target, Pass pass) {
        return decode(encode(source, pass), target, pass);
    }

    /// What the decoder reads: `[batch, seqSource, dModel]` with its mask.
    public Block.Memory encode(Batch source, Pass pass) {
        Mask mask = source.mask();
        return new Block.Memory(encoder.forward(source, mask, Optional.empty(), Stack.ENCODER, pass), mask);
    }

    /// @return logits, `[batch, seqTarget, targetVocab]`
    /// @throws IllegalArgumentException if there are not as many targets as sources
    public Tensor decode(Block.Memory memory, Batch target, Pass pass) {
        if (target.size() != memory.rows().dim(0)) {
            throw new IllegalArgumentException("model: sources [%d, …] and targets [%d, …] (need a target for each source)"
                    .formatted(memory.rows().dim(0), target.size()));
        }
        Mask mask = Mask.CAUSAL.and(target.mask());
        Tensor x = decoder.forward(target, mask, Optional.of(memory), Stack.DECODER, pass);       // [batch, seqTarget, dModel]
        return pass.at(Site.of(Stack.ONLY, Kind.LOGITS), head.forward(x));
    }

    @Override public EncoderDecoder map(Mapping each) {
        return new EncoderDecoder(config, encoder.map(each.in("encoder")), decoder.map(each.in("decoder")), head.map(each.in("head")));
    }
}
