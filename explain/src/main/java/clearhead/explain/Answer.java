package clearhead.explain;

/// What a model says of a [Variant].
///
/// @param values   the explained numbers
/// @param decision the class or token with the greatest score where the target is read; of a span its first token, of a start or end the
///                 position; [#NONE] where the model decides nothing there
/// @param rank     how many classes score higher than the explained one; [#NONE] where no class is explained
public record Answer(double[] values, int decision, int rank) {

    /// There is none.
    public static final int NONE = -1;

    /// Numbers alone.
    public Answer(double... values) {
        this(values, NONE, NONE);
    }

    /// The explained number, where there is one; the first of several.
    public double value() {
        return values[0];
    }
}
