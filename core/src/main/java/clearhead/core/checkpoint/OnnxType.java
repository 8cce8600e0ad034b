package clearhead.core.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/// The types of tensors in an ONNX file, by their names and numbers there, as the [DType]s they are.
enum OnnxType {

    FLOAT(1, DType.F32), UINT8(2, DType.U8), INT8(3, DType.I8), UINT16(4, DType.U16), INT16(5, DType.I16), INT32(6, DType.I32),
    INT64(7, DType.I64), BOOL(9, DType.BOOL), FLOAT16(10, DType.F16), DOUBLE(11, DType.F64), UINT32(12, DType.U32),
    UINT64(13, DType.U64), COMPLEX64(14, DType.C64), BFLOAT16(16, DType.BF16);

    private final int id;
    private final DType type;

    OnnxType(int id, DType type) {
        this.id = id;
        this.type = type;
    }

    static Optional<OnnxType> of(long id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    DType type() {
        return type;
    }
}
