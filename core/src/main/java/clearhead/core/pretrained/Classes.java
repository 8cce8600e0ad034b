package clearhead.core.pretrained;

import java.util.List;
import java.util.Optional;

/// Which of a family's classes a configuration names: what its head is.
final class Classes {

    private Classes() {}

    /// Refuses all classes but these. A configuration that names none is taken for the first.
    ///
    /// @return the class
    /// @throws clearhead.core.BadInput if it is another
    static String require(Settings settings, String... supported) {
        Optional<String> named = settings.architecture();
        if (named.isPresent() && !List.of(supported).contains(named.get())) {
            throw settings.top().get("architectures").items().getFirst().wrong("one of " + String.join(", ", supported));
        }
        return named.orElse(supported[0]);
    }
}
