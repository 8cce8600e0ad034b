package clearhead.core.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The types of elements that a safetensors file may hold, little-endian. All can be named; those that hold a model's weights can be
/// brought to `float`.
enum DType {

    /// 32 bits, taken as they are: not one bit changes.
    F32(32, DType::copy),
    /// IEEE half precision; exact.
    F16(16, DType::fromHalf),
    /// The upper half of an [#F32]; exact.
    BF16(16, DType::fromBrain),
    /// Double precision, rounded to nearest; beyond the range of a `float` it becomes infinite.
    F64(64, DType::fromDouble),

    /// One byte, 0 or 1.
    BOOL(8),
    /// Unsigned, one byte.
    U8(8),
    /// Signed, one byte.
    I8(8),
    /// Unsigned, two bytes.
    U16(16),
    /// Signed, two bytes.
    I16(16),
    /// Unsigned, four bytes.
    U32(32),
    /// Signed, four bytes.
    I32(32),
    /// Unsigned, eight bytes.
    U64(64),
    /// Signed, eight bytes.
    I64(64),
    /// Complex, two [#F32].
    C64(64),
    /// Float of half a byte.
    F4(4),
    /// Float of six bits, 2 of them exponent.
    F6_E2M3(6),
    /// Float of six bits, 3 of them exponent.
    F6_E3M2(6),
    /// Float of one byte, 4 bits exponent.
    F8_E4M3(8),
    /// Float of one byte, 5 bits exponent.
    F8_E5M2(8),
    /// Float of one byte, all exponent.
    F8_E8M0(8),
    /// [#F8_E4M3] without infinities and negative zero.
    F8_E4M3FNUZ(8),
    /// [#F8_E5M2] without infinities and negative zero.
    F8_E5M2FNUZ(8);

    // Unaligned, because nothing obliges a header to end where its data would be aligned.
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final int bits;
    private final Optional<Encoding> encoding;

    DType(int bits) {
        this.bits = bits;
        this.encoding = Optional.empty();
    }

    DType(int bits, Encoding encoding) {
        this.bits = bits;
        this.encoding = Optional.of(encoding);
    }

    /// The type of this name, if there is one.
    static Optional<DType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /// How its elements become `float`, if they do.
    Optional<Encoding> encoding() {
        return encoding;
    }

    /// How many bits the elements of this shape have.
    ///
    /// @throws ArithmeticException if a `long` cannot count them
    long bits(List<Long> shape) {
        long all = bits;
        for (long dim : shape) {
            all = Math.multiplyExact(all, dim);
        }
        return all;
    }

    private static void copy(MemorySegment bytes, long first, float[] values, int at, int count) {
        MemorySegment.copy(bytes, FLOAT, Float.BYTES * first, values, at, count);
    }

    private static void fromHalf(MemorySegment bytes, long first, float[] values, int at, int count) {
        ByteBuffer halves = buffer(bytes, first, count, Short.BYTES);
        for (int i = 0; i < count; i++) {
            values[at + i] = Float.float16ToFloat(halves.getShort(Short.BYTES * i));
        }
    }

    private static void fromBrain(MemorySegment bytes, long first, float[] values, int at, int count) {
        ByteBuffer halves = buffer(bytes, first, count, Short.BYTES);
        for (int i = 0; i < count; i++) {
            values[at + i] = Float.intBitsToFloat(halves.getShort(Short.BYTES * i) << 16);
        }
    }

    private static void fromDouble(MemorySegment bytes, long first, float[] values, int at, int count) {
        ByteBuffer doubles = buffer(bytes, first, count, Double.BYTES);
        for (int i = 0; i < count; i++) {
            values[at + i] = (float) doubles.getDouble(Double.BYTES * i);
        }
    }

    /// The elements, to be read quickly from the first on; see [Cursor].
    private static ByteBuffer buffer(MemorySegment bytes, long first, int count, int size) {
        return bytes.asSlice(first * size, (long) count * size).asByteBuffer().order(LITTLE_ENDIAN);
    }
}
