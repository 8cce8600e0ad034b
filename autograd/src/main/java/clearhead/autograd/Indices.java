package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.Arrays;

/// Whole numbers in a shape: which row of a table, which class, which column. Immutable, equal by content.
public final class Indices {

    private final Shape shape;
    private final int[] numbers;

    private Indices(Shape shape, int[] numbers) {
        this.shape = shape;
        this.numbers = numbers;
    }

    /// A copy of these numbers, `[n]`.
    public static Indices of(int... numbers) {
        return of(Shape.of(numbers.length), numbers);
    }

    /// A copy of these numbers, row-major.
    ///
    /// @throws IllegalArgumentException if there are not as many as the shape has elements
    public static Indices of(Shape shape, int... numbers) {
        require(numbers.length == shape.size(), "indices: %d numbers for shape %s, which has %d elements",
                numbers.length, shape, shape.size());
        return new Indices(shape, numbers.clone());
    }

    /// These numbers themselves, which nobody else may keep.
    static Indices over(Shape shape, int[] numbers) {
        return new Indices(shape, numbers);
    }

    /// How they lie.
    public Shape shape() {
        return shape;
    }

    /// How many there are.
    public int size() {
        return numbers.length;
    }

    /// Number `i` in row-major order.
    public int at(int i) {
        return numbers[i];
    }

    /// A copy of all, row-major.
    public int[] toArray() {
        return numbers.clone();
    }

    int[] numbers() {
        return numbers;
    }

    /// Checks that each is the number of one of `count` things; `what` of which shape they are is for the message.
    void within(String operation, int count, String what, Shape shape) {
        for (int i = 0; i < numbers.length; i++) {
            require(0 <= numbers[i] && numbers[i] < count, "%s: id %d (number %d) is not a %s %s", operation, numbers[i], i, what, shape);
        }
    }

    @Override public boolean equals(Object other) {
        return other instanceof Indices indices && shape.equals(indices.shape) && Arrays.equals(numbers, indices.numbers);
    }

    @Override public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(numbers);
    }

    @Override public String toString() {
        return "Indices" + shape + " " + Arrays.toString(numbers);
    }
}
