package clearhead.core.checkpoint;

import static java.util.stream.Collectors.joining;

import java.util.Set;

/// Names out of files, as messages show them: not a whole megabyte.
final class Names {

    private static final int LENGTH = 80;
    private static final int COUNT = 5;

    private Names() {
    }

    static String quote(String name) {
        return "'" + (name.length() > LENGTH ? name.substring(0, LENGTH) + "…" : name) + "'";
    }

    static String list(Set<String> names) {
        String first = names.stream().limit(COUNT).map(Names::quote).collect(joining(", "));
        int more = names.size() - COUNT;
        return names.isEmpty() ? "none at all" : more > 0 ? first + " and %d more".formatted(more) : first;
    }
}
