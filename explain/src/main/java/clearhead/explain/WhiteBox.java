package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import java.util.List;

/// A model with everything open: activations at their sites, and gradients. It has no state, so any number of explanations may run on
/// it at once.
public interface WhiteBox {

    /// The activation that explainers differentiate to: the embedding of the input's tokens, `[copies, seq, dModel]`.
    Site leaf();

    /// Runs the model on `copies` copies of one input, so that a probe can make each of them different.
    ///
    /// @return logits, `[copies, positions, classes]`; for a model that writes, position t holds the scores of target t
    Tensor forward(Input input, int copies, Pass pass);

    /// All rows of the embedding table, as they appear at the leaf: `[vocab, dModel]`.
    Tensor embeddings();

    /// Sites whose kind is attention weights that show which input token each target reads: one for each layer, bottom first,
    /// `[copies, heads, targets, seq]`.
    List<Site> alignments();

    /// What a class or token is called.
    String label(int index);

    /// What the model is.
    ModelInfo info();

    /// What an explanation says about its model.
    ///
    /// @param digest       SHA-256 of configuration and weights, `sha256:…`
    /// @param architecture its family
    /// @param source       where it came from
    record ModelInfo(String digest, String architecture, String source) {}
}
