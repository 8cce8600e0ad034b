package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputTest {

    private static final Token A = new Token(0, 5, "a", 0, 1, false);

    @Test void idsAreInTheOrderOfTheText() {
        Input input = Input.of("ab", List.of(A, new Token(1, 3, "b", 1, 2, false)), List.of(new Token(0, 9, "z", 0, 1, false)));
        assertThat(input.ids()).containsExactly(5, 3);
        assertThat(input.targetIds()).containsExactly(9);
    }

    @Test void listsAreCopied() {
        List<Token> tokens = new ArrayList<>(List.of(A));
        Input input = Input.of("a", tokens, tokens);
        tokens.clear();
        assertThat(input.tokens()).containsExactly(A);
        assertThat(input.targets()).containsExactly(A);
    }

    @Test void badInputsCannotExist() {
        refused("input: no token", "", List.of(), List.of());
        refused("words: token 0 has index 1", "ab", List.of(new Token(1, 5, "a", 0, 1, false)), List.of());
        refused("words: token 1 has index 0", "a", List.of(A), List.of(A, A));
        refused("words: token 0 \"abc\" ends at 3 in a text of 2 UTF-16 units", "ab", List.of(new Token(0, 1, "abc", 0, 3, false)),
                List.of());
        assertThatIllegalArgumentException().isThrownBy(() -> new Token(0, 1, "x", 3, 2, false))
                .withMessage("token \"x\": offsets [3, 2) (need 0 ≤ start ≤ end)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Token(0, 1, "x", -1, 2, false))
                .withMessage("token \"x\": offsets [-1, 2) (need 0 ≤ start ≤ end)");
    }

    private static void refused(String message, String text, List<Token> tokens, List<Token> targets) {
        assertThatIllegalArgumentException().isThrownBy(() -> Input.of(text, tokens, targets)).withMessage(message);
    }
}
