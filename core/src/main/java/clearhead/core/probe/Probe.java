package clearhead.core.probe;

import clearhead.autograd.Tensor;
import java.util.function.UnaryOperator;

/// The one seam where interpretability touches a model. Every activation that has a name passes through the probe of the call; what
/// comes back is what the model uses next.
@FunctionalInterface
public interface Probe {

    /// Wants to see nothing.
    Probe NONE = new Probe() {

        @Override public boolean wants(Site site) {
            return false;
        }

        @Override public Tensor at(Site site, Tensor value) {
            return value;
        }
    };

    /// Called once for each site of a pass that this probe wants to see, in the order of the computation.
    ///
    /// @return `value` itself, or a tensor of the same shape to be used in its place
    Tensor at(Site site, Tensor value);

    /// Whether this probe wants to see a site: all of them, if it says nothing else. A model asks about each of its sites, perhaps more than
    /// once; where nobody wants to see the steps of a computation, it may take them at once, with the same bits.
    default boolean wants(Site site) {
        return true;
    }

    /// This probe, and then `next` on what this one gives.
    default Probe then(Probe next) {
        Probe first = this;
        return new Probe() {

            @Override public boolean wants(Site site) {
                return first.wants(site) | next.wants(site);
            }

            @Override public Tensor at(Site site, Tensor value) {
                Tensor given = first.wants(site) ? first.at(site, value) : value;
                return next.wants(site) ? next.at(site, given) : given;
            }
        };
    }

    /// A probe that looks at, or edits, one site.
    static Probe at(Site site, UnaryOperator<Tensor> edit) {
        return new Probe() {

            @Override public boolean wants(Site asked) {
                return asked.equals(site);
            }

            @Override public Tensor at(Site met, Tensor value) {
                return edit.apply(value);
            }
        };
    }
}
