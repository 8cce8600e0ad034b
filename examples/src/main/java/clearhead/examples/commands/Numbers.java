package clearhead.examples.commands;

import clearhead.core.BadInput;
import java.util.regex.Pattern;

/// Whole numbers with commas between them.
final class Numbers {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private Numbers() {}

    /// @param option where they stand
    static int[] parse(String option, String list) {
        String[] parts = list.strip().split("\\s*,\\s*", -1);
        int[] numbers = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!NUMBER.matcher(parts[i]).matches()) {
                throw new BadInput(option, list.isBlank() ? "is empty" : "'%s' is no number from 0".formatted(shown(parts[i])),
                        "numbers with commas between them, such as 101,7592,102");
            }
            numbers[i] = Integer.parseInt(parts[i]);
        }
        return numbers;
    }

    private static String shown(String part) {
        return part.length() <= 20 ? part : part.substring(0, 19) + "…";
    }
}
