package clearhead.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was recorded on the way to some tensors, as a value that can be walked and drawn. A tensor that is used several times is there
/// once.
///
/// ```java
/// Graph graph = Graph.of(loss);
/// graph.nodes();                                  // inputs before results
/// graph.mermaid(Map.of(w, "w", loss, "loss"));    // a picture for Markdown
/// graph.dot(Map.of());                            // the same for Graphviz
/// ```
///
/// @param nodes inputs before results
public record Graph(List<Node> nodes) {

    /// Keeps the nodes as they are now.
    public Graph {
        nodes = List.copyOf(nodes);
    }

    /// What a node is.
    public enum Kind {
        /// Where gradients end.
        VARIABLE,
        /// What no gradient passes to.
        CONSTANT,
        /// What an operation made.
        RESULT,
        /// A gradient, [Deferred]; its inputs here are what was differentiated and its weights. How it was computed is recorded only
        /// when it is differentiated in turn, which a picture does not do.
        GRADIENT
    }

    /// One tensor.
    ///
    /// @param kind   what it is
    /// @param tensor the tensor
    /// @param inputs numbers of the nodes it was computed from, in the order of its op: one may be there twice
    public record Node(Kind kind, Tensor tensor, List<Integer> inputs) {

        /// What stands in the picture: the operation or the kind, and the shape.
        public String label() {
            return switch (kind) {
                case VARIABLE -> "variable ";
                case CONSTANT -> "constant ";
                case GRADIENT -> "gradient ";
                case RESULT -> tensor.op().name() + " ";
            } + tensor.shape();
        }
    }

    /// The graph that leads to these tensors.
    public static Graph of(Tensor... results) {
        Map<Tensor, Integer> numbers = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        Deque<Tensor> stack = new ArrayDeque<>();              // of its own: graphs are deeper than Java's
        List.of(results).reversed().forEach(stack::push);
        while (!stack.isEmpty()) {
            Tensor tensor = stack.peek();
            List<Tensor> missing = numbers.containsKey(tensor) ? List.of()
                    : inputs(tensor).stream().filter(input -> !numbers.containsKey(input)).toList();
            missing.reversed().forEach(stack::push);
            if (missing.isEmpty()) {
                stack.pop();
                if (numbers.putIfAbsent(tensor, nodes.size()) == null) {
                    nodes.add(new Node(kind(tensor), tensor, inputs(tensor).stream().map(numbers::get).toList()));
                }
            }
        }
        return new Graph(nodes);
    }

    private static Kind kind(Tensor tensor) {
        return !tensor.isRecorded() ? Kind.CONSTANT
                : tensor.op() instanceof Leaf ? Kind.VARIABLE
                : tensor.op() instanceof Deferred ? Kind.GRADIENT : Kind.RESULT;
    }

    private static List<Tensor> inputs(Tensor tensor) {
        return !tensor.isRecorded() ? List.of() : tensor.op() instanceof Deferred deferred ? deferred.sources() : tensor.op().inputs();
    }

    /// A Mermaid flowchart, to be put into Markdown.
    ///
    /// @param names of tensors, where they have one
    public String mermaid(Map<Tensor, String> names) {
        StringBuilder text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < nodes.size(); i++) {
            String label = "\"" + escaped(caption(nodes.get(i), names), MERMAID) + "\"";
            text.append("  n").append(i).append(switch (nodes.get(i).kind) {
                case VARIABLE -> "([" + label + "])";
                case CONSTANT -> "[/" + label + "/]";
                case RESULT -> "[" + label + "]";
                case GRADIENT -> "{{" + label + "}}";
            }).append('\n');
        }
        return edges(text, " --> ").toString();
    }

    /// A directed graph for Graphviz: `dot -Tsvg`.
    ///
    /// @param names of tensors, where they have one
    public String dot(Map<Tensor, String> names) {
        StringBuilder text = new StringBuilder("digraph {\n  node [fontname=\"sans-serif\"]\n");
        for (int i = 0; i < nodes.size(); i++) {
            text.append("  n%d [shape=%s, label=\"%s\"]\n".formatted(i, switch (nodes.get(i).kind) {
                case VARIABLE -> "ellipse, style=bold";
                case CONSTANT -> "plaintext";
                case RESULT -> "box";
                case GRADIENT -> "hexagon";
            }, escaped(caption(nodes.get(i), names), DOT)));
        }
        return edges(text, " -> ").append("}\n").toString();
    }

    private StringBuilder edges(StringBuilder text, String arrow) {
        for (int i = 0; i < nodes.size(); i++) {
            for (int input : nodes.get(i).inputs) {
                text.append("  n").append(input).append(arrow).append('n').append(i).append('\n');
            }
        }
        return text;
    }

    private static String caption(Node node, Map<Tensor, String> names) {
        String name = names.get(node.tensor);
        return name == null ? node.label() : name + "\n" + node.label();
    }

    /// What would end a label, or be taken for markup in it.
    private static final Map<Character, String> MERMAID = Map.of('"', "#quot;", '#', "#35;", '&', "#amp;", '<', "#lt;", '>', "#gt;",
            '`', "#96;", '\\', "#92;", '\n', "<br/>");
    private static final Map<Character, String> DOT = Map.of('"', "\\\"", '\\', "\\\\", '\n', "\\n");

    private static String escaped(String text, Map<Character, String> escapes) {
        StringBuilder result = new StringBuilder();
        for (char c : text.toCharArray()) {
            result.append(escapes.getOrDefault(c, String.valueOf(c)));
        }
        return result.toString();
    }
}
