package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A graph as a value says what was recorded, and its pictures, read back, say the same.
class GraphPictureTest {

    private final Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6).variable();
    private final Tensor w = Tensor.full(Shape.of(3, 3), 0.5f).variable();
    private final Tensor h = x.matmul(w);
    private final Tensor y = h.mul(h).add(Tensor.vector(1, 2, 3)).sum();

    /// A picture: what stands in each node, and the arrows in their order.
    private record Read(Map<Integer, String> labels, List<List<Integer>> arrows) {

        static Read mermaid(String text) {
            assertThat(text).startsWith("flowchart TD\n");
            return read(text.substring(text.indexOf('\n') + 1), "  n(\\d+)(?:\\(\\[|\\[/|\\[|\\{\\{)\"([^\"\\n]*)\"(?:]\\)|/]|]|}})",
                    "  n(\\d+) --> n(\\d+)", label -> replaced(label.replace("<br/>", "\n"), "#(quot|35|amp|lt|gt|96|92);",
                            Map.of("quot", "\"", "35", "#", "amp", "&", "lt", "<", "gt", ">", "96", "`", "92", "\\")));
        }

        static Read dot(String text) {
            assertThat(text).startsWith("digraph {\n  node [fontname=\"sans-serif\"]\n").endsWith("\n}\n");
            String body = text.substring(text.indexOf("]\n") + 2, text.length() - 2);
            return read(body, "  n(\\d+) \\[shape=[a-z, =]+, label=\"((?:[^\"\\\\\\n]|\\\\.)*)\"]", "  n(\\d+) -> n(\\d+)",
                    label -> replaced(label, "\\\\(.)", Map.of("\\", "\\", "\"", "\"", "n", "\n")));
        }

        private static Read read(String text, String node, String arrow, Function<String, String> unescape) {
            Read read = new Read(new TreeMap<>(), new ArrayList<>());
            for (String line : text.split("\n")) {
                Matcher nodes = Pattern.compile(node).matcher(line);
                Matcher arrows = Pattern.compile(arrow).matcher(line);
                if (nodes.matches()) {
                    read.labels.put(Integer.parseInt(nodes.group(1)), unescape.apply(nodes.group(2)));
                } else {
                    assertThat(arrows.matches()).as(line).isTrue();
                    read.arrows.add(List.of(Integer.parseInt(arrows.group(1)), Integer.parseInt(arrows.group(2))));
                }
            }
            return read;
        }

        private static String replaced(String text, String pattern, Map<String, String> by) {
            return Pattern.compile(pattern).matcher(text).replaceAll(found -> Matcher.quoteReplacement(by.get(found.group(1))));
        }
    }

    private static void picturesSay(Graph graph, Map<Tensor, String> names, Map<Integer, String> labels, List<List<Integer>> arrows) {
        assertThat(Read.mermaid(graph.mermaid(names))).isEqualTo(new Read(labels, arrows));
        assertThat(Read.dot(graph.dot(names))).isEqualTo(new Read(labels, arrows));
    }

    @Test void nodesAreInputsBeforeResultsAndEachOnce() {
        Graph graph = Graph.of(y);
        assertThat(graph.nodes()).extracting(Graph.Node::label).containsExactly("variable [2, 3]", "variable [3, 3]", "MatMul [2, 3]",
                "Mul [2, 3]", "constant [3]", "Add [2, 3]", "SumTo []");
        assertThat(graph.nodes()).extracting(Graph.Node::inputs).containsExactly(
                List.of(), List.of(), List.of(0, 1), List.of(2, 2), List.of(), List.of(3, 4), List.of(5));
        assertThat(graph.nodes().get(2).tensor()).isSameAs(h);
        assertThat(graph.nodes().get(1).kind()).isEqualTo(Graph.Kind.VARIABLE);
        assertThat(graph.nodes().get(4).kind()).isEqualTo(Graph.Kind.CONSTANT);
    }

    @Test void picturesHaveTheNodesTheArrowsAndTheNames() {
        picturesSay(Graph.of(y), Map.of(w, "w", y, "the loss"),
                Map.of(0, "variable [2, 3]", 1, "w\nvariable [3, 3]", 2, "MatMul [2, 3]", 3, "Mul [2, 3]", 4, "constant [3]",
                        5, "Add [2, 3]", 6, "the loss\nSumTo []"),
                List.of(List.of(0, 2), List.of(1, 2), List.of(2, 3), List.of(2, 3), List.of(3, 5), List.of(4, 5), List.of(5, 6)));
    }

    @Test void thisIsMermaid() {
        assertThat(Graph.of(w.exp()).mermaid(Map.of(w, "w"))).isEqualTo("""
                flowchart TD
                  n0(["w<br/>variable [3, 3]"])
                  n1["Exp [3, 3]"]
                  n0 --> n1
                """);
    }

    @Test void thisIsDot() {
        assertThat(Graph.of(w.exp()).dot(Map.of(w, "w"))).isEqualTo("""
                digraph {
                  node [fontname="sans-serif"]
                  n0 [shape=ellipse, style=bold, label="w\\nvariable [3, 3]"]
                  n1 [shape=box, label="Exp [3, 3]"]
                  n0 -> n1
                }
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\\\"", "a\nb", "\\n", "<b>&amp;</b>", "#quot;", "`code`", "[x]", "])",
        "-->", "n0 --> n1", "σ̂ 😀", "%s"})
    void namesMayHaveAnyCharacter(String name) {
        picturesSay(Graph.of(x), Map.of(x, name), Map.of(0, name + "\nvariable [2, 3]"), List.of());
    }

    @Test void severalResultsAreOneGraph() {
        Graph graph = Graph.of(h.exp(), h.tanh(), h);
        assertThat(graph.nodes()).extracting(Graph.Node::label).containsExactly(
                "variable [2, 3]", "variable [3, 3]", "MatMul [2, 3]", "Exp [2, 3]", "Tanh [2, 3]");
        assertThat(Graph.of().nodes()).isEmpty();
    }

    /// Drawing a gradient does not run its pass again.
    @Test void aGradientIsOneNode() {
        Tensor g = Gradients.of(h.exp().sum()).wrt(w);
        Graph graph = Graph.of(g.square());
        assertThat(graph.nodes()).extracting(Graph.Node::label).containsExactly("variable [2, 3]", "variable [3, 3]", "MatMul [2, 3]",
                "Exp [2, 3]", "SumTo []", "constant []", "gradient [3, 3]", "Mul [3, 3]");
        assertThat(graph.nodes().get(6).kind()).isEqualTo(Graph.Kind.GRADIENT);
        assertThat(graph.nodes().get(6).inputs()).containsExactly(4, 5);
        assertThat(Read.mermaid(graph.mermaid(Map.of())).labels()).hasSize(8);
        assertThat(Read.dot(graph.dot(Map.of())).arrows()).hasSize(8);
    }

    @Test void fusedDerivativesSayWhose() {
        Tensor dy = Tensor.full(x.shape(), 1).variable();
        assertThat(Graph.of(Tensor.of(new Pointwise.Gradient(Pointwise.Of.GELU, x, dy))).nodes()).last()
                .extracting(Graph.Node::label).isEqualTo("Gradient(GELU) [2, 3]");
    }

    @Test @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) void deepGraphsAreWalkedAndDrawn() {
        Tensor deep = Tensor.scalar(1).variable();
        for (int i = 0; i < 100_000; i++) {
            deep = deep.add(deep);
        }
        Graph graph = Graph.of(deep);
        assertThat(graph.nodes()).hasSize(100_001);
        assertThat(graph.dot(Map.of()).lines()).hasSize(3 + 100_001 + 200_000);
        assertThat(graph.mermaid(Map.of()).lines()).hasSize(1 + 100_001 + 200_000);
    }
}
