package clearhead.core.checkpoint;

import clearhead.core.BadInput;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.OptionalInt;

/// The weights of an [ONNX](https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3) file, under the names and in the shapes that they had
/// in PyTorch, as far as the file lets these be recovered. The graph itself, the computation, is not read: ours is.
public final class Onnx extends Mapped {

    private final MemorySegment all;

    private Onnx(String file, Arena arena, MemorySegment all) {
        super(file, arena, new OnnxReader(file).read(all));
        this.all = all;
    }

    /// Opens a file, and believes none of it before it is checked.
    ///
    /// @throws BadInput if there is no such file, it is not a whole and valid ONNX file, or keeps its weights in another one
    public static Onnx read(Path file) {
        return open(file, "an ONNX file", Onnx::of);
    }

    /// How wide the heads of its attention are, which its weights do not tell; empty if its graph does not either.
    ///
    /// @throws IllegalStateException if this is closed
    public OptionalInt headWidth() {
        return OnnxHeads.width(source(), all);
    }

    /// @param all the bytes of the file, which `arena` gives free
    static Onnx of(String file, Arena arena, MemorySegment all) {
        return new Onnx(file, arena, all);
    }
}
