package clearhead.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BadInputTest {

    @Test void saysWhereWhatAndWhatInstead() {
        Throwable cause = new IllegalStateException("why");

        assertThat(new BadInput("--seed", "'x' is not a number", "a whole number", cause))
                .hasMessage("--seed: 'x' is not a number (need a whole number)").hasCause(cause);
    }

    @Test void aMessageOfItsOwnStaysAsItIs() {
        assertThat(new BadInput("the text is empty: „ä” 🐢 $1 \\")).hasMessage("the text is empty: „ä” 🐢 $1 \\");
    }

    @Test void whatWouldSteerATerminalIsShown() {
        assertThat(new BadInput("a\r\nb \u001b[31m \u202e \ud800 \u2028"))
                .hasMessage("a\\u000d\\u000ab \\u001b[31m \\u202e \\ud800 \\u2028");
    }

    @Property void isOneLine(@ForAll String where, @ForAll String found) {
        String message = new BadInput(where, found, "better").getMessage();

        assertThat(message.lines()).hasSize(1);
        assertThat(message.chars()).noneMatch(Character::isISOControl);
    }
}
