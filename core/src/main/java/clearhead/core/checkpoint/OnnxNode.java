package clearhead.core.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// An operation of an ONNX graph, as far as it can tell what a weight is called.
///
/// @param name   often the path of the module that was exported: `/encoder/layer.0/attention/self/query/MatMul`
/// @param inputs the first two
/// @param output the first
/// @param turns  whether it transposes its second input: `transB` of a `Gemm`
record OnnxNode(String operation, String name, List<String> inputs, String output, boolean turns) {

    private static final int INPUTS = 2;

    /// From a `NodeProto`.
    static OnnxNode read(String file, MemorySegment message) {
        Reading node = new Reading(file);
        Protobuf.read(file, OnnxReader.NEEDED, message, node);
        return new OnnxNode(node.operation, node.name, node.inputs, node.output, node.turns);
    }

    /// What Hugging Face calls the weight of the module that this came from: `encoder.layer.0.attention.self.query.weight`.
    String weight() {
        int begin = name.startsWith("/") ? 1 : 0;
        int end = Math.max(begin, name.lastIndexOf('/'));
        return name.substring(begin, end).replace('/', '.') + ".weight";
    }

    /// Whether [#weight] is the name of something.
    boolean isInModule() {
        return name.lastIndexOf('/') > 0;
    }

    private static final class Reading implements Protobuf.Fields {

        private final String file;
        private final List<String> inputs = new ArrayList<>();
        private String output = "";
        private String name = "";
        private String operation = "";
        private boolean turns;

        Reading(String file) {
            this.file = file;
        }

        @Override public void field(int number, long value, MemorySegment bytes) {
            switch (number) {
                case 1 -> {
                    if (inputs.size() < INPUTS) {
                        inputs.add(OnnxReader.text(file, bytes));
                    }
                }
                case 2 -> output = output.isEmpty() ? OnnxReader.text(file, bytes) : output;
                case 3 -> name = OnnxReader.text(file, bytes);
                case 4 -> operation = OnnxReader.text(file, bytes);
                case 5 -> turns |= isTransB(bytes);
                default -> { }
            }
        }

        private boolean isTransB(MemorySegment attribute) {
            boolean[] found = new boolean[2];                           // the name, and a value that is not 0
            Protobuf.read(file, OnnxReader.NEEDED, attribute, (number, value, bytes) -> {
                switch (number) {
                    case 1 -> found[0] = bytes.byteSize() < 9 && OnnxReader.text(file, bytes).equals("transB");
                    case 3 -> found[1] = value != 0;
                    default -> { }
                }
            });
            return found[0] && found[1];
        }
    }
}
