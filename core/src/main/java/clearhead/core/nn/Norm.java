package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Parameters.Initial;
import java.util.Optional;

/// Brings every position to one size: layer normalisation (Ba et al. 2016, arXiv 1607.06450), or without a bias root mean square
/// normalisation (Zhang & Sennrich 2019, arXiv 1910.07467).
///
/// @param weight  γ, `[dModel]`
/// @param bias    β, `[dModel]`; there exactly where the mean is taken away
/// @param epsilon what keeps the root away from 0
public record Norm(Tensor weight, Optional<Tensor> bias, float epsilon) implements Part<Norm> {

    /// Which of the two.
    public enum Form {
        /// `γ (x − mean x) / √(variance x + ε) + β`.
        LAYER,
        /// `γ x / √(mean x² + ε)`.
        ROOT_MEAN_SQUARE
    }

    /// How a norm is made.
    ///
    /// @param form    which of the two
    /// @param epsilon what keeps the root away from 0
    public record Config(Form form, float epsilon) {

        /// What most models have that say nothing else.
        public static final Config LAYER = new Config(Form.LAYER, 1e-5f);

        /// Checks ε.
        ///
        /// @throws IllegalArgumentException unless `0 ≤ ε < 1`
        public Config {
            if (!(epsilon >= 0 && epsilon < 1)) {
                throw new IllegalArgumentException("norm: ε = %s (need 0 ≤ ε < 1)".formatted(epsilon));
            }
        }
    }

    /// Of rows this wide.
    public static Norm of(Config config, int dModel, Parameters from) {
        Tensor weight = from.at("weight", Shape.of(dModel), Initial.ONE);
        return new Norm(weight, switch (config.form) {
            case LAYER -> Optional.of(from.at("bias", Shape.of(dModel), Initial.ZERO));
            case ROOT_MEAN_SQUARE -> Optional.empty();
        }, config.epsilon);
    }

    /// @param x `[batch, seq, dModel]`
    /// @return  `[batch, seq, dModel]`
    public Tensor forward(Tensor x) {
        return bias.isPresent() ? x.layerNorm(weight, bias.get(), epsilon) : x.rmsNorm(weight, epsilon);
    }

    @Override public Norm map(Mapping each) {
        return new Norm(each.at("weight", weight), bias.map(numbers -> each.at("bias", numbers)), epsilon);
    }
}
