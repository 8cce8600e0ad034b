package clearhead.explain.data;

import java.util.Locale;

/// Something about an example that is a number; 1 or 0 where it is a matter of yes or no.
sealed interface Feature {

    /// What a column says.
    record Number(String column) implements Feature {}

    /// Whether a column says this.
    record Is(String column, String value) implements Feature {}

    /// Whether a text has this word.
    record Has(String word) implements Feature {}

    /// The condition that holds on one side of a threshold, as people say it.
    ///
    /// @param high whether it is the upper side
    default String condition(double threshold, boolean high) {
        return switch (this) {
            case Number(String column) -> "%s %s %s".formatted(column, high ? ">" : "≤", shortest(threshold, 6));
            case Is(String column, String value) -> "%s is %s'%s'".formatted(column, high ? "" : "not ", value);
            case Has(String word) -> "'%s' is %sin the text".formatted(word, high ? "" : "not ");
        };
    }

    /// What it is called in a list of weights.
    default String name() {
        return switch (this) {
            case Number(String column) -> column;
            case Is(String column, String value) -> "%s is '%s'".formatted(column, value);
            case Has(String word) -> "'%s'".formatted(word);
        };
    }

    /// A number with so many digits, none of them a zero at the end.
    static String shortest(double number, int most) {
        String digits = String.format(Locale.ROOT, "%." + most + "g", number);
        return digits.contains("e") || !digits.contains(".") ? digits : digits.replaceFirst("\\.?0+$", "");
    }
}
