package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import java.util.ArrayList;
import java.util.List;

/// Hands on what another probe makes of each activation, and keeps the one that a [Target.Activation] explains: it stands in for the model's
/// output then.
record Caught(Target target, Probe watcher, List<Tensor> found) implements Probe {

    Caught(Target target, Probe watcher) {
        this(target, watcher, new ArrayList<>());
    }

    private boolean explained(Site site) {
        return target instanceof Target.Activation activation && activation.site().equals(site);
    }

    @Override public boolean wants(Site site) {
        return watcher.wants(site) | explained(site);
    }

    @Override public Tensor at(Site site, Tensor value) {
        Tensor given = watcher.wants(site) ? watcher.at(site, value) : value;
        if (explained(site)) {
            found.add(given);
        }
        return given;
    }

    /// What the target is read from.
    ///
    /// @param output of the model
    /// @throws BadInput if the model has no such activation
    Tensor or(Tensor output) {
        if (target instanceof Target.Activation activation && found.isEmpty()) {
            throw new BadInput("activation " + activation.text(), "this model has no such site", "one of those that inspect lists");
        }
        return found.isEmpty() ? output : found.getFirst();
    }
}
