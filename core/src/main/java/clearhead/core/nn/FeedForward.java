package clearhead.core.nn;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;

/// The part of a block that looks at each position alone: `f(x · up + b) · down + c` (Vaswani et al. 2017, section 3.3).
///
/// @param up         `dModel → dMlp`
/// @param down       `dMlp → dModel`
/// @param activation f
public record FeedForward(Linear up, Linear down, Activation activation) implements Part<FeedForward> {

    /// Random weights.
    public static FeedForward random(int dModel, int dMlp, Activation activation, long seed) {
        return new FeedForward(Linear.random(dModel, dMlp, Seeds.mix(seed, 0)),
                Linear.random(dMlp, dModel, Seeds.mix(seed, 1)), activation);
    }

    /// @param x `[batch, seq, dModel]`
    /// @return  `[batch, seq, dModel]`
    Tensor forward(Tensor x, Stack stack, int layer, Pass pass) {
        Tensor pre = pass.at(new Site(stack, layer, Kind.MLP_PRE), up.forward(x));                // [batch, seq, dMlp]
        Tensor post = pass.at(new Site(stack, layer, Kind.MLP_POST), activation.of(pre));         // [batch, seq, dMlp]
        return pass.at(new Site(stack, layer, Kind.MLP_OUT), down.forward(post));                 // [batch, seq, dModel]
    }

    @Override public FeedForward map(Mapping each) {
        return new FeedForward(up.map(each.in("up")), down.map(each.in("down")), activation);
    }
}
