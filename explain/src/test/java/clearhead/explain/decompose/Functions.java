package clearhead.explain.decompose;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Attention;
import clearhead.autograd.Gradients;
import clearhead.autograd.Heads;
import clearhead.autograd.Indices;
import clearhead.autograd.Layout;
import clearhead.autograd.Lookup;
import clearhead.autograd.Loss;
import clearhead.autograd.Pointwise;
import clearhead.autograd.Reduction;
import clearhead.autograd.Rotation;
import clearhead.autograd.RowOp;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Functions of `[4, 6]`, at least one of every op that can be taken apart; both factors of a product vary.
final class Functions {

    static final Shape SHAPE = Shape.of(4, 6);
    static final List<UnaryOperator<Tensor>> ALL = Stream.of(arithmetic(), pointwise(), products(), layout(), lookup(), choices(), rows(),
            heads(), losses()).flatMap(List::stream).toList();

    private Functions() {}

    private static Tensor left(Tensor x) {
        return x.slice(1, 0, 3);
    }

    private static Tensor right(Tensor x) {
        return x.slice(1, 3, 6);
    }

    private static Tensor row(Tensor x, int i) {
        return x.slice(0, i, i + 1).reshape(6);
    }

    private static Tensor positive(Tensor x) {
        return x.square().add(0.1f);
    }

    private static Tensor numbers(Shape shape) {
        return Tensor.normal(shape, 1, 77);
    }

    private static List<UnaryOperator<Tensor>> arithmetic() {
        return List.of(x -> left(x).add(right(x)), x -> left(x).sub(right(x)), x -> left(x).mul(right(x)), Tensor::square,
                x -> x.mul(row(x, 1)), x -> left(x).div(positive(right(x))), x -> positive(row(x, 2)).div(positive(x)), x -> x.scale(-3));
    }

    private static List<UnaryOperator<Tensor>> pointwise() {
        Stream<UnaryOperator<Tensor>> gradients = Arrays.stream(Pointwise.Of.values())
                .map(of -> x -> Tensor.of(new Pointwise.Gradient(of, left(x), right(x))));
        return Stream.concat(gradients, Stream.<UnaryOperator<Tensor>>of(Tensor::exp, x -> positive(x).log(), x -> positive(x).sqrt(),
                x -> positive(x).pow(2.5), x -> positive(x).pow(-1), x -> x.pow(3), Tensor::tanh, Tensor::sigmoid, Tensor::erf,
                Tensor::positive, Tensor::relu, Tensor::gelu, Tensor::geluTanh, Tensor::silu, x -> x.scale(1e-3f).add(0.5f).gelu(),
                x -> x.scale(30).tanh())).toList();
    }

    private static List<UnaryOperator<Tensor>> products() {
        return List.of(x -> left(x).matmul(right(x).transpose()), x -> left(x).matmulT(right(x)), x -> x.matmul(numbers(Shape.of(6, 2))),
                x -> x.affine(numbers(Shape.of(6, 2)), numbers(Shape.of(2))),
                x -> left(x).affine(right(x).slice(0, 0, 3), left(x).slice(0, 3, 4).reshape(3)));
    }

    private static List<UnaryOperator<Tensor>> layout() {
        return List.of(x -> x.reshape(2, 12), x -> x.reshape(2, 2, 6).permute(2, 0, 1), x -> x.slice(0, 1, 2).expand(Shape.of(3, 6)),
                x -> x.slice(1, 2, 5), x -> Tensor.of(new Layout.Pad(x, 0, 1, 2)), x -> Tensor.concat(0, x, x.scale(2), x));
    }

    private static List<UnaryOperator<Tensor>> lookup() {
        return List.of(x -> x.gather(Indices.of(3, 1, 3)), x -> Tensor.of(new Lookup.ScatterAdd(x, Indices.of(0, 2, 2, 1), 3)),
                x -> x.take(Indices.of(Shape.of(4, 2), 0, 1, 5, 5, 3, 2, 1, 0)),
                x -> Tensor.of(new Lookup.Put(left(x), Indices.of(Shape.of(4, 3), 0, 1, 1, 3, 2, 0, 4, 4, 4, 1, 2, 3), 5)));
    }

    private static List<UnaryOperator<Tensor>> choices() {
        return List.of(x -> Tensor.where(numbers(SHAPE).positive(), x, x.scale(2)), x -> x.clamp(-0.5f, 0.7f),
                x -> x.straightThrough(x.scale(2).rounded()), x -> x.dropout(0.4f, 5), x -> x.sumTo(Shape.of(6)),
                x -> x.sumTo(Shape.of(4, 1)), Tensor::maxKeep, x -> Tensor.concat(1, x, x).maxKeep(), x -> x.cumSum(0),
                x -> Tensor.of(new Reduction.CumSum(x, 1, true)));
    }

    private static List<UnaryOperator<Tensor>> rows() {
        Tensor gamma = numbers(Shape.of(6));
        return List.of(Tensor::softmax, x -> x.scale(20).softmax(), x -> x.scale(100).softmax(), Tensor::logSoftmax,
                x -> x.scale(20).logSoftmax(), x -> x.add(3).layerNorm(gamma, gamma, 1e-5f),
                x -> x.layerNorm(row(x, 0), row(x, 1), 1e-5f), x -> x.rmsNorm(gamma, 1e-6f), x -> x.rmsNorm(row(x, 0), 1e-6f),
                x -> x.scale(1e-3f).add(1).rmsNorm(gamma, 1e-6f), x -> x.normalize(1e-6f),
                x -> Tensor.of(new RowOp.SoftmaxGradient(left(x), right(x))),
                x -> Tensor.of(new RowOp.LogSoftmaxGradient(left(x), right(x))),
                x -> Tensor.of(new RowOp.NormGradient(true, left(x), gamma.slice(0, 0, 3), 1e-2f, right(x))),
                x -> Tensor.of(new RowOp.NormGradient(false, left(x), gamma.slice(0, 0, 3), 1e-2f, right(x))),
                x -> Tensor.of(new RowOp.NormScaleGradient(true, left(x), 1e-2f, right(x))));
    }

    private static List<UnaryOperator<Tensor>> heads() {
        Heads.Form all = new Heads.Form(2, 1, false);
        Heads.Form causal = new Heads.Form(2, 2, true);
        Shape one = Shape.of(1, 4, 6);
        Tensor mask = Tensor.of(Shape.of(1, 1, 1, 4), 0, Float.NEGATIVE_INFINITY, 0, 0);
        return List.of(x -> x.reshape(one).rotary(Rotation.of(4, Rotation.Pairs.NEIGHBOURS, 1, 0.3), 6, 0),
                x -> Tensor.of(new Heads.Scores(x.reshape(one), x.scale(2).reshape(one), causal)),
                x -> Tensor.of(new Heads.Scores(x.reshape(one), left(x).reshape(1, 4, 3), all)),
                x -> weights(x.scale(3), all, Optional.empty()).mix(left(x).reshape(1, 4, 3), all),
                x -> weights(x.scale(3), causal, Optional.empty()).mix(x.reshape(one), causal),
                x -> Tensor.of(new Heads.MixT(weights(x, causal, Optional.empty()), x.reshape(one), causal)),
                x -> weights(x, all, Optional.of(mask)), x -> weights(x, all, Optional.of(x.slice(1, 0, 4))),
                x -> Tensor.of(new Attention.WeightsGradient(weights(x, causal, Optional.empty()),
                        Tensor.of(new Heads.Scores(x.reshape(one), x.reshape(one), causal)), 0.7f, causal)));
    }

    private static Tensor weights(Tensor x, Heads.Form form, Optional<Tensor> bias) {
        Tensor keys = form.kvHeads() == 1 ? right(x) : x.neg();
        return x.reshape(1, 4, 6).attentionWeights(keys.reshape(1, 4, keys.dim(1)), bias, 0.8f, form);
    }

    private static List<UnaryOperator<Tensor>> losses() {
        return List.of(x -> x.crossEntropy(2, -1, 0, 5), x -> left(x).binaryCrossEntropy(right(x).sigmoid()),
                x -> Tensor.of(new Loss.CrossEntropyGradient(x, Indices.of(2, -1, 0, 5), x.sum())),
                x -> Gradients.of(x.square().mul(x).sum()).wrt(x), x -> x.logSoftmax().exp().mul(x.logSoftmax()).sum(LAST).neg());
    }
}
