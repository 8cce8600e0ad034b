package clearhead.core.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;

/// `w = scale (q − zero)`: matrices of one byte for each number, with a scale and a zero for each column or for all.
///
/// @param scale of each column
/// @param zero  of each column
/// @param mask  0 if the numbers are signed, 255 if not
record EightBits(float[] scale, int[] zero, int mask) implements Encoding {

    /// If these belong together.
    static Optional<Encoding> of(OnnxType type, int columns, OnnxInitializer scale, OnnxInitializer zero) {
        long parts = scale.data().byteSize() / Float.BYTES;
        boolean fits = (parts == 1 || parts == columns) && zero.data().byteSize() == parts;
        if (type != OnnxType.INT8 && type != OnnxType.UINT8 || zero.type() != type || scale.type() != OnnxType.FLOAT
                || !zero.isPlain() || !scale.isPlain() || !fits) {
            return Optional.empty();
        }
        float[] scales = new float[(int) parts];
        DType.F32.encoding().orElseThrow().read(scale.data(), 0, scales, 0, scales.length);
        EightBits bits = new EightBits(scales, new int[(int) parts], type == OnnxType.INT8 ? 0 : 0xff);
        ByteBuffer zeros = zero.data().asByteBuffer();
        for (int i = 0; i < parts; i++) {
            bits.zero[i] = bits.number(zeros.get(i));
        }
        return Optional.of(bits);
    }

    @Override public void read(MemorySegment bytes, long first, float[] values, int at, int count) {
        ByteBuffer numbers = bytes.asSlice(first, count).asByteBuffer();
        for (int i = 0, column = (int) (first % scale.length); i < count; i++) {
            values[at + i] = scale[column] * (number(numbers.get(i)) - zero[column]);
            column = column + 1 == scale.length ? 0 : column + 1;
        }
    }

    private int number(byte number) {
        return mask == 0 ? number : number & mask;
    }
}
