/// The parts of a transformer, each an immutable record of parameters with one method `forward`, made by `of(config, from)`.
///
/// Read in this order:
///
/// 1. [Part]: how parameters are listed, loaded, frozen and trained, all by one traversal; [Parameters]: where they come from
/// 2. [Linear], [Embedding], [Norm], [Activation]: what parts are made of
/// 3. [Attention], with [Positions] (learned, sines, turned, relative) and [Mask] (what may be read)
/// 4. [FeedForward], and the [Block] that puts both together, norms before, behind or side by side
/// 5. [Head]: from the last rows to the scores of every token
/// 6. [Batch]: several texts, filled up to one length
/// 7. [Cache] and [Step]: a text that is read piece by piece
///
/// Shapes are written in one glossary: `batch, seq, dModel, heads, kvHeads, dHead, dMlp, vocab`.
package clearhead.core.nn;
