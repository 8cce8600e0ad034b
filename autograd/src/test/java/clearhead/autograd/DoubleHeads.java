package clearhead.autograd;

import static clearhead.autograd.Doubles.each;
import static clearhead.autograd.Doubles.sum;

import clearhead.autograd.Heads.Form;
import java.util.Arrays;
import java.util.Optional;

/// Attention once more, element by element.
///
/// @param doubles what the inputs are
/// @param form    how their heads lie
/// @param seqQ    how many queries
/// @param seqK    how many keys
record DoubleHeads(Doubles doubles, Form form, int seqQ, int seqK) {

    static Num[] of(Doubles doubles, Heads op) {
        return switch (op) {
            case Heads.Scores(Tensor a, Tensor b, Form form) -> new DoubleHeads(doubles, form, a.dim(1), b.dim(1)).scores(a, b);
            case Heads.Mix(Tensor w, Tensor b, Form form) -> new DoubleHeads(doubles, form, w.dim(2), w.dim(3)).mix(w, b, op.shape());
            case Heads.MixT(Tensor w, Tensor a, Form form) -> new DoubleHeads(doubles, form, w.dim(2), w.dim(3)).mixT(w, a, op.shape());
        };
    }

    static Num[] of(Doubles doubles, Attention op) {
        return switch (op) {
            case Attention.Weights(Tensor q, Tensor k, Optional<Tensor> bias, float scale, Form form) ->
                    new DoubleHeads(doubles, form, q.dim(1), k.dim(1)).weights(q, k, bias, scale);
            case Attention.WeightsGradient(Tensor w, Tensor dw, float scale, Form form) ->
                    new DoubleHeads(doubles, form, w.dim(2), w.dim(3)).weightsGradient(w, dw, scale);
        };
    }

    private boolean reads(int i, int j) {
        return !form.causal() || j <= i + seqK - seqQ;
    }

    /// `sᵢⱼ = Σ aᵢ bⱼ`, or 0.
    private Num[] scores(Tensor a, Tensor b) {
        int dHead = a.dim(2) / form.heads();
        return each(Shape.of(a.dim(0), form.heads(), seqQ, seqK), flat -> {
            int[] s = Index.of(Shape.of(a.dim(0), form.heads(), seqQ, seqK), flat);
            return reads(s[2], s[3]) ? sum(dHead, c -> query(a, s, s[2], c).times(key(b, s, s[3], c))) : Num.ZERO;
        });
    }

    /// `yᵢ = Σ wᵢⱼ bⱼ` over the keys j that query i reads.
    private Num[] mix(Tensor w, Tensor b, Shape shape) {
        int dHead = b.dim(2) / form.kvHeads();
        return each(shape, flat -> {
            int[] y = Index.of(shape, flat);
            int head = y[2] / dHead;
            int[] s = {y[0], head};
            return sum(seqK, j -> reads(y[1], j)
                    ? doubles.at(w, y[0], head, y[1], j).times(key(b, s, j, y[2] % dHead)) : Num.ZERO);
        });
    }

    /// `yⱼ = Σ wᵢⱼ aᵢ` over the queries i that read key j, in all heads of the group.
    private Num[] mixT(Tensor w, Tensor a, Shape shape) {
        int dHead = a.dim(2) / form.heads();
        return each(shape, flat -> {
            int[] y = Index.of(shape, flat);
            return sum(form.group() * seqQ, n -> {
                int[] s = {y[0], y[2] / dHead * form.group() + n / seqQ};
                int i = n % seqQ;
                return reads(i, y[1]) ? doubles.at(w, y[0], s[1], i, y[1]).times(query(a, s, i, y[2] % dHead)) : Num.ZERO;
            });
        });
    }

    /// The softmax of what a row reads.
    private Num[] weights(Tensor q, Tensor k, Optional<Tensor> bias, float scale) {
        Shape shape = Shape.of(q.dim(0), form.heads(), seqQ, seqK);
        Num[] products = scores(q, k);
        Num[] scores = each(shape, flat -> {
            Num scaled = products[flat].times(scale);
            return bias.isPresent() ? scaled.plus(doubles.at(bias.get(), Index.of(shape, flat))) : scaled;
        });
        return rows(shape, scores, scores, (score, _) -> DoubleRows.softmax(score));
    }

    private Num[] weightsGradient(Tensor w, Tensor dw, float scale) {
        return rows(w.shape(), doubles.of(w), doubles.of(dw), (y, dy) ->
                Arrays.stream(DoubleRows.softmaxGradient(y, dy)).map(ds -> ds.times(scale)).toArray(Num[]::new));
    }

    @FunctionalInterface
    private interface Rows {
        Num[] of(Num[] x, Num[] dy);
    }

    /// A formula on the part of each row that is read; 0 behind it.
    private Num[] rows(Shape shape, Num[] x, Num[] dy, Rows formula) {
        Num[] y = each(shape, _ -> Num.ZERO);
        for (int row = 0; row < y.length; row += seqK) {
            int end = row + (form.causal() ? row / seqK % seqQ + 1 + seqK - seqQ : seqK);
            Num[] part = formula.of(Arrays.copyOfRange(x, row, end), Arrays.copyOfRange(dy, row, end));
            System.arraycopy(part, 0, y, row, part.length);
        }
        return y;
    }

    /// @param s `{batch, head}`
    private Num query(Tensor x, int[] s, int i, int c) {
        return doubles.at(x, s[0], i, s[1] * (x.dim(2) / form.heads()) + c);
    }

    /// @param s `{batch, head}`, a head of the queries
    private Num key(Tensor x, int[] s, int j, int c) {
        return doubles.at(x, s[0], j, s[1] / form.group() * (x.dim(2) / form.kvHeads()) + c);
    }
}
