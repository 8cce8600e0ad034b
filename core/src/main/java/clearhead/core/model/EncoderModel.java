package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.Parameters;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.Optional;

/// An encoder alone: every position reads every other. BERT (Devlin et al. 2019, arXiv 1810.04805), RoBERTa (Liu et al. 2019, arXiv
/// 1907.11692), DistilBERT (Sanh et al. 2019, arXiv 1910.01108). What it is good for is up to its head.
///
/// @param config sizes, and how it is put together
/// @param tokens `[vocab, dModel]`
/// @param tower  the blocks
/// @param head   what is made of the last rows
public record EncoderModel(Config config, Embedding tokens, Tower tower, EncoderHead head) implements Model<EncoderModel> {

    /// How a model is made.
    ///
    /// @param vocab tokens that it reads
    /// @param tower its blocks
    /// @param head  what is made of the last rows
    public record Config(int vocab, Tower.Config tower, EncoderHead.Config head) {

        /// Checks the size.
        ///
        /// @throws IllegalArgumentException if there is no token
        public Config {
            if (vocab < 1) {
                throw new IllegalArgumentException("model: a vocabulary of %d tokens (need at least 1)".formatted(vocab));
            }
        }
    }

    /// Makes a model.
    public static EncoderModel of(Config config, Parameters from) {
        int d = config.tower.dModel();
        return new EncoderModel(config, Embedding.of(config.vocab, d, from.in("tokens")), Tower.of(config.tower, from.in("tower")),
                EncoderHead.of(config.head, config.tower, config.vocab, from.in("head")));
    }

    /// What the head makes of these texts.
    ///
    /// @param ids what is read
    /// @return    shaped as the [EncoderHead] says
    public Tensor forward(Batch ids, Pass pass) {
        return head.forward(rows(ids, pass), ids, tokens, pass);
    }

    /// What the blocks make of these texts.
    ///
    /// @return `[batch, seq, dModel]`
    public Tensor rows(Batch ids, Pass pass) {
        Tensor embedded = pass.at(Site.of(Stack.ONLY, Kind.EMBED), tokens.forward(ids));                     // [batch, seq, dModel]
        return tower.forward(embedded, ids, ids.mask(), Optional.empty(), Stack.ONLY, pass);
    }

    @Override public EncoderModel map(Mapping each) {
        return new EncoderModel(config, tokens.map(each.in("tokens")), tower.map(each.in("tower")), head.map(each.in("head")));
    }
}
