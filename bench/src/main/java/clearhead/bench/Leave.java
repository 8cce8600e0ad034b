package clearhead.bench;

import clearhead.autograd.Seeds;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// What a causal model says of a text without some of its tokens, a zero row in the place of each: without one after the other, or without
/// each subset of the last ones, as exact Shapley values of them ask. The answer is a logit at the end.
///
/// Where beginnings are read once, to leave out one of n takes `n (n + 1) / 2` positions instead of `n²`, which is half of it.
///
/// @param size of the model; the text is as long as its positions
/// @param last how many tokens at the end are taken away in all subsets; 0 to leave out each token of the text
record Leave(Gpt.Size size, int last) implements Case {

    /// The token whose logit is asked for.
    static final int EXPLAINED = 7;

    @Override public String name() {
        return "%s-%dx%d".formatted(last == 0 ? "leave-one-out" : "subsets-of-" + last, size.seq(), size.dModel());
    }

    @Override public String words() {
        return "leave %d %s".formatted(last, size.words());
    }

    @Override public double work() {
        return kept().size();
    }

    @Override public String unit() {
        return "answers";
    }

    /// The text.
    @Override public List<float[]> inputs() {
        return List.of(Floats.of(IntStream.range(0, size.seq()).map(i -> (int) (Seeds.uniform(1, i) * size.vocab())).toArray()));
    }

    /// The same bits: to read a beginning once changes nothing.
    @Override public Bound bound(List<float[]> inputs, float[] result) {
        return _ -> 0;
    }

    /// Which tokens are there.
    List<BitSet> kept() {
        return last == 0 ? IntStream.range(0, size.seq()).mapToObj(i -> without(i, 1)).toList()
                : IntStream.range(0, 1 << last).mapToObj(subset -> without(size.seq() - last, subset)).toList();
    }

    /// @param gone from one position on, the tokens whose bits are set
    private BitSet without(int from, int gone) {
        BitSet kept = new BitSet();
        kept.set(0, size.seq());
        BitSet.valueOf(new long[] {gone}).stream().forEach(i -> kept.clear(from + i));
        return kept;
    }
}
