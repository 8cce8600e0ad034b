package clearhead.core.probe;

import clearhead.autograd.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Replaces activations while a model runs. It holds for one run, leaves nothing in the model, and must take effect: a site that the
/// run never meets is an error.
///
/// ```java
/// Tensor without = Intervention.at(site, z -> z.scale(0)).run(pass -> model.forward(source, target, pass));
/// ```
public final class Intervention {

    private final Map<Site, UnaryOperator<Tensor>> edits;

    private Intervention(Map<Site, UnaryOperator<Tensor>> edits) {
        this.edits = edits;
    }

    /// Replaces the activation at `site` by what `edit` makes of it.
    public static Intervention at(Site site, UnaryOperator<Tensor> edit) {
        return new Intervention(Map.of(site, edit));
    }

    /// Replaces the activation at `site` by this one.
    public static Intervention set(Site site, Tensor value) {
        return at(site, _ -> value);
    }

    /// This one, and another site.
    ///
    /// @throws IllegalArgumentException if the site is edited already
    public Intervention and(Site site, UnaryOperator<Tensor> edit) {
        Map<Site, UnaryOperator<Tensor>> both = new LinkedHashMap<>(edits);
        if (both.put(site, edit) != null) {
            throw new IllegalArgumentException("intervention: %s is edited already".formatted(site));
        }
        return new Intervention(both);
    }

    /// This one, and all that another edits.
    ///
    /// @throws IllegalArgumentException if both edit a site
    public Intervention and(Intervention other) {
        Intervention both = this;
        for (Map.Entry<Site, UnaryOperator<Tensor>> edit : other.edits.entrySet()) {
            both = both.and(edit.getKey(), edit.getValue());
        }
        return both;
    }

    /// Runs the model with the edits in place.
    public <T> T run(Function<Pass, T> forward) {
        return run(Probe.NONE, forward);
    }

    /// Runs the model with the edits in place; `watcher` sees the edited activations.
    ///
    /// @throws IllegalStateException if a site was never met
    public <T> T run(Probe watcher, Function<Pass, T> forward) {
        Set<Site> met = new HashSet<>();
        Set<Site> fired = new HashSet<>();
        Probe editing = new Probe() {

            @Override public boolean wants(Site site) {
                met.add(site);
                return edits.containsKey(site);
            }

            @Override public Tensor at(Site site, Tensor value) {
                fired.add(site);
                return edits.get(site).apply(value);
            }
        };
        T result = forward.apply(Pass.watched(editing.then(watcher)));
        if (!fired.equals(edits.keySet())) {
            String missed = edits.keySet().stream().filter(site -> !fired.contains(site)).map(Site::name).collect(Collectors.joining(", "));
            throw new IllegalStateException("intervention: the run never met %s; it met %s".formatted(missed,
                    met.stream().map(Site::name).collect(Collectors.toCollection(TreeSet::new))));
        }
        return result;
    }
}
