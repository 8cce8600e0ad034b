package clearhead.bench;

import clearhead.core.nn.Activation;
import java.util.List;

/// What is timed, beside whom, and how fast it must be. The bars are ratios, peer's time ÷ ours.
final class Table {

    /// One case.
    ///
    /// @param peers whom it is held against
    record Row(Case work, List<Versus> peers) {

        Row(Case work, Versus... peers) {
            this(work, List.of(peers));
        }
    }

    /// One peer of a case.
    ///
    /// @param must the ratio that is needed, or null where none is
    /// @param aim  the ratio that is hoped for, or null where none is
    record Versus(Side peer, Double must, Double aim) {}

    private static final Versus[] NO_BAR = {beside(Side.OPENBLAS), beside(Side.ONNX_RUNTIME), beside(Side.LIBTORCH)};
    private static final Versus[] PRODUCT = {
        new Versus(Side.OPENBLAS, 0.95, 1.05), new Versus(Side.ONNX_RUNTIME, 0.9, 1.0), new Versus(Side.LIBTORCH, 1.05, 1.2)};
    private static final Versus[] KERNEL = {new Versus(Side.LIBTORCH, 1.1, 2.0), beside(Side.PYTORCH), beside(Side.ONNX_RUNTIME)};

    /// Tokens are left out of a text of 256.
    private static final Gpt.Size LARGE_VOCABULARY = new Gpt.Size(6, 384, 6, 50_257, 256, 1);
    /// GPT-2 small, but for its number of layers: each of the twelve does the same.
    private static final Gpt.Size GPT2_WIDTH = new Gpt.Size(2, 768, 12, 50_257, 256, 1);

    private Table() {}

    /// All rows, in the order in which they are read. libtorch has no GELU in its tanh form that Java could call, and ONNX Runtime no AdamW.
    static List<Row> rows() {
        int million = 1 << 20;
        return List.of(
                new Row(new Case.MatMul(64, 64, 64), NO_BAR),
                new Row(new Case.MatMul(128, 128, 128), NO_BAR),
                new Row(new Case.MatMul(256, 512, 128), PRODUCT),
                new Row(new Case.MatMul(2048, 512, 128), PRODUCT),
                new Row(new Case.MatMul(2048, 1152, 384), PRODUCT),
                new Row(new Case.MatMul(2048, 384, 1536), PRODUCT),
                new Row(new Case.MatMul(512, 512, 512), PRODUCT),
                new Row(new Case.MatMul(1024, 1024, 1024), PRODUCT),
                new Row(new Case.MatMul(1, 3072, 768),
                        new Versus(Side.ONNX_RUNTIME, 0.9, 1.05), beside(Side.OPENBLAS), beside(Side.LIBTORCH)),
                new Row(new Case.Each(Case.Each.Op.EXP, million), beside(Side.LIBTORCH), beside(Side.PYTORCH), beside(Side.ONNX_RUNTIME)),
                new Row(new Case.Each(Case.Each.Op.TANH, million), beside(Side.LIBTORCH), beside(Side.PYTORCH), beside(Side.ONNX_RUNTIME)),
                new Row(new Case.Each(Case.Each.Op.GELU_ERF, million), KERNEL),
                new Row(new Case.Each(Case.Each.Op.GELU_TANH, million), beside(Side.PYTORCH), beside(Side.ONNX_RUNTIME)),
                new Row(new Case.Rows(Case.Rows.Op.SOFTMAX, million / 256, 256), KERNEL),
                new Row(new Case.Rows(Case.Rows.Op.LAYERNORM, million / 256, 256), KERNEL),
                new Row(new Case.Adam(10_000_000), new Versus(Side.LIBTORCH, 1.1, 2.0), beside(Side.PYTORCH)),
                new Row(new Encode(1, 16), new Versus(Side.ONNX_RUNTIME, 0.8, 1.0)),
                new Row(new Encode(32, 128), new Versus(Side.ONNX_RUNTIME, 0.8, 1.0)),
                new Row(new Watched(new Encode(32, 128)), new Versus(Side.UNWATCHED, 1 / 1.1, 1 / 1.03)),
                new Row(new Attribute(64, 50), new Versus(Side.PYTORCH, 1.05, 1.2)),
                new Row(new Attribute(64, 0), new Versus(Side.PYTORCH, 1.5, 3.0)),
                new Row(new Estimate(Estimate.How.KERNEL_SHAP), beside(Side.SHAP)),
                new Row(new Estimate(Estimate.How.SHAPLEY_SAMPLING), beside(Side.SHAP)),
                new Row(new Estimate(Estimate.How.OWEN), beside(Side.SHAP)),
                new Row(new Estimate(Estimate.How.LIME), beside(Side.LIME)),
                new Row(new Leave(LARGE_VOCABULARY, 0), new Versus(Side.UNSHARED, 1.8, 1.95)),
                new Row(new Leave(GPT2_WIDTH, 0), new Versus(Side.UNSHARED, 1.8, 1.95)),
                new Row(new Leave(LARGE_VOCABULARY, 8), beside(Side.UNSHARED)),
                new Row(Decode.GPT2, new Versus(Side.MEMORY, 0.8, 0.95)),
                step(Activation.GELU, Gpt.Size.SMALL, 1.1, 1.4),
                step(Activation.GELU_TANH, Gpt.Size.SMALL, 1.1, 1.4),
                step(Activation.GELU, Gpt.Size.LARGE, 1.0, 1.2),
                step(Activation.GELU_TANH, Gpt.Size.LARGE, 1.0, 1.2));
    }

    private static Row step(Activation activation, Gpt.Size size, double must, double aim) {
        Versus eager = new Versus(Side.PYTORCH, must, aim);
        Versus compiled = new Versus(Side.PYTORCH_COMPILED, must, aim);
        Case.Step work = new Case.Step(activation, size);
        return activation == Activation.GELU ? new Row(work, new Versus(Side.LIBTORCH, 1.15, 1.5), eager, compiled)
                : new Row(work, eager, compiled);
    }

    private static Versus beside(Side peer) {
        return new Versus(peer, null, null);
    }
}
