package clearhead.explain;

import clearhead.core.BadInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The settings of a method by their names, as the command line has them. A method reads its own; asking for one also says that there is
/// one, so that nothing is declared twice: [#finish] refuses what nobody has asked for, and [#known] lists what somebody has.
public final class Settings {

    private final String method;
    private final Map<String, String> given;
    private final long seed;
    private final Map<String, String> known = new LinkedHashMap<>();

    /// What was given to a method.
    ///
    /// @param seed where its random numbers come from
    public Settings(String method, Map<String, String> given, long seed) {
        this.method = method;
        this.seed = seed;
        this.given = Map.copyOf(given);
    }

    /// The names that were asked for, with their values: the default first.
    public Map<String, String> known() {
        return new LinkedHashMap<>(known);
    }

    /// A whole number.
    public int whole(String name, int otherwise, int least) {
        known.put(name, Integer.toString(otherwise));
        return value(name).map(text -> parse(name, text, least, "")).orElse(otherwise);
    }

    /// A whole number, or a word for none: `auto`, `last`, `mean`; the word is the default.
    public OptionalInt wholeOr(String name, String word, int least) {
        known.put(name, word + "|N");
        return value(name).filter(text -> !text.equals(word)).map(text -> OptionalInt.of(parse(name, text, least, word + " or ")))
                .orElse(OptionalInt.empty());
    }

    /// A whole number, or a word for none; the number is the default.
    public OptionalInt wholeOr(String name, int otherwise, String word, int least) {
        known.put(name, otherwise + "|" + word);
        return value(name).map(text -> text.equals(word) ? OptionalInt.empty() : OptionalInt.of(parse(name, text, least, word + " or ")))
                .orElse(OptionalInt.of(otherwise));
    }

    private int parse(String name, String text, int least, String or) {
        int value = text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : least - 1;
        if (value < least) {
            throw wrong(name, text, or + "a whole number from " + least);
        }
        return value;
    }

    /// A number.
    ///
    /// @param least     the smallest that is allowed
    public double number(String name, double otherwise, double least) {
        known.put(name, otherwise == Math.rint(otherwise) ? Long.toString((long) otherwise) : Double.toString(otherwise));
        return value(name).map(text -> {
            try {
                double number = Double.parseDouble(text);
                if (number >= least && number < Double.POSITIVE_INFINITY) {
                    return number;
                }
            } catch (NumberFormatException noNumber) {
                throw wrong(name, text, "a number from " + least);
            }
            throw wrong(name, text, "a number from " + least);
        }).orElse(otherwise);
    }

    /// Yes or no.
    public boolean flag(String name, boolean otherwise) {
        known.put(name, otherwise ? "true|false" : "false|true");
        return value(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, text, "true or false");
        }).orElse(otherwise);
    }

    /// One of some names; they are written in small letters with hyphens.
    public <E extends Enum<E>> E choice(String name, E otherwise) {
        List<E> all = List.of(otherwise.getDeclaringClass().getEnumConstants());
        known.put(name, Stream.concat(Stream.of(otherwise), all.stream().filter(one -> one != otherwise))
                .map(Settings::id).collect(Collectors.joining("|")));
        return value(name).map(text -> all.stream().filter(one -> id(one).equals(text)).findFirst().orElseThrow(() ->
                wrong(name, text, all.stream().map(Settings::id).collect(Collectors.joining(", "))))).orElse(otherwise);
    }

    /// What a constant is called in settings.
    public static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Where random numbers come from.
    public long seed() {
        return seed;
    }

    /// Any text.
    public Optional<String> text(String name, String meaning) {
        known.put(name, meaning);
        return value(name);
    }

    /// What is put in a token's place: for methods whose path must lead there.
    public Replacement.InPlace inPlace() {
        Replacement replacement = replacement();
        known.put("replacement", "auto|zero|mean|mask|pad|token:#123");
        return switch (replacement) {
            case Replacement.InPlace one -> one;
            case Replacement.Away away -> throw wrong("replacement", away.id(), "auto, zero, mean, mask, pad or token:#123: a path has to lead there");
        };
    }

    /// What stands for "removed".
    public Replacement replacement() {
        known.put("replacement", String.join("|", Replacement.NAMES));
        return value("replacement").map(text -> Replacement.named("%s: replacement=%s".formatted(method, text), text)).orElse(Replacement.AUTO);
    }

    /// Refuses what nobody has asked for.
    ///
    /// @throws BadInput if there is such a thing
    public void finish() {
        given.keySet().stream().filter(name -> !known.containsKey(name)).sorted().findFirst().ifPresent(name -> {
            throw new BadInput("%s: %s=%s".formatted(method, name, given.get(name)), "there is no such setting", known.isEmpty() ? "none: it has no settings"
                    : Nearest.suggestion(name, known.keySet()));
        });
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(given.get(name));
    }

    private BadInput wrong(String name, String text, String needed) {
        return new BadInput("%s: %s=%s".formatted(method, name, text), "is not possible", needed);
    }
}
