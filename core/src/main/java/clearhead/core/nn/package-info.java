/// The parts of a transformer, each an immutable record of parameters with one method `forward`.
///
/// Read [Part] for how parameters are listed, loaded, frozen and trained (one traversal serves all), then [Attention], [FeedForward] and
/// the [Block] that puts them together; [Linear], [Embedding] and [Norm] are what they are made of. [Batch] and [Mask] say what is read
/// and what may be read. A decoder that reads a text piece by piece remembers it in a [Cache], and reads in a [Step].
///
/// Shapes are written in one glossary: `batch, seq, dModel, heads, dHead, dMlp, vocab`.
package clearhead.core.nn;
