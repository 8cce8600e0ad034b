package clearhead.core.pretrained;

import clearhead.autograd.DryRun;
import clearhead.autograd.Shape;
import clearhead.core.BadInput;
import clearhead.core.checkpoint.Weights;
import clearhead.core.model.Model;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes a model of a blueprint and weights. It is first made without numbers, so that all that is missing or misshapen is known before
/// anything is read.
final class Loader {

    private static final int LISTED = 8;

    /// Where a parameter is, and how it is called there.
    private record Found(Origin origin, String name) {}

    /// A model with its numbers.
    ///
    /// @param warnings what one should know about the file
    record Loaded(Model<?> model, List<String> warnings) {}

    private Loader() {}

    /// @throws BadInput if a parameter is missing or has another shape; all of them are named
    static Loaded load(Settings settings, Blueprint blueprint, Weights weights) {
        Map<String, Shape> wanted = new LinkedHashMap<>();
        DryRun dry = new DryRun();
        settings.build(() -> blueprint.make().apply((name, shape, _) -> {
            wanted.put(name, shape);
            return dry.input(shape);
        }));
        Map<String, Found> found = find(blueprint.names(), wanted, weights);
        Model<?> model = blueprint.make().apply((name, shape, _) -> {
            Found at = found.get(name);
            return at.origin.read(weights, at.name, shape);
        });
        return new Loaded(model, warnings(blueprint.names(), found, weights));
    }

    private static Map<String, Found> find(Names names, Map<String, Shape> wanted, Weights weights) {
        Map<String, Found> found = new LinkedHashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        List<String> misshapen = new ArrayList<>();
        wanted.forEach((parameter, shape) -> {
            Origin origin = names.origin(parameter);
            Optional<String> name = origin.names().stream().filter(weights.entries()::containsKey).findFirst();
            if (name.isEmpty()) {
                missing.add(origin.names().getFirst());
                return;
            }
            List<Long> has = weights.entries().get(name.get()).shape();
            if (!origin.fits(has, shape)) {
                misshapen.add("%s has shape %s, the configuration asks for %s".formatted(name.get(), has, origin.needed(shape)));
            }
            found.put(parameter, new Found(origin, name.get()));
        });
        if (!missing.isEmpty()) {
            throw new BadInput(weights.source(), "%d of the model's tensors are missing: %s".formatted(missing.size(), some(missing)),
                    "the weights of the model that its configuration describes");
        }
        if (!misshapen.isEmpty()) {
            throw new BadInput(weights.source(), some(misshapen), "weights that fit their configuration");
        }
        return found;
    }

    private static List<String> warnings(Names names, Map<String, Found> found, Weights weights) {
        Set<String> unused = new LinkedHashSet<>(weights.entries().keySet());
        found.values().forEach(at -> unused.remove(at.name));
        unused.removeIf(names::isUnused);
        return unused.isEmpty() ? List.of() : List.of("%s: %d tensors are not used by this architecture: %s"
                .formatted(weights.source(), unused.size(), some(unused)));
    }

    private static String some(Collection<String> all) {
        String first = String.join(", ", all.stream().limit(LISTED).toList());
        return all.size() <= LISTED ? first : first + " and %d more".formatted(all.size() - LISTED);
    }
}
