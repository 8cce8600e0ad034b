package clearhead.bench;

import java.util.Locale;
import java.util.stream.IntStream;

/// How we did beside one peer in one case.
///
/// @param name     of the case
/// @param ours     seconds of a call, the median of the rounds
/// @param peer     the peer's
/// @param peerName who it was
/// @param ratio    peer ÷ ours in one round, the median of the rounds: higher is better for us
/// @param low      the lowest of them
/// @param high     the highest
/// @param must     the ratio that is needed, or null where none is
/// @param aim      the ratio that is hoped for, or null where none is
/// @param remark   what both say of it, or nothing
record Comparison(String name, double ours, double peer, String peerName, double ratio, double low, double high, Double must, Double aim,
                  String remark) {

    /// What a heading over [#line] says.
    static final String HEADING = "%-22s %11s %11s  %-18s %6s  %-13s %5s %5s".formatted(
            "", "ours", "peer", "", "ratio", "low … high", "must", "aim");

    /// Of rounds in which both ran one after the other.
    static Comparison of(String name, Table.Versus versus, double[] ours, double[] peer, String remark) {
        double[] ratios = IntStream.range(0, ours.length).mapToDouble(i -> peer[i] / ours[i]).sorted().toArray();
        return new Comparison(name, Stopwatch.median(ours), Stopwatch.median(peer), versus.peer().title(), Stopwatch.median(ratios),
                ratios[0], ratios[ratios.length - 1], versus.must(), versus.aim(), remark);
    }

    /// Whether the bar is met, or there is none.
    boolean isMet() {
        return must == null || ratio >= must;
    }

    /// For people.
    String line() {
        return String.format(Locale.ROOT, "%-22s %11s %11s  %-18s %6.2f  %-13s %5s %5s%s", name, time(ours), time(peer), peerName, ratio,
                "%.2f … %.2f".formatted(low, high), bar(must), bar(aim), isMet() ? "" : "  below")
                + (remark.isEmpty() ? "" : "\n  " + remark);
    }

    /// Seconds, in the unit that fits.
    static String time(double seconds) {
        return seconds < 1e-3 ? String.format(Locale.ROOT, "%.2f µs", seconds * 1e6) : String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
    }

    private static String bar(Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
    }
}
