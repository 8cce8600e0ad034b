package clearhead.explain;

/// What an explanation took, counted, not estimated. Where single blocks are run again, each counts as the part of the model's blocks that
/// it is: as many as the model has are one forward, and what is left over is one more.
///
/// @param forwards  inputs that went forward through the model
/// @param backwards inputs that a gradient went back through, once for each explained number
/// @param tokens    tokens that went forward, those of the input and its targets
/// @param nanos     time on the clock
/// @param peakBytes the most activations that were kept at once for a gradient: those that depend on the embeddings
public record Cost(long forwards, long backwards, long tokens, long nanos, long peakBytes) {}
