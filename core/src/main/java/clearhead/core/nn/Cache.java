package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Table;
import clearhead.autograd.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What a decoder remembers of one sequence that it reads piece by piece: of every layer the keys and values of all positions so far, and
/// in an encoder-decoder those of the source. It grows with every piece, and is used by one thread at a time.
public final class Cache {

    /// What the queries of an attention read.
    ///
    /// @param keys   `[1, seqK, kvHeads · dHead]`
    /// @param values `[1, seqK, kvHeads · dHead]`
    record Read(Tensor keys, Tensor values) {}

    private record Past(Table keys, Table values) {}

    private final List<Past> past;
    private final List<Read> source;

    private Cache(List<Past> past, List<Read> source) {
        this.past = new ArrayList<>(past);
        this.source = source;
    }

    /// Of a sequence of which nothing has been read.
    public Cache() {
        this(List.of(), List.of());
    }

    /// Of a sequence for each source, of which nothing has been read; what cross-attention reads of the sources is computed here.
    ///
    /// @param memory `[batch, seqSource, dModel]`, the encoder's output
    /// @param source the rows that it stands for
    /// @param blocks the decoder's
    /// @throws IllegalArgumentException if something of a source is hidden: what is remembered here is read whole
    public static List<Cache> of(Tensor memory, Batch source, List<Block> blocks) {
        if (source.hides()) {
            throw new IllegalArgumentException("cache: a source hides tokens (need one without, or forward in place of reading on)");
        }
        List<List<Read>> layers = blocks.stream().map(block -> block.offered(memory, source)).toList();
        return IntStream.range(0, source.size())
                .mapToObj(row -> new Cache(List.of(), layers.stream().map(rows -> rows.get(row)).toList())).toList();
    }

    /// How many positions have been read.
    public int length() {
        return past.isEmpty() ? 0 : past.getFirst().keys.size();
    }

    /// The same memories, from here on of another sequence. What both have in common is not copied.
    public Cache fork() {
        return new Cache(past, source);
    }

    /// Another sequence for the same source, of which nothing has been read.
    Cache begun() {
        return new Cache(List.of(), source);
    }

    /// The keys and values of all positions so far in a layer.
    ///
    /// @param width how wide they are
    Read read(int layer, int width) {
        if (past.isEmpty()) {
            Tensor none = Tensor.full(Shape.of(1, 0, width), 0);
            return new Read(none, none);
        }
        return new Read(past.get(layer).keys.rows(), past.get(layer).values.rows());
    }

    /// All that a layer's self-attention reads, these being the keys and values of new positions.
    Read with(int layer, Tensor keys, Tensor values) {
        if (layer == past.size()) {
            past.add(new Past(Table.of(keys), Table.of(values)));
        } else {
            past.set(layer, new Past(past.get(layer).keys.and(keys), past.get(layer).values.and(values)));
        }
        return new Read(past.get(layer).keys.rows(), past.get(layer).values.rows());
    }

    /// What a layer's cross-attention reads.
    Read source(int layer) {
        return source.get(layer);
    }
}
