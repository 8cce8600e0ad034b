package clearhead.core.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// How wide the attention heads of an exported encoder are. No weight tells; but the graph cuts the queries into heads, and the shape that
/// it gives them, `[batch, seq, heads, dHead]`, is put together by a `Concat` node whose last input is a constant.
final class OnnxHeads {

    private static final int AXES = 4;
    private static final int VALUE = 5;        // of an AttributeProto: a TensorProto

    private final String file;
    private final Map<String, OptionalInt> constants = new HashMap<>();
    private final List<String> widths = new ArrayList<>();

    private OnnxHeads(String file) {
        this.file = file;
    }

    /// The width of the heads of the first attention; empty if the graph does not tell.
    static OptionalInt width(String file, MemorySegment model) {
        OnnxHeads heads = new OnnxHeads(file);
        Protobuf.read(file, OnnxReader.NEEDED, model, (number, _, graph) -> {
            if (number == 7) {
                Protobuf.read(file, OnnxReader.NEEDED, graph, heads::graphField);
            }
        });
        return heads.widths.stream().map(name -> heads.constants.getOrDefault(name, OptionalInt.empty()))
                .filter(width -> width.isPresent() && width.getAsInt() > 0).findFirst().orElse(OptionalInt.empty());
    }

    private void graphField(int number, long value, MemorySegment bytes) {
        if (number == 1) {
            node(bytes);
        } else if (number == 5) {
            OnnxInitializer initializer = OnnxInitializer.read(file, bytes);
            constants.put(initializer.name(), single(initializer));
        }
    }

    private void node(MemorySegment message) {
        List<String> inputs = new ArrayList<>();
        String[] text = {"", "", ""};              // output, name, operation
        OptionalInt[] constant = {OptionalInt.empty()};
        Protobuf.read(file, OnnxReader.NEEDED, message, (number, _, bytes) -> {
            switch (number) {
                case 1 -> {
                    if (inputs.size() <= AXES) {
                        inputs.add(OnnxReader.text(file, bytes));
                    }
                }
                case 2, 3, 4 -> text[number - 2] = OnnxReader.text(file, bytes);
                case 5 -> Protobuf.read(file, OnnxReader.NEEDED, bytes, (field, _, tensor) -> {
                    if (field == VALUE && tensor != MemorySegment.NULL) {
                        constant[0] = single(OnnxInitializer.read(file, tensor));
                    }
                });
                default -> { }
            }
        });
        if (text[2].equals("Constant")) {
            constants.put(text[0], constant[0]);
        } else if (text[2].equals("Concat") && text[1].contains("attention") && inputs.size() == AXES) {
            widths.add(inputs.getLast());
        }
    }

    /// A tensor of one 64-bit number.
    private static OptionalInt single(OnnxInitializer tensor) {
        if (!tensor.type().name().equals("INT64") || tensor.data().byteSize() != Long.BYTES) {
            return OptionalInt.empty();
        }
        long number = new Cursor("a constant", OnnxReader.NEEDED, tensor.data()).readLong();
        return number == (int) number ? OptionalInt.of((int) number) : OptionalInt.empty();
    }
}
