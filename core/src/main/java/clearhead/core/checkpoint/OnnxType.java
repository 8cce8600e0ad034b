package clearhead.core.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/// The types of tensors in an ONNX file, by their names and numbers there, and the [DType]s that they are, if they are any.
enum OnnxType {

    FLOAT(1, DType.F32), UINT8(2, DType.U8), INT8(3, DType.I8), UINT16(4, DType.U16), INT16(5, DType.I16), INT32(6, DType.I32),
    INT64(7, DType.I64), BOOL(9, DType.BOOL), FLOAT16(10, DType.F16), DOUBLE(11, DType.F64), UINT32(12, DType.U32),
    UINT64(13, DType.U64), COMPLEX64(14, DType.C64), BFLOAT16(16, DType.BF16),

    STRING(8), COMPLEX128(15), FLOAT8E4M3FN(17), FLOAT8E4M3FNUZ(18), FLOAT8E5M2(19), FLOAT8E5M2FNUZ(20), UINT4(21), INT4(22),
    FLOAT4E2M1(23), FLOAT8E8M0(24);

    private final int id;
    private final Optional<DType> type;

    OnnxType(int id, DType type) {
        this.id = id;
        this.type = Optional.of(type);
    }

    OnnxType(int id) {
        this.id = id;
        this.type = Optional.empty();
    }

    static Optional<OnnxType> of(long id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    Optional<DType> type() {
        return type;
    }
}
