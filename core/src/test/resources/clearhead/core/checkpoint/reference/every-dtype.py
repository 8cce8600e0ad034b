import ctypes, struct
from safetensors import serialize, TensorSpec

half = struct.pack("<8H", 0x0000, 0x8000, 0x3c00, 0xbc01, 0x7c00, 0xfc00, 0x0001, 0x7bff)   # 0 -0 1 -1.00097656 inf -inf 2^-24 65504
brain = struct.pack("<8H", 0x0000, 0x8000, 0x3f80, 0xbf81, 0x7f80, 0xff80, 0x0001, 0x7f7f)  # 0 -0 1 -1.0078125 inf -inf 2^-133 3.39e38
double = struct.pack("<8d", 0, -0.0, 1, 0.1, float("inf"), float("-inf"), 1e-320, 1e300)
single = struct.pack("<8I", 0, 0x80000000, 0x3f800000, 0xbf800001, 0x7f800000, 0x7fc12345, 0xffa54321, 1)  # two NaNs with payload
held, specs = [], {}
for name, dtype, shape, data in [
        ("f32", "float32", [2, 4], single), ("f16", "float16", [8], half), ("bf16", "bfloat16", [2, 2, 2], brain),
        ("f64", "float64", [8, 1], double), ("number", "float32", [], struct.pack("<f", 2.5)), ("nothing", "float32", [3, 0], b""),
        ("bool", "bool", [3], b"\0\1\1"), ("u8", "uint8", [3], b"\1\2\3"), ("i8", "int8", [1], b"\xff"),
        ("u16", "uint16", [1], b"\1\0"), ("i16", "int16", [1], b"\1\0"), ("u32", "uint32", [1], b"\1\0\0\0"),
        ("i32", "int32", [1], b"\1\0\0\0"), ("u64", "uint64", [1], b"\1" + b"\0" * 7), ("i64", "int64", [1], b"\1" + b"\0" * 7),
        ("c64", "complex64", [1], b"\0" * 8), ("f4", "float4_e2m1fn_x2", [2], b"\1\2"), ("f8_e4m3", "float8_e4m3fn", [1], b"\1"),
        ("f8_e5m2", "float8_e5m2", [1], b"\1"), ("f8_e8m0", "float8_e8m0fnu", [1], b"\1"),
        ("f8_e4m3fnuz", "float8_e4m3fnuz", [1], b"\1"), ("f8_e5m2fnuz", "float8_e5m2fnuz", [1], b"\1")]:
    held.append(ctypes.create_string_buffer(data, max(len(data), 1)))
    specs[name] = TensorSpec(dtype=dtype, shape=shape, data_ptr=ctypes.addressof(held[-1]), data_len=len(data))
open("every-dtype.safetensors", "wb").write(serialize(specs, {"made by": "safetensors 0.8.0", "naïve": "żółw 🐢 \"quoted\" \\ / \n"}))
