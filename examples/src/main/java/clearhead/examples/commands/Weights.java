package clearhead.examples.commands;

import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Axis;
import clearhead.explain.Cost;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.attention.AttentionSite;
import clearhead.explain.attention.RawAttention;
import clearhead.explain.methods.Methods;
import clearhead.explain.report.Page;
import clearhead.explain.report.Report;
import clearhead.explain.report.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The weights of attention of some layers and heads.
///
/// @param layers  which they are
/// @param heads   which they are
/// @param weights `[layers][heads][rows][columns]`
record Weights(Opened opened, Input input, AttentionSite site, int[] layers, int[] heads, float[][][][] weights) implements Answer {

    private static final int READ = 3;

    /// Who reads.
    private List<Axis> rows() {
        return switch (site) {
            case ONLY, ENCODER -> encoder();
            case CROSS, DECODER -> decoder();
        };
    }

    /// Who is read.
    private List<Axis> columns() {
        return switch (site) {
            case ONLY, ENCODER, CROSS -> encoder();
            case DECODER -> decoder();
        };
    }

    /// What a model that writes on has written stands in one row with what it read.
    private List<Axis> encoder() {
        Axis tokens = Axis.of(Axis.TOKENS, input.tokens());
        return site == AttentionSite.ONLY && !input.targets().isEmpty() ? List.of(tokens, Axis.of(Axis.TARGETS, input.targets())) : List.of(tokens);
    }

    private List<Axis> decoder() {
        return List.of(Axis.of(Axis.DECODER, opened.box().decoderTokens(input)));
    }

    @Override public void write(ObjectNode json) {
        opened.write(json, input);
        Stream.concat(rows().stream(), columns().stream()).filter(axis -> axis.name().equals(Axis.DECODER) && !json.has(Axis.DECODER))
                .forEach(axis -> Json.tokens(json.putArray(Axis.DECODER), axis.tokens()));
        json.put("site", site.label());
        names(json, "rows", rows());
        names(json, "columns", columns());
        Json.ints(json.putArray("layers"), layers);
        Json.ints(json.putArray("heads"), heads);
        ArrayNode all = json.putArray("weights");
        for (float[][][] layer : weights) {
            ArrayNode ofLayer = all.addArray();
            for (float[][] head : layer) {
                ArrayNode ofHead = ofLayer.addArray();
                for (float[] row : head) {
                    Json.floats(ofHead.addArray(), row);
                }
            }
        }
        cautions().forEach(json.putArray("warnings")::add);
    }

    private static void names(ObjectNode json, String key, List<Axis> axes) {
        if (axes.size() == 1) {
            json.put(key, axes.getFirst().name());
        } else {
            axes.forEach(axis -> json.withArray(key).add(axis.name()));
        }
    }

    private List<String> cautions() {
        List<String> cautions = new ArrayList<>(opened.warnings(input));
        cautions.add(RawAttention.DISCLAIMER);
        return cautions;
    }

    /// All heads, and the mean of them.
    Page page() {
        Scores mean = new Scores.Grid(rows(), columns(), View.heads(weights).getFirst().values(), OptionalInt.empty(), 0, OptionalDouble.empty());
        Explanation whole = new Explanation(new Explanation.Method(RawAttention.CARD.id(), Map.of("site", site.label()), "rows sum to 1"),
                opened.info(), input, new Target.Predicted(), mean, 0, new Cost(1, 0, input.tokens().size() + input.targets().size(), 0, 0), cautions());
        return new Report(opened.box(), Methods.ALL).page(whole, weights);
    }

    /// Layer × head: how many tokens a row reads, as the mean of the exponential of its entropy; or, of one head, who each row reads most.
    @Override public void show(Screen screen) {
        if (layers.length == 1 && heads.length == 1) {
            showHead(screen);
        } else {
            showGrid(screen);
        }
        cautions().forEach(screen::caution);
    }

    private void showGrid(Screen screen) {
        screen.say("%s: how many tokens each head reads at a time (exp of the entropy, mean over the rows)", screen.strong(site.label()));
        Table table = new Table("l" + "r".repeat(heads.length));
        table.row(Stream.concat(Stream.of(""), IntStream.of(heads).mapToObj(head -> "head " + head)).toArray());
        for (int l = 0; l < layers.length; l++) {
            int layer = l;
            table.row(Stream.concat(Stream.of("layer " + layers[l]), IntStream.range(0, heads.length)
                    .mapToObj(h -> "%.2f".formatted(read(weights[layer][h])))).toArray());
        }
        table.print(screen, 2);
    }

    private static double read(float[][] head) {
        double sum = 0;
        for (float[] row : head) {
            double entropy = 0;
            for (float weight : row) {
                entropy -= weight == 0 ? 0 : weight * Math.log(weight);
            }
            sum += Math.exp(entropy);
        }
        return sum / head.length;
    }

    private void showHead(Screen screen) {
        screen.say("%s, layer %d, head %d: whom each token reads most", screen.strong(site.label()), layers[0], heads[0]);
        List<Token> readers = rows().stream().flatMap(axis -> axis.tokens().stream()).toList();
        List<Token> there = columns().stream().flatMap(axis -> axis.tokens().stream()).toList();
        Table table = new Table("l" + "lr".repeat(Math.min(READ, there.size())));
        for (int i = 0; i < readers.size(); i++) {
            float[] row = weights[0][0][i];
            table.row(Stream.concat(Stream.of(readers.get(i).piece()), IntStream.range(0, row.length).boxed()
                    .sorted(Comparator.comparingDouble(j -> -row[j])).limit(READ)
                    .flatMap(j -> Stream.of(there.get(j).piece(), Screen.percent(row[j])))).toArray());
        }
        table.print(screen, 2);
    }
}
