package clearhead.examples;

import java.util.Map;

/// What arithmetic in the notation of the first example comes to: `+`, `-`, `·`, `½`, `²`, `σ(…)`, numbers, names and brackets.
final class Arithmetic {

    private final String text;
    private final Map<String, Double> names;
    private int at;

    private Arithmetic(String text, Map<String, Double> names) {
        this.text = text;
        this.names = names;
    }

    static double value(String text, Map<String, Double> names) {
        Arithmetic arithmetic = new Arithmetic(text, names);
        double value = arithmetic.sum();
        if (arithmetic.at < text.length()) {
            throw new IllegalArgumentException("'%s': cannot read on from '%s'".formatted(text, text.substring(arithmetic.at)));
        }
        return value;
    }

    private double sum() {
        double value = product();
        while (true) {
            if (skip(" + ")) {
                value += product();
            } else if (skip(" - ")) {
                value -= product();
            } else {
                return value;
            }
        }
    }

    private double product() {
        double value = factor();
        while (skip(" · ")) {
            value *= factor();
        }
        return value;
    }

    private double factor() {
        if (skip("½")) {
            return 0.5;
        }
        if (skip("σ(")) {
            return 1 / (1 + Math.exp(-bracket()));
        }
        if (skip("(")) {
            double value = bracket();
            return skip("²") ? value * value : value;
        }
        int from = at;
        while (at < text.length() && " )".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return names.containsKey(word) ? names.get(word) : Double.parseDouble(word);
    }

    private double bracket() {
        double value = sum();
        if (!skip(")")) {
            throw new IllegalArgumentException("'%s': no ) at %d".formatted(text, at));
        }
        return value;
    }

    private boolean skip(String word) {
        boolean found = text.startsWith(word, at);
        at += found ? word.length() : 0;
        return found;
    }
}
