package clearhead.examples.commands;

import clearhead.core.BadInput;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Names chosen as a shell chooses files: `*` stands for anything, dots too, and `?` for one character.
final class Glob {

    private Glob() {}

    /// The names that fit one of the globs, in their order; without a glob, all.
    ///
    /// @param option where the globs stand
    /// @throws BadInput if one of them fits nothing; the message tells what there is
    static Set<String> choose(String option, List<String> globs, Collection<String> names) {
        if (globs.isEmpty()) {
            return new LinkedHashSet<>(names);
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String glob : globs) {
            Pattern pattern = pattern(glob);
            List<String> fitting = names.stream().filter(name -> pattern.matcher(name).matches()).toList();
            if (fitting.isEmpty()) {
                throw new BadInput(option, "nothing is called '%s'".formatted(glob), "one of " + String.join(", ", names));
            }
            chosen.addAll(fitting);
        }
        chosen = new LinkedHashSet<>(names.stream().filter(chosen::contains).toList());
        return chosen;
    }

    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (char c : glob.toCharArray()) {
            regex.append(switch (c) {
                case '*' -> ".*";
                case '?' -> ".";
                default -> Pattern.quote(String.valueOf(c));
            });
        }
        return Pattern.compile(regex.toString());
    }
}
