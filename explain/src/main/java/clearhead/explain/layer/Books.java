package clearhead.explain.layer;

import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.Input;
import clearhead.explain.Leaf;
import clearhead.explain.WhiteBox;
import clearhead.explain.layer.Flows.Flow;
import clearhead.explain.layer.Flows.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// From amounts to entries.
///
/// @param sums  the amounts of [Flows], added up along the path
/// @param names what the rows of each stack are called
record Books(Flows flows, Map<Key, double[]> sums, Map<Stack, List<String>> names) {

    static Books of(Flows flows, Map<Key, double[]> sums, WhiteBox model, Input input) {
        return new Books(flows, sums, Stream.concat(flows.towers().keySet().stream(), Stream.of(flows.embed().stack())).distinct()
                .collect(Collectors.toMap(stack -> stack, stack -> Place.columns(stack, model, input).stream()
                        .flatMap(axis -> axis.tokens().stream()).map(token -> token.index() + " " + token.piece()).toList())));
    }

    /// The difference explained: by the leaves, and by each layer.
    Entry difference(double amount, Leaf leaf) {
        Stack first = flows.embed().stack();
        List<Split> splits = new ArrayList<>();
        if (leaf instanceof Leaf.Pixels(int _, int width)) {
            splits.add(split("pixels", amount, leaf.size(),
                    i -> new Entry("pixel %d,%d".formatted(i / width, i % width), sum(flows.embed(), Flow.LEAF, i))));
        }
        splits.add(split("embed", amount, names(first).size(), i -> {
            double own = sum(flows.embed(), Flow.OWN, i);
            return new Entry(names(first).get(i), own, flows.towers().isEmpty() ? List.of() : List.of(handedOn(first, 0, i, own)));
        }));
        flows.towers().forEach((stack, tower) -> {
            for (int layer = 0; layer < tower.blocks().size(); layer++) {
                int at = layer;
                splits.add(new Split(stack.prefix() + "blocks." + layer, amount,
                        () -> Stream.concat(rows(names(stack), i -> row(stack, at, i)), later(stack, at)).toList()));
            }
        });
        return new Entry("F(x) − F(x′)", amount, splits);
    }

    /// What later blocks of a decoder will read from the encoder has not entered its rows yet.
    private Stream<Entry> later(Stack stack, int layer) {
        return stack != Stack.DECODER || layer == layers(stack) - 1 ? Stream.empty() : rows(names(Stack.ENCODER), j ->
                new Entry("memory " + names(Stack.ENCODER).get(j), IntStream.range(layer + 1, layers(stack)).mapToDouble(next ->
                        read(new Site(stack, next, Kind.CROSS_PATTERN), j)).sum()));
    }

    /// A row that a block hands on.
    private Entry row(Stack stack, int layer, int i) {
        double amount = sum(new Site(stack, layer, Kind.RESID_POST), Flow.OWN, i);
        List<Split> splits = new ArrayList<>(new Inside(this, stack, layer, i).splits(amount));
        if (layer + 1 < layers(stack)) {
            splits.add(handedOn(stack, layer + 1, i, amount));
        } else if (stack == Stack.ENCODER) {
            splits.add(split("handed on to the decoder", amount, layers(Stack.DECODER), next -> new Entry("decoder.blocks." + next,
                    read(new Site(Stack.DECODER, next, Kind.CROSS_PATTERN), i))));
        }
        return new Entry(names(stack).get(i), amount, splits);
    }

    /// What a block's attention makes of a row that it reads: it stays, or goes to those who read it, or asks them.
    private Split handedOn(Stack stack, int layer, int i, double amount) {
        Site pattern = new Site(stack, layer, Kind.PATTERN);
        boolean parallel = flows.towers().get(stack).blocks().get(layer).order() == Block.Order.PARALLEL;
        return new Split("handed on in %sblocks.%d".formatted(stack.prefix(), layer), amount, () -> {
            List<Entry> parts = new ArrayList<>();
            parts.add(new Entry("stream", sum(new Site(stack, layer, Kind.ATTN_OUT), Flow.STREAM, i)));
            IntStream.range(0, heads(pattern)).forEach(head -> parts.add(handedOn(pattern, head, i)));
            if (parallel) {
                parts.add(new Entry("feed-forward", sum(new Site(stack, layer, Kind.MLP_OUT), Flow.OWN, i)));
            }
            return parts;
        });
    }

    private Entry handedOn(Site pattern, int head, int i) {
        List<String> names = names(pattern.stack());
        double asked = total(names.size(), j -> edge(pattern, Flow.QUERY, head, i, j));
        IntToDoubleFunction told = reader -> edge(pattern, Flow.VALUE, head, reader, i) + edge(pattern, Flow.KEY, head, reader, i);
        double amount = asked + total(names.size(), told);
        return new Entry("head " + head, amount, List.of(new Split("by reader", amount, () ->
                Stream.concat(Stream.of(new Entry("its question", asked)),
                        rows(names, reader -> new Entry("to " + names.get(reader), told.applyAsDouble(reader)))).toList())));
    }

    /// What the readers of a source take from it by values and keys, over all heads.
    double read(Site pattern, int source) {
        return total(heads(pattern), head -> total(readers(pattern), reader ->
                edge(pattern, Flow.VALUE, head, reader, source) + edge(pattern, Flow.KEY, head, reader, source)));
    }

    double edge(Site pattern, Flow flow, int head, int reader, int source) {
        return sum(pattern, flow, (head * readers(pattern) + reader) * sources(pattern).size() + source);
    }

    double sum(Site site, Flow flow, int index) {
        return sums.get(new Key(site, flow))[index];
    }

    static double total(int n, IntToDoubleFunction part) {
        return IntStream.range(0, n).mapToDouble(part).sum();
    }

    private int layers(Stack stack) {
        return flows.towers().get(stack).blocks().size();
    }

    int heads(Site pattern) {
        Block block = flows.towers().get(pattern.stack()).blocks().get(pattern.layer());
        return pattern.kind() == Kind.PATTERN ? block.self().heads() : block.cross().orElseThrow().attention().heads();
    }

    private int readers(Site pattern) {
        return names(pattern.stack()).size();
    }

    /// The rows that a pattern reads.
    List<String> sources(Site pattern) {
        return names(pattern.kind() == Kind.CROSS_PATTERN ? Stack.ENCODER : pattern.stack());
    }

    /// The rows of a stack.
    List<String> names(Stack stack) {
        return names.get(stack);
    }

    static Stream<Entry> rows(List<String> names, IntFunction<Entry> entry) {
        return IntStream.range(0, names.size()).mapToObj(entry);
    }

    static Split split(String by, double amount, int parts, IntFunction<Entry> part) {
        return new Split(by, amount, () -> IntStream.range(0, parts).mapToObj(part).toList());
    }
}
