package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Branches;
import clearhead.core.nn.Cache;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.Head;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Pieces;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A decoder alone: it reads a text and gives at each position the scores of the next token. GPT-2 (Radford et al. 2019), GPT-NeoX (Black
/// et al. 2022, arXiv 2204.06745), Llama (Touvron et al. 2023, arXiv 2302.13971), Qwen2 (Yang et al. 2024, arXiv 2407.10671).
///
/// @param config sizes, and how it is put together
/// @param tokens `[vocab, dModel]`
/// @param tower  the blocks
/// @param head   `dModel → vocab`
public record CausalModel(Config config, Embedding tokens, Tower tower, Head head) implements Model<CausalModel>, Decoder {

    /// How a model is made.
    ///
    /// @param vocab tokens that it reads and writes
    /// @param tower its blocks
    /// @param head  its last layer
    public record Config(int vocab, Tower.Config tower, Head.Config head) {

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
    public static CausalModel of(Config config, Parameters from) {
        int d = config.tower.dModel();
        return new CausalModel(config, Embedding.of(config.vocab, d, from.in("tokens")), Tower.of(config.tower, from.in("tower")),
                Head.of(config.head, d, config.vocab, from.in("head")));
    }

    /// The scores of each next token.
    ///
    /// @param ids what is read
    /// @return    logits, `[batch, seq, vocab]`
    public Tensor forward(Batch ids, Pass pass) {
        return pass.at(Site.of(Stack.ONLY, Kind.LOGITS), logits(rows(ids, pass)));
    }

    /// What the blocks make of a text.
    ///
    /// @return `[batch, seq, dModel]`
    public Tensor rows(Batch ids, Pass pass) {
        Tensor embedded = pass.at(Site.of(Stack.ONLY, Kind.EMBED), tokens.forward(ids));                     // [batch, seq, dModel]
        return tower.forward(embedded, ids, ids.causal(), Optional.empty(), Stack.ONLY, pass);
    }

    @Override public Tensor read(List<Cache> caches, List<int[]> ids) {
        Pieces pieces = new Pieces.Several(caches, ids);
        return tower.next(pieces, tokens.forward(pieces.ids()), Stack.ONLY);
    }

    /// Reads sequences that begin alike, each position once.
    ///
    /// @param embedded `[1, rows, dModel]`, what stands at the new positions, the rows of one run behind those of another: the embeddings
    ///                 of their tokens, or something else
    /// @return         `[1, rows, dModel]`, the last rows
    public Tensor read(Branches branches, Tensor embedded) {
        return tower.next(branches, embedded, Stack.ONLY);
    }

    @Override public Tensor logits(Tensor rows) {
        return head.forward(rows, tokens);
    }

    @Override public OptionalInt positions() {
        return tower.positions().most();
    }

    @Override public CausalModel map(Mapping each) {
        return new CausalModel(config, tokens.map(each.in("tokens")), tower.map(each.in("tower")), head.map(each.in("head")));
    }
}
