package clearhead.explain.report;

import java.util.Map;

/// What a terminal can show.
public enum Ink {
    /// 24-bit colours
    TRUE_COLOUR,
    /// the 6 × 6 × 6 cube of the 256-colour palette
    COLOURS_256,
    /// signs and digits, for files, pipes and people who asked for no colour
    PLAIN;

    /// @param terminal whether a person's terminal reads the output
    /// @param env      the environment; `NO_COLOR` (no-color.org), `COLORTERM` and `TERM` count
    public static Ink of(boolean terminal, Map<String, String> env) {
        if (!terminal || !env.getOrDefault("NO_COLOR", "").isEmpty() || env.getOrDefault("TERM", "").equals("dumb")) return PLAIN;
        return switch (env.getOrDefault("COLORTERM", "")) {
            case "truecolor", "24bit" -> TRUE_COLOUR;
            default -> COLOURS_256;
        };
    }

    /// Black on a mixture of white and a colour: legible on dark and light terminals alike.
    String paint(String text, int rgb, double strength, boolean underline) {
        String foreground = this == TRUE_COLOUR ? "38;2;0;0;0" : "38;5;16";
        return "\u001b[" + foreground + ";48;" + code(mix(rgb, strength)) + (underline ? ";1;4m" : "m") + text + "\u001b[0m";
    }

    /// One character that is two squares, one upon the other.
    String half(int top, int bottom) {
        return "\u001b[38;" + code(top) + ";48;" + code(bottom) + "m▀\u001b[0m";
    }

    /// White and so much of a colour.
    static int mix(int rgb, double strength) {
        return mixed(rgb >> 16 & 255, strength) << 16 | mixed(rgb >> 8 & 255, strength) << 8 | mixed(rgb & 255, strength);
    }

    private static int mixed(int channel, double strength) {
        return (int) Math.round(255 + strength * (channel - 255));
    }

    private String code(int rgb) {
        int r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;
        return switch (this) {
            case TRUE_COLOUR -> "2;" + r + ";" + g + ";" + b;
            case COLOURS_256 -> "5;" + (16 + 36 * cube(r) + 6 * cube(g) + cube(b));
            case PLAIN -> throw new IllegalStateException("plain ink has no colours");
        };
    }

    /// The nearest of the cube's levels 0, 95, 135, 175, 215, 255.
    private static int cube(int channel) {
        return channel < 48 ? 0 : channel < 115 ? 1 : (channel - 35) / 40;
    }
}
