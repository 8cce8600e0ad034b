package clearhead.explain.attention;

import java.util.List;

/// From what each layer reads of the one below to what it reads of the input: products of matrices.
final class Chain {

    private Chain() {}

    /// A decoder's layer: first its positions read each other, then the encoder.
    ///
    /// @param self  what self-attention reads of the layer below, `[decoder, decoder]`
    /// @param kept  what cross-attention keeps of that, `[decoder, decoder]`
    /// @param cross what it reads of the encoder, `[decoder, encoder]`
    record Link(Matrix self, Matrix kept, Matrix cross) {}

    /// `R₀ = I`, `R_l = A_l R_{l−1}`.
    ///
    /// @param layers from the bottom up
    static Matrix through(List<Matrix> layers) {
        return layers.stream().reduce((below, layer) -> layer.times(below)).orElseThrow();
    }

    /// `D₀ = [0 | I]`; each layer `D ← S D`, then `D ← K D + C [R | 0]`.
    ///
    /// @param encoder R, what the encoder's output holds of the source, `[encoder, encoder]`
    /// @param layers  from the bottom up
    /// @return        `[decoder, encoder + decoder]`
    static Matrix through(Matrix encoder, List<Link> layers) {
        int written = layers.getFirst().self.rows();
        Matrix source = encoder.beside(Matrix.zero(encoder.rows(), written));
        Matrix held = Matrix.zero(written, encoder.columns()).beside(Matrix.identity(written));
        for (Link layer : layers) {
            held = layer.kept.times(layer.self.times(held)).plus(layer.cross.times(source));
        }
        return held;
    }
}
