package clearhead.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import clearhead.core.BadInput;
import clearhead.core.generate.Beam;
import clearhead.core.generate.BeamSearch;
import clearhead.core.generate.Choice;
import clearhead.core.generate.Limit;
import clearhead.core.generate.Prompts;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Batch;
import clearhead.core.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens that a configuration forbids (`bad_words_ids`), as every translator of OPUS-MT forbids its padding. The expected texts are those of
/// Hugging Face's `generate` in double precision.
class NeverWrittenTest {

    private static final int[] LIKELIEST = {82, 22};

    @TempDir
    private Path folder;

    private Pretrained marian(String forbidden) throws IOException {
        String config = Files.readString(Oracle.path("marian").resolve("config.json"));
        Files.writeString(folder.resolve("config.json"), config.replaceFirst("\\{", "{\"bad_words_ids\": " + forbidden + ","));
        Files.copy(Oracle.path("marian").resolve("model.safetensors"), folder.resolve("model.safetensors"));
        return Pretrained.open(folder);
    }

    @Test void othersAreWritten() throws IOException {
        Oracle oracle = Oracle.of("marian");
        Pretrained pretrained = marian("[[%d], [%d], [0]]".formatted(LIKELIEST[0], LIKELIEST[1]));
        assertThat(pretrained.special().never()).as("the end, 0, may be written in any case").containsExactlyInAnyOrder(82, 22);

        int[] source = Oracle.ints(oracle.list("greedy").getFirst().get("input_ids"));
        Prompts prompts = Prompts.of((EncoderDecoder) pretrained.model(), Batch.of(source), pretrained.special().decoderStart().orElseThrow());
        Limit limit = new Limit(8, Set.of(0), OptionalInt.of(0));
        assertThat(prompts.write(Choice.GREEDY, limit).getFirst().ids()).startsWith(LIKELIEST);

        Prompts allowed = prompts.without(pretrained.special().never());
        assertThat(allowed.write(Choice.GREEDY, limit).getFirst().ids()).containsExactly(78, 78, 78, 78, 78, 78, 78, 0);
        List<Beam> found = allowed.search(new BeamSearch(3, 1, false), limit).getFirst();
        assertThat(found.stream().map(beam -> beam.text().ids())).containsExactly(new int[] {78, 78, 227, 78, 78, 78, 78, 0},
                new int[] {35, 230, 78, 227, 78, 78, 78, 0}, new int[] {78, 78, 78, 78, 78, 78, 78, 0});
        assertThat(found.getFirst().score()).isCloseTo(-1.8512243282172085, offset(oracle.tolerance("logits")));
    }

    @Test void wordsOfSeveralTokensAreRefused() {
        assertThatThrownBy(() -> marian("[[82], [22, 5]]")).isInstanceOf(BadInput.class)
                .hasMessageEndingWith("bad_words_ids[1]: found an array (need one token; words of several that are never written are not supported)");
    }
}
