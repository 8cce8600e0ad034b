package clearhead.explain;

import clearhead.core.BadInput;
import java.util.List;
import java.util.Locale;

/// The one meaning of "removed", for all methods.
public sealed interface Replacement {

    /// Its name in settings.
    String id();

    /// What suits the method and the model best: for paths [Plain#ZERO], but [Plain#MEAN] where the model's first norm is a root mean square
    ///; for methods that take tokens away [Plain#MASK] where the tokenizer has one, else [Away#HIDE].
    Auto AUTO = new Auto();

    /// Something else stands in the place of a token's embedding: a path can lead there.
    sealed interface InPlace extends Replacement {}

    /// See [#AUTO].
    record Auto() implements InPlace {

        @Override public String id() {
            return "auto";
        }
    }

    /// A row that every model has, or that its tokenizer names.
    enum Plain implements InPlace {
        /// Zeros. In front of a root mean square norm the way from there to a token has no end: all of it looks the same to the norm.
        ZERO,
        /// The mean row of the embedding table, special and unused rows too.
        MEAN,
        /// The mask token's row.
        MASK,
        /// The padding token's row.
        PAD;

        @Override public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The row of a token.
    ///
    /// @param token its id
    record OfToken(int token) implements InPlace {

        @Override public String id() {
            return "token:#" + token;
        }
    }

    /// The token is not there, and nothing in its place: no path leads there.
    enum Away implements Replacement {
        /// No position may read it, in any layer; its own row stays.
        HIDE,
        /// It is gone, and later ones move up.
        DELETE;

        @Override public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// All names.
    List<String> NAMES = List.of("auto", "zero", "mean", "mask", "pad", "token:#123", "hide", "delete");

    /// By its name in settings.
    ///
    /// @param where what is to blame for a wrong one
    static Replacement named(String where, String name) {
        return switch (name) {
            case "auto" -> AUTO;
            case "zero" -> Plain.ZERO;
            case "mean" -> Plain.MEAN;
            case "mask" -> Plain.MASK;
            case "pad" -> Plain.PAD;
            case "hide" -> Away.HIDE;
            case "delete" -> Away.DELETE;
            default -> {
                if (name.matches("token:#\\d{1,9}")) {
                    yield new OfToken(Integer.parseInt(name.substring("token:#".length())));
                }
                throw new BadInput(where, "'%s' is no replacement".formatted(name), String.join(", ", NAMES));
            }
        };
    }
}
