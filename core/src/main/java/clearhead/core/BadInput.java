package clearhead.core;

import java.io.Serial;
import java.util.regex.Pattern;

/// The user's input is at fault: a file, an option, a text. Thrown wherever that is found out; the command line prints the message
/// without a stack trace and ends with exit code 2. A mistake of the *program* is never one of these.
///
/// The message is one line that says where, what was found, and what is needed, whatever the input holds: characters that would break
/// the line or steer the terminal are shown as `\u001b`.
public final class BadInput extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    /// Control and format characters, line and paragraph separators, halves of surrogate pairs.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    /// With the message as it is.
    public BadInput(String message) {
        super(oneLine(message));
    }

    /// With the message `where: found (need needed)`.
    ///
    /// @param where  the file or option, and the place in it
    /// @param found  what is there
    /// @param needed what would be right
    public BadInput(Object where, String found, String needed) {
        this(where, found, needed, null);
    }

    /// The same with what brought it to light.
    public BadInput(Object where, String found, String needed, Throwable cause) {
        super(oneLine("%s: %s (need %s)".formatted(where, found, needed)), cause);
    }

    private static String oneLine(String message) {
        return UNPRINTABLE.matcher(message).replaceAll(found -> {
            StringBuilder escaped = new StringBuilder();
            found.group().chars().forEach(unit -> escaped.append("\\\\u%04x".formatted(unit)));
            return escaped.toString();
        });
    }
}
