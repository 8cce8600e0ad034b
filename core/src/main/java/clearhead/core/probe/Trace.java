package clearhead.core.probe;

import clearhead.autograd.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Remembers the activations of one pass: the tensors themselves, so that gradients with respect to them can be asked for.
///
/// ```java
/// Trace trace = Trace.all();
/// Tensor logits = model.forward(source, target, Pass.watched(trace));
/// Tensor weights = trace.get(Site.named("decoder.blocks.1.cross_attn.pattern"));     // [batch, heads, seq, memory]
/// ```
public final class Trace implements Probe {

    private final Predicate<Site> wanted;
    private final Map<Site, Tensor> seen = new LinkedHashMap<>();

    private Trace(Predicate<Site> wanted) {
        this.wanted = wanted;
    }

    /// Remembers everything that the model computes.
    public static Trace all() {
        return new Trace(site -> site.kind().isComputed());
    }

    /// Remembers the sites that are wanted.
    public static Trace of(Predicate<Site> wanted) {
        return new Trace(wanted);
    }

    @Override public boolean wants(Site site) {
        return wanted.test(site);
    }

    /// @throws IllegalStateException if the site was met before: a trace serves one pass
    @Override public Tensor at(Site site, Tensor value) {
        if (seen.putIfAbsent(site, value) != null) {
            throw new IllegalStateException("trace: %s was met a second time; a trace serves one pass, make a new one for the next"
                    .formatted(site));
        }
        return value;
    }

    /// The activation at this site.
    ///
    /// @throws IllegalArgumentException if it was not recorded; the message tells what was
    public Tensor get(Site site) {
        Tensor value = seen.get(site);
        if (value == null) {
            throw new IllegalArgumentException("trace: nothing was recorded at %s; recorded: %s".formatted(site,
                    seen.isEmpty() ? "nothing (has the pass run?)" : seen.keySet()));
        }
        return value;
    }

    /// All that was recorded, in the order of the computation.
    public Map<Site, Tensor> activations() {
        return Collections.unmodifiableMap(seen);
    }
}
