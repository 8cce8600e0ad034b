package clearhead.autograd;

/// Tensors that are known beforehand.
public final class Constants {

    private Constants() {}

    /// For each number a row of zeros with a 1 at that place, `[…] → […, classes]`; a number that is no class has zeros only.
    public static Tensor oneHot(Indices numbers, int classes) {
        return Tensor.from(numbers.shape().and(classes), data -> {
            for (int i = 0; i < numbers.size(); i++) {
                if (0 <= numbers.at(i) && numbers.at(i) < classes) {
                    data[i * classes + numbers.at(i)] = 1;
                }
            }
        });
    }

    /// 1 on and below a diagonal, 0 above it: `j ≤ i + diagonal`, so that 0 is the main one and −1 the one below.
    ///
    /// ```
    ///   lower(3, 3, 0)    lower(3, 3, -1)   lower(2, 4, 2)     the last two of four positions,
    ///     1 0 0             0 0 0             1 1 1 0          as a cache is read causally
    ///     1 1 0             1 0 0             1 1 1 1
    ///     1 1 1             1 1 0
    /// ```
    public static Tensor lower(int rows, int columns, int diagonal) {
        return Tensor.from(Shape.of(rows, columns), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = i % columns <= i / columns + diagonal ? 1 : 0;
            }
        });
    }

    /// 1 on and above a diagonal, 0 below it: `j ≥ i + diagonal`. What [#lower] with `diagonal − 1` leaves.
    public static Tensor upper(int rows, int columns, int diagonal) {
        return Tensor.from(Shape.of(rows, columns), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = i % columns >= i / columns + diagonal ? 1 : 0;
            }
        });
    }
}
