package clearhead.explain.layer;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import clearhead.core.probe.Trace;
import clearhead.explain.Input;
import clearhead.explain.Nearest;
import clearhead.explain.WhiteBox;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Sees some activations of one run, and opens each to gradients, even where nothing that it was computed from is.
final class Watch implements Probe {

    private final Set<Site> sites;
    private final Map<Site, Tensor> seen = new LinkedHashMap<>();

    Watch(Collection<Site> sites) {
        this.sites = Set.copyOf(sites);
    }

    @Override public boolean wants(Site site) {
        return sites.contains(site);
    }

    @Override public Tensor at(Site site, Tensor value) {
        Tensor open = value.isRecorded() ? value : value.variable();
        seen.put(site, open);
        return open;
    }

    /// What was seen, in the order of the computation.
    Map<Site, Tensor> seen() {
        return seen;
    }

    /// The same, if it is all that was wanted.
    ///
    /// @throws BadInput if the model has no such activation
    Map<Site, Tensor> all(WhiteBox model, Input input) {
        sites.stream().filter(site -> !seen.containsKey(site)).findFirst().ifPresent(site -> {
            Trace trace = Trace.all();
            model.forward(input, 1, Pass.watched(trace));
            throw new BadInput("site=" + site, "this model has no such activation", Nearest.suggestion(site.name(),
                    trace.activations().keySet().stream().filter(other -> other.layer() <= 0 && inside(other)).map(Site::name).toList()));
        });
        return seen;
    }

    /// Whether an activation stands between what is read and what is answered.
    static boolean inside(Site site) {
        return site.kind().perLayer() || site.kind() == Kind.EMBED || site.kind() == Kind.LN_FINAL;
    }
}
