package clearhead.examples.terminal;

import clearhead.explain.report.Columns;
import clearhead.explain.report.Ink;
import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;

/// Where results for people go.
///
/// @param out   standard output
/// @param ink   the colours that it can show
/// @param width how many columns it has
public record Screen(PrintStream out, Ink ink, int width) {

    private static final int WIDTH = 100;
    private static final double LEAST = 0.0001;
    private static final String BLOCKS = " ▏▎▍▌▋▊▉";

    /// The one of this process.
    public static Screen standard() {
        return new Screen(System.out, Ink.of(isTerminal(), System.getenv()), WIDTH);
    }

    /// Whether a person sees what is printed.
    static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /// Prints a line.
    ///
    /// @param details as for [String#format]
    public void say(String line, Object... details) {
        out.println(details.length == 0 ? line : String.format(Locale.ROOT, line, details));
    }

    /// What matters most.
    public String strong(String text) {
        return styled("1", text);
    }

    /// Prints a part of a line, at once.
    public void tell(String part) {
        out.print(part);
        out.flush();
    }

    /// Text that may have several lines, and cannot disturb the terminal.
    public static String flowing(String text) {
        return text.lines().map(Columns::safe).collect(Collectors.joining("\n")) + (text.endsWith("\n") ? "\n" : "");
    }

    /// Prints what to be careful about.
    public void caution(String message) {
        say("%s %s", styled("33", "caution:"), Columns.safe(message));
    }

    /// What may be overlooked.
    public String faint(String text) {
        return styled("2", text);
    }

    private String styled(String style, String text) {
        return ink == Ink.PLAIN ? text : "\u001b[" + style + "m" + text + "\u001b[0m";
    }

    /// A share from 0 to 1 for people.
    public static String percent(double share) {
        return share > 0 && share < LEAST ? "< 0.01 %" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /// A share from 0 to 1 as a bar that is at most so many columns wide.
    public static String bar(double share, int columns) {
        int eighths = (int) Math.round(Math.clamp(share, 0, 1) * columns * 8);
        String rest = eighths % 8 == 0 ? "" : BLOCKS.substring(eighths % 8, eighths % 8 + 1);
        return "█".repeat(eighths / 8) + rest;
    }
}
