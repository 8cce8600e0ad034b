package clearhead.core.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/// The types of tensors in a GGUF file.
enum GgmlType {

    F32(0, 4, DType.F32), F16(1, 2, DType.F16), BF16(30, 2, DType.BF16), F64(28, 8, DType.F64),

    Q4_0(2, 32, 18, SmallBlocks::q40),
    Q4_1(3, 32, 20, SmallBlocks::q41),
    Q5_0(6, 32, 22, SmallBlocks::q50),
    Q5_1(7, 32, 24, SmallBlocks::q51),
    Q8_0(8, 32, 34, SmallBlocks::q80),
    IQ4_NL(20, 32, 18, SmallBlocks::iq4nl),

    Q2_K(10, 256, 84, SuperBlocks::q2k),
    Q3_K(11, 256, 110, SuperBlocks::q3k),
    Q4_K(12, 256, 144, SuperBlocks::q4k),
    Q5_K(13, 256, 176, SuperBlocks::q5k),
    Q6_K(14, 256, 210, SuperBlocks::q6k),
    IQ4_XS(23, 256, 136, SuperBlocks::iq4xs),

    Q8_1(9, 32, 40), Q8_K(15, 256, 292), IQ2_XXS(16, 256, 66), IQ2_XS(17, 256, 74), IQ3_XXS(18, 256, 98), IQ1_S(19, 256, 50),
    IQ3_S(21, 256, 110), IQ2_S(22, 256, 82), I8(24, 1, 1), I16(25, 1, 2), I32(26, 1, 4), I64(27, 1, 8), IQ1_M(29, 256, 56),
    TQ1_0(34, 256, 54), TQ2_0(35, 256, 66), MXFP4(39, 32, 17);

    private final int id;
    private final int values;
    private final int bytes;
    private final Optional<Encoding> encoding;

    GgmlType(int id, int bytes, DType plain) {
        this(id, 1, bytes, plain.encoding());
    }

    GgmlType(int id, int values, int bytes, Block.Unpacking unpacking) {
        this(id, values, bytes, Optional.of(new Block(values, bytes, unpacking)));
    }

    GgmlType(int id, int values, int bytes) {
        this(id, values, bytes, Optional.empty());
    }

    GgmlType(int id, int values, int bytes, Optional<Encoding> encoding) {
        this.id = id;
        this.values = values;
        this.bytes = bytes;
        this.encoding = encoding;
    }

    /// The type that files call by this number, if it is a known one.
    static Optional<GgmlType> of(int id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    /// How many numbers a block holds.
    int blockValues() {
        return values;
    }

    /// How many bytes a block has.
    int blockBytes() {
        return bytes;
    }

    /// How its numbers become `float`, if they do.
    Optional<Encoding> encoding() {
        return encoding;
    }
}
