package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.examples.terminal.Screen;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// An input as a direction, and with a second input how much both point the same way.
///
/// @param vector `[1, dModel]`, of length 1
/// @param other  the second's
record SentenceVector(Tensor vector, Optional<Tensor> other) implements Answer {

    private static final float LEAST = 1e-12f;
    private static final int SHOWN = 8;
    private static final int BAR = 30;

    /// The mean of the rows `[1, seq, dModel]`.
    static SentenceVector mean(Tensor rows) {
        return new SentenceVector(rows.mean(1).normalize(LEAST), Optional.empty());
    }

    /// The cosine of the angle between both: of vectors of length 1, their product.
    private static float cosine(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }

    @Override public void write(ObjectNode json) {
        Json.floats(json.putArray("vector"), vector.toArray());
        other.ifPresent(second -> {
            Json.floats(json.putArray("pairVector"), second.toArray());
            Json.put(json, "similarity", cosine(vector, second));
        });
    }

    @Override public void show(Screen screen) {
        show(screen, "vector", vector);
        other.ifPresent(second -> {
            show(screen, "pair's", second);
            float cosine = cosine(vector, second);
            screen.say("  similarity %s %s", screen.strong("%.4f".formatted(cosine)), Screen.bar(cosine, BAR));
        });
    }

    private static void show(Screen screen, String name, Tensor shown) {
        float[] numbers = shown.toArray();
        String first = Arrays.stream(boxed(numbers)).limit(SHOWN).map("%.4f"::formatted).collect(Collectors.joining(" "));
        screen.say("  %s of %d numbers, length 1: %s%s", name, numbers.length, first, numbers.length > SHOWN ? " …" : "");
    }

    private static Float[] boxed(float[] numbers) {
        Float[] boxed = new Float[numbers.length];
        Arrays.setAll(boxed, i -> numbers[i]);
        return boxed;
    }
}
