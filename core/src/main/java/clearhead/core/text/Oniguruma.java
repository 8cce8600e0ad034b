package clearhead.core.text;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Regular expressions as `tokenizer.json` has them, in the language of the library Oniguruma, for Java's engine. Most of the two
/// languages is the same; what Java would read otherwise is translated, or refused.
final class Oniguruma {

    private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS | Pattern.MULTILINE | Pattern.UNIX_LINES;

    private Oniguruma() {
    }

    /// @throws IllegalArgumentException if it is none, or uses what is not supported here; the message says what
    static Delimiter.Regex regex(String source) {
        StringBuilder java = new StringBuilder();
        int depth = 0;                                                  // of [ ]
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\' && i + 1 < source.length()) {
                i = escape(source, i + 1, depth > 0, java);
                continue;
            }
            if (depth > 0 && source.startsWith("[:", i)) {
                throw new IllegalArgumentException("the bracket [: is not supported");
            }
            if (depth == 0 && source.startsWith("}+", i)) {
                throw new IllegalArgumentException("the quantifier }+ is not supported");
            }
            if (depth == 0 && (source.startsWith("(?~", i) || source.startsWith("(?m", i) || source.startsWith("(?W", i))) {
                throw new IllegalArgumentException("the group %s is not supported".formatted(source.substring(i, i + 3)));
            }
            depth += c == '[' ? 1 : c == ']' && depth > 0 ? -1 : 0;
            java.append(c);
        }
        // Java looks back by one unit only, unless a character of two units stands somewhere behind in the pattern: here, none of it.
        String looksBack = java.indexOf("(?<") < 0 ? java.toString() : "(?:" + java + ")\uD840\uDC00{0}";
        try {
            return new Delimiter.Regex(source, Pattern.compile(looksBack, FLAGS));
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(wrong.getDescription() + " near character " + wrong.getIndex(), wrong);
        }
    }

    /// @return the index of the escape's last character
    private static int escape(String source, int at, boolean inBrackets, StringBuilder java) {
        char c = source.charAt(at);
        if (inBrackets && (c == 'b' || c == 'B')) {
            throw new IllegalArgumentException("the escape \\%c between brackets is not supported".formatted(c));
        }
        switch (c) {
            case 'w' -> java.append(inBrackets ? WORD : "[" + WORD + "]");
            case 'W' -> java.append("[^").append(WORD).append(']');
            case 'b' -> java.append("(?:(?<=[w])(?![w])|(?<![w])(?=[w]))".replace("w", WORD));
            case 'B' -> java.append("(?:(?<=[w])(?=[w])|(?<![w])(?![w]))".replace("w", WORD));
            case 'h' -> java.append(inBrackets ? "0-9A-Fa-f" : "[0-9A-Fa-f]");
            case 'C', 'H', 'K', 'M', 'N', 'O', 'X', 'Y', 'g', 'y' ->
                    throw new IllegalArgumentException("the escape \\%c is not supported".formatted(c));
            case 'p', 'P' -> {
                int end = source.indexOf('}', at);
                if (end < 0 || source.charAt(at + 1) != '{') {
                    throw new IllegalArgumentException("the property after \\%c has no braces".formatted(c));
                }
                String name = source.substring(at + 2, end);
                java.append('\\').append(c).append('{').append(name.length() <= 2 ? "" : "Is").append(name).append('}');
                return end;
            }
            default -> java.append('\\').append(c);
        }
        return at;
    }

    /// Not quite Java's: without joiners, with the numbers that Latin-1 has as characters.
    private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}²³¹¼½¾";
}
