package clearhead.core.probe;

import clearhead.autograd.Tensor;

/// The one seam where interpretability touches a model. Every activation that has a name passes through the probe of the call; what
/// comes back is what the model uses next.
@FunctionalInterface
public interface Probe {

    /// Lets everything pass unchanged.
    Probe NONE = (site, value) -> value;

    /// Called once for each site of a pass, in the order of the computation.
    ///
    /// @return `value` itself, or a tensor of the same shape to be used in its place
    Tensor at(Site site, Tensor value);

    /// This probe, and then `next` on what this one gives.
    default Probe then(Probe next) {
        return (site, value) -> next.at(site, at(site, value));
    }
}
