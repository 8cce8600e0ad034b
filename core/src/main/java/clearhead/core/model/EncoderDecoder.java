package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Cache;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Mask;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Pieces;
import clearhead.core.nn.Positions;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The transformer of the original paper (Vaswani et al. 2017, arXiv 1706.03762): an encoder reads the whole source, a decoder writes
/// the target one token after the other, reading what it has written and, through cross-attention, what the encoder made of the source.
/// Marian (Junczys-Dowmunt et al. 2018, arXiv 1804.00344), T5 (Raffel et al. 2020, arXiv 1910.10683).
///
/// @param config  sizes, and how it is put together
/// @param tokens  `[sourceVocab, dModel]`
/// @param written `[targetVocab, dModel]`; where there is none, `tokens` serve both sides
/// @param encoder reads the source
/// @param decoder writes the target
/// @param head    `dModel → targetVocab`
public record EncoderDecoder(Config config, Embedding tokens, Optional<Embedding> written, Tower encoder, Tower decoder, Head head)
        implements Model<EncoderDecoder>, Decoder {

    /// How a model is made.
    ///
    /// @param sourceVocab tokens that can be read
    /// @param targetVocab tokens that can be written
    /// @param shared      whether both sides have one table of embeddings
    /// @param scale       what embeddings are multiplied by
    /// @param encoder     reads the source
    /// @param decoder     writes the target
    /// @param head        its last layer
    public record Config(int sourceVocab, int targetVocab, boolean shared, float scale, Tower.Config encoder, Tower.Config decoder,
                         Head.Config head) {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if the sides do not fit together
        public Config {
            if (sourceVocab < 1 || targetVocab < 1 || shared && sourceVocab != targetVocab) {
                throw new IllegalArgumentException("model: %s vocabularies of %d and %d tokens%s".formatted(shared ? "shared" : "separate",
                        sourceVocab, targetVocab, shared ? " (need the same)" : ""));
            }
            if (encoder.dModel() != decoder.dModel()) {
                throw new IllegalArgumentException("model: an encoder of width %d, a decoder of width %d (need the same)"
                        .formatted(encoder.dModel(), decoder.dModel()));
            }
        }

        /// A model in the fashion of the paper, with learned positions and two vocabularies.
        ///
        /// @param maxSource the longest source
        /// @param maxTarget the longest target, start token included
        /// @throws IllegalArgumentException if there is nothing of something, or the width does not divide into heads
        public static Config of(int sourceVocab, int targetVocab, int maxSource, int maxTarget, int dModel, int heads, int dMlp,
                                int encoderLayers, int decoderLayers, Block.Order order, Activation activation) {
            return new Config(sourceVocab, targetVocab, false, 1,
                    tower(maxSource, dModel, heads, dMlp, encoderLayers, order, activation, false),
                    tower(maxTarget, dModel, heads, dMlp, decoderLayers, order, activation, true), Head.Config.OWN);
        }

        private static Tower.Config tower(int positions, int dModel, int heads, int dMlp, int layers, Block.Order order,
                                          Activation activation, boolean cross) {
            Block.Config block = new Block.Config(order, dModel, Attention.Config.plain(dModel, heads),
                    new FeedForward.Config(dMlp, activation, false, true), Norm.Config.LAYER, cross);
            return new Tower.Config(block, layers, new Positions.Config.Learned(positions), 0, false, order != Block.Order.POST_NORM,
                    List.of());
        }
    }

    /// Makes a model.
    public static EncoderDecoder of(Config config, Parameters from) {
        int d = config.encoder.dModel();
        return new EncoderDecoder(config, Embedding.of(config.sourceVocab, d, from.in("tokens")),
                config.shared ? Optional.empty() : Optional.of(Embedding.of(config.targetVocab, d, from.in("written"))),
                Tower.of(config.encoder, from.in("encoder")), Tower.of(config.decoder, from.in("decoder")),
                Head.of(config.head, d, config.targetVocab, from.in("head")));
    }

    /// A model that has learned nothing.
    public static EncoderDecoder random(Config config, long seed) {
        return of(config, Parameters.random(seed));
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
        Tensor embedded = embed(tokens, source, Stack.ENCODER, pass);                                        // [batch, seqSource, dModel]
        return new Block.Memory(encoder.forward(embedded, source, mask, Optional.empty(), Stack.ENCODER, pass), mask);
    }

    /// The scores of each next token, given the target up to there.
    ///
    /// @return logits, `[batch, seqTarget, targetVocab]`
    /// @throws IllegalArgumentException if there are not as many targets as sources
    public Tensor decode(Block.Memory memory, Batch target, Pass pass) {
        if (target.size() != memory.rows().dim(0)) {
            throw new IllegalArgumentException("model: sources [%d, …] and targets [%d, …] (need a target for each source)"
                    .formatted(memory.rows().dim(0), target.size()));
        }
        Tensor embedded = embed(writing(), target, Stack.DECODER, pass);                                     // [batch, seqTarget, dModel]
        Tensor x = decoder.forward(embedded, target, target.causal(), Optional.of(memory), Stack.DECODER, pass);
        return pass.at(Site.of(Stack.ONLY, Kind.LOGITS), logits(x));
    }

    /// The embedding of the tokens that are written.
    public Embedding writing() {
        return written.orElse(tokens);
    }

    private Tensor embed(Embedding table, Batch ids, Stack stack, Pass pass) {
        Tensor rows = table.forward(ids);
        return pass.at(Site.of(stack, Kind.EMBED), config.scale == 1 ? rows : rows.scale(config.scale));
    }

    /// What the decoder remembers before it has read anything: of each source the keys and values that its cross-attention reads, which
    /// are computed once.
    public List<Cache> begin(Batch source) {
        return Cache.of(encode(source, Pass.PLAIN).rows(), source, decoder.blocks());
    }

    @Override public Tensor read(List<Cache> caches, List<int[]> ids) {
        Pieces pieces = new Pieces.Several(caches, ids);
        return decoder.next(pieces, embed(writing(), pieces.ids(), Stack.DECODER, Pass.PLAIN), Stack.DECODER);
    }

    @Override public Tensor logits(Tensor rows) {
        return head.forward(rows, writing());
    }

    @Override public OptionalInt positions() {
        return decoder.positions().most();
    }

    @Override public EncoderDecoder map(Mapping each) {
        return new EncoderDecoder(config, tokens.map(each.in("tokens")), written.map(part -> part.map(each.in("written"))),
                encoder.map(each.in("encoder")), decoder.map(each.in("decoder")), head.map(each.in("head")));
    }
}
