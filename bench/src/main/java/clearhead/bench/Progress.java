package clearhead.bench;

import java.util.function.Consumer;

/// One line on stderr that says what goes on, if a person sees it.
///
/// @param row what is being timed
record Progress(String row) implements Consumer<String> {

    private static final String CLEAR_LINE = "\r\u001b[K";

    @Override public void accept(String text) {
        if (isTerminal()) {
            System.err.print(CLEAR_LINE + row + ": " + text);
        }
    }

    /// Makes room for results.
    void clear() {
        if (isTerminal()) {
            System.err.print(CLEAR_LINE);
        }
    }

    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
