package clearhead.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Texts, and what the reference makes of them.
final class Cases {

    static final String[] KINDS = {"bytelevel-bpe", "llama-bpe", "qwen-bpe", "roberta-bpe", "unigram-nfkc", "unigram-precompiled",
        "wordpiece-cased", "wordpiece-fixed", "wordpiece-uncased"};

    private Cases() {
    }

    static Path resource(String name) {
        try {
            return Path.of(Cases.class.getResource(name).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static JsonNode json(String resource) {
        try (InputStream in = Cases.class.getResourceAsStream(resource)) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static Tokenizer oracle(String kind) {
        return Tokenizer.read(resource("oracle/" + kind));
    }

    static JsonNode oracleCases(String kind) {
        return json("oracle/" + kind + "/cases.json");
    }

    /// Every field of every case.
    static void check(Tokenizer tokenizer, JsonNode cases) {
        assertThat(cases).isNotEmpty();
        cases.forEach(wanted -> check(tokenizer, wanted, wanted.get("text").stringValue()));
    }

    private static void check(Tokenizer tokenizer, JsonNode wanted, String text) {
        Encoding encoding = encode(tokenizer, wanted, text);
        assertThat(encoding.pieces()).as(text).isEqualTo(StreamSupport.stream(wanted.get("tokens").spliterator(), false)
                .map(JsonNode::stringValue).toList());
        assertThat(encoding.ids()).as(text).isEqualTo(ints(wanted.get("ids")));
        assertThat(encoding.typeIds()).as(text).isEqualTo(ints(wanted.get("type_ids")));
        assertThat(encoding.attentionMask()).as(text).isEqualTo(ints(wanted.get("attention_mask")));
        assertThat(encoding.specialMask()).as(text).isEqualTo(ints(wanted.get("special_tokens_mask")));
        assertThat(encoding.sequences()).as(text).isEqualTo(ints(wanted.get("sequence_ids")));
        assertThat(encoding.offsets()).as(text).isDeepEqualTo(StreamSupport.stream(wanted.get("offsets_utf16").spliterator(), false)
                .map(Cases::ints).toArray(int[][]::new));
        assertThat(encode(tokenizer.withoutSpecial(), wanted, text).ids()).as(text).isEqualTo(ints(wanted.get("ids_without_special")));
        assertThat(tokenizer.decode(encoding.ids(), false)).as(text).isEqualTo(wanted.get("decoded").stringValue());
        assertThat(tokenizer.decode(encoding.ids(), true)).as(text).isEqualTo(wanted.get("decoded_skip_special").stringValue());
        if (wanted.has("random_ids")) {
            assertThat(tokenizer.decode(ints(wanted.get("random_ids")), false)).isEqualTo(wanted.get("random_decoded").stringValue());
        }
        if (wanted.has("overflow")) {
            assertThat(encoding.overflow()).as(text).hasSize(wanted.get("overflow").size());
            for (int i = 0; i < encoding.overflow().size(); i++) {
                assertThat(encoding.overflow().get(i).ids()).as(text).isEqualTo(ints(wanted.get("overflow").get(i).get("ids")));
            }
        }
    }

    private static Encoding encode(Tokenizer tokenizer, JsonNode wanted, String text) {
        return wanted.get("pair").isNull() ? tokenizer.encode(text) : tokenizer.encode(text, wanted.get("pair").stringValue());
    }

    /// Null is −1.
    static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).isNull() ? -1 : array.get(i).intValue()).toArray();
    }
}
