package clearhead.examples.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlobTest {

    private static final List<String> NAMES = List.of("embed", "blocks.0.attn.q", "blocks.0.attn_out", "blocks.10.attn.q");

    @Test void aStarStandsForAnythingAndADotForItself() {
        assertThat(Glob.choose("--sites", List.of("blocks.*.attn.q"), NAMES)).containsExactly("blocks.0.attn.q", "blocks.10.attn.q");
        assertThat(Glob.choose("--sites", List.of("blocks.?.attn?*"), NAMES)).containsExactly("blocks.0.attn.q", "blocks.0.attn_out");
        assertThat(Glob.choose("--sites", List.of("blocks.10*", "embed"), NAMES)).containsExactly("embed", "blocks.10.attn.q");
        assertThat(Glob.choose("--sites", List.of(), NAMES)).containsExactlyElementsOf(NAMES);
    }

    @Test void oneThatFitsNothingSaysWhatThereIs() {
        assertThatThrownBy(() -> Glob.choose("--sites", List.of("embed", "blocks.\\E"), NAMES)).isInstanceOf(BadInput.class)
                .hasMessage("--sites: nothing is called 'blocks.\\E' "
                        + "(need one of embed, blocks.0.attn.q, blocks.0.attn_out, blocks.10.attn.q)");
    }
}
