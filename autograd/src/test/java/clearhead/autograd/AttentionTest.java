package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Heads.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Attention on heads where they lie gives the bits of attention put together from small operations, forward and backward.
class AttentionTest {

    /// The sizes of one attention.
    private record Sizes(Form form, int batch, int seqQ, int seqK, int dHead, int dValue, float scale, int... bias) {

        /// q, k, v and, if there is one, the bias.
        List<Tensor> inputs() {
            Stream<Tensor> rows = Stream.of(Tensor.normal(Shape.of(batch, seqQ, form.heads() * dHead), 1, 1),
                    Tensor.normal(Shape.of(batch, seqK, form.kvHeads() * dHead), 1, 2),
                    Tensor.normal(Shape.of(batch, seqK, form.kvHeads() * dValue), 1, 3));
            return Stream.concat(rows, bias.length == 0 ? Stream.of() : Stream.of(Tensor.normal(Shape.of(bias), 1, 4)))
                    .map(Tensor::variable).toList();
        }
    }

    /// Sizes around the number of rows that are one piece of work, and what a query reads.
    static Stream<Sizes> sizes() {
        return Stream.of(
                new Sizes(new Form(3, 3, false), 2, 5, 7, 4, 4, 0.5f),
                new Sizes(new Form(2, 2, true), 2, 64, 64, 8, 8, 0.3f),
                new Sizes(new Form(2, 2, true), 1, 65, 65, 5, 3, 0.3f),
                new Sizes(new Form(1, 1, true), 2, 63, 130, 7, 7, 0.3f),
                new Sizes(new Form(4, 2, true), 1, 130, 130, 16, 16, 0.25f),
                new Sizes(new Form(6, 2, true), 2, 3, 70, 3, 5, 0.3f),
                new Sizes(new Form(6, 1, false), 2, 70, 3, 3, 5, 1),
                new Sizes(new Form(2, 2, true), 1, 300, 300, 4, 4, 0.3f),
                new Sizes(new Form(4, 4, true), 2, 1, 9, 8, 8, 0.3f),
                new Sizes(new Form(2, 2, false), 2, 66, 67, 8, 8, 0.3f, 2, 1, 1, 67),
                new Sizes(new Form(4, 2, true), 2, 66, 67, 8, 8, 1, 1, 4, 66, 67),
                new Sizes(new Form(4, 2, true), 2, 66, 67, 8, 8, 0.3f, 2, 4, 66, 67),
                new Sizes(new Form(4, 1, false), 2, 6, 7, 8, 8, 0.3f, 6, 1),
                new Sizes(new Form(2, 2, true), 2, 6, 7, 8, 8, 0.3f, 7));
    }

    @ParameterizedTest @MethodSource("sizes")
    void theBitsAreThoseOfTheSmallOperations(Sizes sizes) {
        List<Tensor> inputs = sizes.inputs();
        Optional<Tensor> bias = inputs.stream().skip(3).findFirst();
        Tensor w = inputs.get(0).attentionWeights(inputs.get(1), bias, sizes.scale, sizes.form);
        Tensor z = w.mix(inputs.get(2), sizes.form);
        Tensor weights = weights(inputs.get(0), inputs.get(1), bias, sizes.scale, sizes.form);
        Tensor mixed = mixed(weights, inputs.get(2), sizes.form);

        same(w, weights);
        same(z, mixed);
        Tensor u = Tensor.normal(z.shape(), 1, 5);
        List<Tensor> gradients = Gradients.of(z, u).wrt(inputs);
        List<Tensor> expected = Gradients.of(mixed, u).wrt(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            same(gradients.get(i), expected.get(i));
        }
    }

    /// What a query does not read may be anything, even NaN, forward and on the way back: on either side of every kind of corner.
    @ParameterizedTest @ValueSource(ints = {1, 7, 15, 16, 17, 33, 40, 69})
    void whatIsNotReadDoesNotMatter(int row) {
        Form form = new Form(2, 1, true);
        Tensor q = Tensor.normal(Shape.of(1, 70, 8), 1, 1);
        Tensor k = Tensor.normal(Shape.of(1, 70, 4), 1, 2);
        Tensor v = Tensor.normal(Shape.of(1, 70, 4), 1, 3).variable();
        Tensor w = q.attentionWeights(k, Optional.empty(), 0.5f, form);
        Tensor none = w.mix(v, form);

        Tensor wild = q.attentionWeights(wild(k, row), Optional.empty(), 0.5f, form);
        same(wild.slice(2, 0, row), w.slice(2, 0, row));
        assertThat(wild.at(0, 0, row, 0)).isNaN();
        Tensor z = w.mix(wild(v, row), form);
        same(z.slice(1, 0, row), none.slice(1, 0, row));
        assertThat(z.at(0, row, 0)).isNaN();

        Tensor u = Tensor.normal(none.shape(), 1, 5);                                        // a key gets gradients from its readers only
        Tensor dv = Gradients.of(none, wild(u, row)).wrt(v);
        same(dv.slice(1, row + 1, 70), Gradients.of(none, u).wrt(v).slice(1, row + 1, 70));
        assertThat(dv.at(0, row, 0)).isNaN();
    }

    private static Tensor wild(Tensor x, int row) {
        float[] numbers = x.toArray();
        Arrays.fill(numbers, row * x.dim(2), (row + 1) * x.dim(2), Float.NaN);
        return Tensor.of(x.shape(), numbers);
    }

    private static Tensor weights(Tensor q, Tensor k, Optional<Tensor> bias, float scale, Form form) {
        Shape shape = Shape.of(q.dim(0), form.heads(), q.dim(1), k.dim(1));
        Tensor scores = grouped(split(q, form.heads()), form).matmulT(split(k, form.kvHeads())).reshape(shape).scale(scale);
        Tensor biased = bias.map(scores::add).orElse(scores);
        return (form.causal() ? biased.add(later(q.dim(1), k.dim(1))) : biased).softmax();
    }

    private static Tensor mixed(Tensor weights, Tensor v, Form form) {
        Tensor values = split(v, form.kvHeads());                                           // [batch, kvHeads, seqK, dHead]
        Tensor z = grouped(weights, form).matmul(values)
                .reshape(weights.dim(0), form.heads(), weights.dim(2), values.dim(3));       // [batch, heads, seqQ, dHead]
        return z.permute(0, 2, 1, 3).reshape(z.dim(0), z.dim(2), z.dim(1) * z.dim(3));
    }

    /// `[batch, seq, heads · dHead] → [batch, heads, seq, dHead]`.
    private static Tensor split(Tensor x, int heads) {
        return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).permute(0, 2, 1, 3);
    }

    /// The heads that read the same keys, one below the other: `[batch, heads, seqQ, n] → [batch, kvHeads, group · seqQ, n]`.
    private static Tensor grouped(Tensor x, Form form) {
        return x.reshape(x.dim(0), form.kvHeads(), form.group() * x.dim(2), x.dim(3));
    }

    private static Tensor later(int seqQ, int seqK) {
        return Tensor.from(Shape.of(seqQ, seqK), mask -> {
            for (int i = 0; i < seqQ; i++) {
                Arrays.fill(mask, i * seqK + i + 1 + seqK - seqQ, (i + 1) * seqK, Float.NEGATIVE_INFINITY);
            }
        });
    }

    /// The same bits, but that a zero may have the other sign where the small operations multiply by 0 what is not read.
    private static void same(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(Arrays.mismatch(actual.add(0).toArray(), expected.add(0).toArray())).isEqualTo(-1);
    }
}
