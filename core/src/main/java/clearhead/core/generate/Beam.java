package clearhead.core.generate;

/// A text that a [BeamSearch] has found.
///
/// @param text  what was written
/// @param score its log-probability, divided by a power of its length
public record Beam(Written text, double score) {}
