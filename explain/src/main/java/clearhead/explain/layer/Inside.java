package clearhead.explain.layer;

import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.layer.Flows.Flow;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a block has made one row of. In a block whose parts stand one behind the other, each part has an account of the row's whole amount:
/// the feed-forward part and the norms work on each row alone, so that nothing is lost or won between them.
record Inside(Books books, Stack stack, int layer, int i) {

    List<Split> splits(double amount) {
        Block block = books.flows().towers().get(stack).blocks().get(layer);
        Split forward = new Split("feed-forward", amount, () -> List.of(stream(Kind.MLP_OUT), neurons()));
        if (block.order() == Block.Order.PARALLEL) {
            return List.of(new Split("attention and feed-forward", amount,
                    () -> Stream.concat(Stream.of(stream(Kind.MLP_OUT), neurons()), heads(Kind.PATTERN, Kind.Z)).toList()));
        }
        if (block.cross().isEmpty()) {
            return List.of(attention(amount), forward);
        }
        double own = books.sum(site(Kind.RESID_CROSS), Flow.OWN, i);
        Site pattern = site(Kind.CROSS_PATTERN);
        List<String> sources = books.sources(pattern);
        return List.of(new Split("self-attention and memory", amount, () -> Stream.concat(
                        Stream.of(new Entry("after self-attention", own, List.of(attention(own)))),
                        Books.rows(sources, j -> new Entry("memory " + sources.get(j), Books.total(books.heads(pattern), head ->
                                books.edge(pattern, Flow.VALUE, head, i, j) + books.edge(pattern, Flow.KEY, head, i, j))))).toList()),
                new Split("cross-attention", amount, () -> Stream.concat(Stream.of(stream(Kind.CROSS_ATTN_OUT)),
                        heads(Kind.CROSS_PATTERN, Kind.CROSS_Z)).toList()), forward);
    }

    private Split attention(double amount) {
        return new Split("attention", amount, () -> Stream.concat(Stream.of(stream(Kind.ATTN_OUT)), heads(Kind.PATTERN, Kind.Z)).toList());
    }

    private Entry stream(Kind part) {
        return new Entry("stream", books.sum(site(part), Flow.STREAM, i));
    }

    /// What each head wrote, by the source that it read, and by why.
    private Stream<Entry> heads(Kind pattern, Kind z) {
        Site from = site(pattern);
        int rows = books.names(stack).size();
        return IntStream.range(0, books.heads(from)).mapToObj(head -> {
            double amount = books.sum(site(z), Flow.OWN, head * rows + i);
            List<String> sources = books.sources(from);
            return new Entry("head " + head, amount, List.of(new Split("by source", amount, () ->
                    Books.rows(sources, j -> source(from, head, j, sources.get(j))).toList())));
        });
    }

    private Entry source(Site pattern, int head, int j, String name) {
        List<Entry> ways = List.of(new Entry("its value", books.edge(pattern, Flow.VALUE, head, i, j)),
                new Entry("its key", books.edge(pattern, Flow.KEY, head, i, j)),
                new Entry("the reader's query", books.edge(pattern, Flow.QUERY, head, i, j)));
        double amount = ways.stream().mapToDouble(Entry::amount).sum();
        return new Entry(name, amount, List.of(new Split("by way", amount, () -> ways)));
    }

    private Entry neurons() {
        double amount = books.sum(site(Kind.MLP_OUT), Flow.OWN, i);
        int neurons = books.flows().towers().get(stack).blocks().get(layer).mlp().down().in();
        return new Entry("feed-forward", amount, List.of(Books.split("by neuron", amount, neurons,
                n -> new Entry("neuron " + n, books.sum(site(Kind.MLP_POST), Flow.OWN, i * neurons + n)))));
    }

    private Site site(Kind kind) {
        return new Site(stack, layer, kind);
    }
}
