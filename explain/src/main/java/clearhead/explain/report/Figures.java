package clearhead.explain.report;

import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/// Numbers for people to read.
final class Figures {

    private Figures() {}

    /// Four digits.
    static String of(double value) {
        double size = Math.abs(value);
        return value == 0 ? "0" : size >= 1e-4 && size < 1e6 ? fixed(value, decimals(size, 4), "")
            : String.format(Locale.ROOT, "%.3e", value);
    }

    /// Numbers of one column: all with as many decimals as give the largest three digits.
    ///
    /// @param signed with a plus, too
    static DoubleFunction<String> column(DoubleStream values, boolean signed) {
        double largest = values.map(Math::abs).max().orElse(0);
        String plus = signed ? "+" : "";
        return largest == 0 || largest >= 1e-4 && largest < 1e6 ? value -> fixed(value, decimals(largest, 3), plus)
            : value -> String.format(Locale.ROOT, "%" + plus + ".2e", value);
    }

    private static int decimals(double largest, int digits) {
        return largest == 0 ? 0 : Math.clamp(digits - 1 - (int) Math.floor(Math.log10(largest)), 0, 8);
    }

    /// Nothing has no sign.
    private static String fixed(double value, int decimals, String plus) {
        String written = String.format(Locale.ROOT, "%" + plus + "." + decimals + "f", value);
        return written.matches("[+-]0(\\.0*)?") ? " ".repeat(plus.length()) + written.substring(1) : written;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.3g %%", 100 * share);
    }
}
