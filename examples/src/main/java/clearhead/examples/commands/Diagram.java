package clearhead.examples.commands;

import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Tower;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Block;
import clearhead.core.nn.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A model as a picture of its parts: one block stands for all, with the residual stream going by on its side.
final class Diagram {

    /// A part.
    ///
    /// @param group the number of the block that it stands in; 0 for none
    private record Node(String label, boolean round, int group) {}

    private record Edge(int from, int to) {}

    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private int group;

    private Diagram() {}

    static Diagram of(Opened opened) {
        Diagram diagram = new Diagram();
        switch (opened.model()) {
            case CausalModel model -> {
                int x = diagram.input("tokens", "embedding " + model.config().vocab() + " × " + model.config().tower().dModel());
                int rows = diagram.tower(x, model.config().tower(), model.tower(), "block", Optional.empty());
                diagram.output(rows, "head → " + model.config().vocab() + " scores of the next token");
            }
            case EncoderModel model -> {
                int x = diagram.input("tokens", "embedding " + model.config().vocab() + " × " + model.config().tower().dModel());
                int rows = diagram.tower(x, model.config().tower(), model.tower(), "block", Optional.empty());
                diagram.output(rows, head(model.head()));
            }
            case EncoderDecoder model -> {
                int source = diagram.input("source tokens",
                        "embedding " + model.config().sourceVocab() + " × " + model.config().encoder().dModel());
                int memory = diagram.tower(source, model.config().encoder(), model.encoder(), "encoder block", Optional.empty());
                int target = diagram.input("target tokens so far",
                        "embedding " + model.config().targetVocab() + " × " + model.config().decoder().dModel());
                int rows = diagram.tower(target, model.config().decoder(), model.decoder(), "decoder block", Optional.of(memory));
                diagram.output(rows, "head → " + model.config().targetVocab() + " scores of the next token");
            }
            case VisionModel model -> {
                VisionModel.Config config = model.config();
                int x = diagram.input("picture %d × %d × %d".formatted(config.channels(), config.height(), config.width()),
                        "%d squares of %d × %d, each a row of %d".formatted(config.squares(), config.patch(), config.patch(),
                                config.tower().dModel()));
                int rows = diagram.tower(x, config.tower(), model.tower(), "block", Optional.empty());
                diagram.output(rows, model.head().isPresent() ? "first row → " + config.labels() + " classes" : "rows");
            }
        }
        return diagram;
    }

    private static String head(EncoderHead head) {
        return switch (head) {
            case EncoderHead.Classes classes -> "first row → " + classes.out().out() + " classes";
            case EncoderHead.Tokens tokens -> "each row → " + tokens.out().out() + " classes";
            case EncoderHead.Span _ -> "each row → begin and end of the answer";
            case EncoderHead.Masked _ -> "each row → scores of the masked token";
            case EncoderHead.Sentence sentence ->
                    "vector: " + sentence.pooling().name().toLowerCase(Locale.ROOT) + " of the rows, length 1";
        };
    }

    private int node(String label, boolean round, int... from) {
        nodes.add(new Node(label, round, group));
        for (int each : from) {
            edges.add(new Edge(each, nodes.size() - 1));
        }
        return nodes.size() - 1;
    }

    private int input(String what, String embedding) {
        return node(embedding, false, node(what, true));
    }

    private void output(int rows, String head) {
        node(head, false, rows);
    }

    /// @param memory what cross-attention reads
    private int tower(int x, Tower.Config config, Tower tower, String name, Optional<Integer> memory) {
        int at = switch (tower.positions()) {
            case Positions.Learned _, Positions.Counted _ -> node("+", true, x, node("learned positions", false));
            case Positions.Sinusoidal _ -> node("+", true, x, node("sines and cosines of positions", false));
            case Positions.Turned _, Positions.Relative _ -> x;
        };
        if (tower.types().isPresent()) {
            at = node("+", true, at, node("segments", false));
        }
        if (config.first()) {
            at = node("norm", false, at);
        }
        groups.add("%s × %d".formatted(name, config.layers()));
        group = groups.size();
        at = block(at, config.block(), tower, memory);
        group = 0;
        return config.last() ? node("norm", false, at) : at;
    }

    private int block(int above, Block.Config config, Tower tower, Optional<Integer> memory) {
        int x = node("x", true, above);
        String turned = switch (tower.positions()) {
            case Positions.Turned _ -> ", turned by position";
            case Positions.Relative _ -> ", biased by distance";
            case Positions.Learned _, Positions.Counted _, Positions.Sinusoidal _ -> "";
        };
        String heads = "self-attention: %d heads of %d%s%s".formatted(config.attention().heads(), config.attention().dHead(),
                config.attention().kvHeads() == config.attention().heads() ? ""
                        : ", %d of keys and values".formatted(config.attention().kvHeads()), turned);
        String mlp = "feed-forward: %d %s%s".formatted(config.mlp().dMlp(), config.mlp().activation().name().toLowerCase(Locale.ROOT),
                config.mlp().gated() ? ", gated" : "");
        if (config.order() == Block.Order.PARALLEL) {
            int attended = node(heads, false, node("norm", false, x));
            return node("+", true, x, attended, node(mlp, false, node("norm", false, x)));
        }
        int at = residual(x, heads, config.order(), Optional.empty());
        if (config.cross()) {
            at = residual(at, "cross-attention: %d heads, reads the encoder".formatted(config.attention().heads()), config.order(), memory);
        }
        return residual(at, mlp, config.order(), Optional.empty());
    }

    /// `x + f(norm(x))` or `norm(x + f(x))`.
    private int residual(int x, String part, Block.Order order, Optional<Integer> memory) {
        int read = order == Block.Order.PRE_NORM ? node("norm", false, x) : x;
        int made = memory.isPresent() ? node(part, false, read, memory.get()) : node(part, false, read);
        int sum = node("+", true, x, made);
        return order == Block.Order.PRE_NORM ? sum : node("norm", false, sum);
    }

    /// A Mermaid flowchart, to be put into Markdown.
    String mermaid() {
        StringBuilder text = new StringBuilder("flowchart TD\n");
        for (int g = 0; g <= groups.size(); g++) {
            text.append(g == 0 ? "" : "  subgraph g%d [\"%s\"]\n".formatted(g, groups.get(g - 1)));
            for (int i = 0; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                if (node.group == g) {
                    text.append((node.round ? "  n%d([\"%s\"])\n" : "  n%d[\"%s\"]\n").formatted(i, node.label));
                }
            }
            text.append(g == 0 ? "" : "  end\n");
        }
        edges.forEach(edge -> text.append("  n%d --> n%d\n".formatted(edge.from, edge.to)));
        return text.toString();
    }

    /// A directed graph for Graphviz: `dot -Tsvg`.
    String dot() {
        StringBuilder text = new StringBuilder(
                "digraph {\n  fontname=\"sans-serif\"\n  labeljust=l\n  node [fontname=\"sans-serif\", shape=box]\n");
        for (int g = 0; g <= groups.size(); g++) {
            text.append(g == 0 ? "" : "  subgraph cluster_%d {\n  label=\"%s\"\n".formatted(g, groups.get(g - 1)));
            for (int i = 0; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                if (node.group == g) {
                    text.append("  n%d [label=\"%s\"%s]\n".formatted(i, node.label, node.round ? ", shape=ellipse" : ""));
                }
            }
            text.append(g == 0 ? "" : "  }\n");
        }
        edges.forEach(edge -> text.append("  n%d -> n%d\n".formatted(edge.from, edge.to)));
        return text.append("}\n").toString();
    }
}
