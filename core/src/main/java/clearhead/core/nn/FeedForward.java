package clearhead.core.nn;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.Optional;

/// The part of a block that looks at each position alone: `f(x · up + b) · down + c` (Vaswani et al. 2017, section 3.3), or gated,
/// `(f(x · gate) ⊙ (x · up)) · down` (Shazeer 2020, arXiv 2002.05202).
///
/// @param gate       `dModel → dMlp`; if there is none, f stands on `up` alone
/// @param up         `dModel → dMlp`
/// @param down       `dMlp → dModel`
/// @param activation f
public record FeedForward(Optional<Linear> gate, Linear up, Linear down, Activation activation) implements Part<FeedForward> {

    /// How a feed-forward part is made.
    ///
    /// @param dMlp       its neurons
    /// @param activation f
    /// @param gated      whether it has a gate
    /// @param bias       whether its layers have biases
    public record Config(int dMlp, Activation activation, boolean gated, boolean bias) {

        /// Checks the size.
        ///
        /// @throws IllegalArgumentException if there is no neuron
        public Config {
            if (dMlp < 1) {
                throw new IllegalArgumentException("feed-forward: %d neurons (need at least 1)".formatted(dMlp));
            }
        }
    }

    /// For rows this wide.
    public static FeedForward of(Config config, int dModel, Parameters from) {
        int dMlp = config.dMlp;
        return new FeedForward(config.gated ? Optional.of(Linear.of(dModel, dMlp, config.bias, from.in("gate"))) : Optional.empty(),
                Linear.of(dModel, dMlp, config.bias, from.in("up")), Linear.of(dMlp, dModel, config.bias, from.in("down")),
                config.activation);
    }

    /// @param x `[batch, seq, dModel]`
    /// @return  `[batch, seq, dModel]`
    Tensor forward(Tensor x, Stack stack, int layer, Pass pass) {
        Tensor pre = pass.at(new Site(stack, layer, Kind.MLP_PRE), gate.orElse(up).forward(x));   // [batch, seq, dMlp]
        Tensor active = activation.of(pre);
        Tensor post = pass.at(new Site(stack, layer, Kind.MLP_POST),
                gate.isPresent() ? active.mul(up.forward(x)) : active);                           // [batch, seq, dMlp]
        return pass.at(new Site(stack, layer, Kind.MLP_OUT), down.forward(post));                 // [batch, seq, dModel]
    }

    @Override public FeedForward map(Mapping each) {
        return new FeedForward(gate.map(part -> part.map(each.in("gate"))), up.map(each.in("up")), down.map(each.in("down")), activation);
    }
}
