package clearhead.examples.commands;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A size of memory as people write it: `800m`, `2g`, `65536`.
final class ByteCount implements ITypeConverter<Long> {

    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,9})([kmgt]?)b?");

    /// For picocli.
    ByteCount() {}

    @Override public Long convert(String text) {
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new TypeConversionException("'%s' is no size of memory, such as 800m or 2g".formatted(text));
        }
        long unit = size.group(2).isEmpty() ? 1 : 1L << 10 * (1 + "kmgt".indexOf(size.group(2)));
        return Long.parseLong(size.group(1)) * unit;
    }
}
