package clearhead.explain.attention;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What the layers of a run read of each other by their weights alone, if half of what a position holds stays its own: the residual
/// connection as an identity beside the attention, `(A + I)` with every row divided by its sum (Abnar & Zuidema 2020, section 3).
///
/// @param heads how the heads become one matrix
record Mixing(Watched run, Heads heads) {

    /// All layers of one stack, bottom first.
    List<Matrix> stack(AttentionSite site) {
        return IntStream.range(0, run.layers(site)).mapToObj(layer -> self(heads.reduce(run.heads(site, layer)))).toList();
    }

    /// All layers of the decoder, with what each reads of the encoder.
    List<Chain.Link> decoder() {
        return IntStream.range(0, run.layers(AttentionSite.DECODER)).mapToObj(layer -> link(
                heads.reduce(run.heads(AttentionSite.DECODER, layer)), heads.reduce(run.heads(AttentionSite.CROSS, layer)))).toList();
    }

    static Matrix self(Matrix weights) {
        return weights.plus(Matrix.identity(weights.rows())).rowNormalized();
    }

    private static Chain.Link link(Matrix self, Matrix cross) {
        Matrix kept = Matrix.diagonal(Arrays.stream(cross.rowSums()).map(sum -> 1 / (sum + 1)).toArray());
        return new Chain.Link(self(self), kept, kept.times(cross));
    }
}
