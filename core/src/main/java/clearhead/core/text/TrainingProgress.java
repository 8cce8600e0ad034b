package clearhead.core.text;

/// A piece more has been learnt.
///
/// @param pieces how many there are
/// @param wanted how many there are to be; there may be fewer in the end, if the text has no more pairs
public record TrainingProgress(int pieces, int wanted) {
}
