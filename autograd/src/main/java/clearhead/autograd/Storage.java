package clearhead.autograd;

/// The array that the numbers of a tensor are in, or those of several tensors that differ in shape only. Equal only to itself.
final class Storage {

    private final float[] array;
    private final int size;

    /// @param array the numbers, which may be followed by those of others ([Table]); null where there are none, in a dry run
    /// @param size  how many numbers
    Storage(float[] array, int size) {
        this.array = array;
        this.size = size;
    }

    static Storage of(float[] array) {
        return new Storage(array, array.length);
    }

    float[] array() {
        return array;
    }

    /// How many numbers.
    int size() {
        return size;
    }

    long bytes() {
        return (long) Float.BYTES * size;
    }
}
