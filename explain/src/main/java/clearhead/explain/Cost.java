package clearhead.explain;

/// What an explanation took, counted, not estimated.
///
/// @param forwards  inputs that went forward through the model
/// @param backwards inputs that a gradient went back through
/// @param tokens    tokens that went forward
/// @param nanos     time on the clock
/// @param peakBytes the largest graph of activations held at once
public record Cost(long forwards, long backwards, long tokens, long nanos, long peakBytes) {}
