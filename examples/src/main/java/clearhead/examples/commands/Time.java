package clearhead.examples.commands;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A time as people write it: `30s`, `500ms`, `2m`; a number alone is seconds.
final class Time implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|)");

    /// For picocli.
    Time() {}

    @Override public Duration convert(String text) {
        Matcher found = FORM.matcher(text);
        if (!found.matches() || Double.parseDouble(found.group(1)) == 0) {
            throw new TypeConversionException("'%s' is no time, such as 30s, 500ms or 2m".formatted(text));
        }
        double seconds = Double.parseDouble(found.group(1)) * switch (found.group(2)) {
            case "ms" -> 1e-3;
            case "m" -> 60;
            case "h" -> 3600;
            default -> 1;
        };
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
