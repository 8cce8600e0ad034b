package clearhead.examples;

import clearhead.explain.report.Ink;
import java.io.PrintStream;

/// Where results for people go.
///
/// @param out   standard output
/// @param ink   the colours that it can show
/// @param width how many columns it has
record Screen(PrintStream out, Ink ink, int width) {

    private static final int WIDTH = 100;

    static Screen standard() {
        return new Screen(System.out, Ink.of(isTerminal(), System.getenv()), WIDTH);
    }

    /// Whether a person sees what is printed.
    static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
