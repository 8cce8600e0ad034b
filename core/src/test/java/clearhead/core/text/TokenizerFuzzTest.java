package clearhead.core.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import clearhead.core.Fuzz;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFuzzTest {

    /// Tables of characters and compiled expressions, whatever the file says.
    private static final long START = 16 << 20;

    private static final String TEXT = "  Ärger 12 with\ttokenizers, isn't it? aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! 🐢\n";

    /// The files of the reference, but for one that is too long, and each unusual option.
    @Test void files() {
        List<byte[]> files = new ArrayList<>();
        Cases.json("variants.json").forEach(variant -> files.add(variant.get("tokenizer").toString().getBytes(UTF_8)));
        for (String kind : Cases.KINDS) {
            if (!kind.equals("unigram-precompiled")) {
                files.add(Cases.json("oracle/" + kind + "/tokenizer.json").toString().getBytes(UTF_8));
            }
        }
        files.removeIf(file -> !isRead(file));                          // some cut texts so short that there is no room for these
        assertThat(files).hasSizeGreaterThan(100);
        Fuzz.run(files, START, TokenizerFuzzTest::read);
    }

    private static void read(byte[] file) {
        Tokenizer tokenizer = Tokenizer.of("file", new String(file, UTF_8));
        tokenizer.decode(tokenizer.encode(TEXT, "another").ids(), false);
    }

    private static boolean isRead(byte[] file) {
        try {
            read(file);
            return true;
        } catch (BadInput tooShort) {
            return false;
        }
    }

    @Test void vocabularies() {
        byte[] file = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##a\nit\nwith\n##er\n1\n2\n,\n?\n".getBytes(UTF_8);
        Fuzz.run(List.of(file), START, bytes -> Tokenizer.ofVocabulary("file", new String(bytes, UTF_8), true).encode(TEXT));
    }

    /// Pieces, scores, types and merges that are a little off.
    @Test void ggufVocabularies() {
        Fuzz.run(List.of("a|b|ab|<s>|</s>|<unk>|▁|<0x41>|aba#0|1|2|3|4|5|6|7|8#1|1|1|3|3|2|1|6|1#a b|ab a".getBytes(UTF_8)), START,
                bytes -> {
            String[] parts = new String(bytes, UTF_8).split("#", 4);
            List<String> tokens = list(parts, 0);
            List<Integer> numbers = list(parts, 1).stream().map(String::hashCode).toList();
            List<Integer> types = list(parts, 2).stream().map(text -> text.hashCode() - '0').toList();
            Random random = new Random(bytes.length);
            for (String model : List.of("llama", "gpt2")) {             // both, whatever the file is
                new GgufVocabulary("file", model, "gpt-2", tokens, numbers, types, list(parts, 3), OptionalInt.of(random.nextInt(10)),
                        OptionalInt.of(4), true, random.nextBoolean(), true).tokenizer().encode(TEXT);
            }
        });
    }

    private static List<String> list(String[] parts, int index) {
        return index < parts.length ? List.of(parts[index].split("\\|")) : List.of();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+b", "(a|aa)+$", "(a|a?)+b", "(.*)*x", "a*a*a*a*a*a*a*b", "(?:a{1,30}){1,30}b"})
    void expressionsComeToAnEnd(String regex) {
        Delimiter hostile = Oniguruma.regex(regex);
        assertThat(hostile.find("aab")).isNotEmpty();
        assertThatThrownBy(() -> hostile.find("a".repeat(5000))).isInstanceOf(BadInput.class)
                .hasMessageStartingWith("the pattern \"%s\" of the tokenizer: ", regex);
    }

    /// No run of one kind of characters, however long, is taken for such an expression.
    @ParameterizedTest
    @ValueSource(strings = {"bytelevel-bpe", "qwen-bpe"})
    void honestOnesAreNotStopped(String kind) {
        Tokenizer tokenizer = Cases.oracle(kind);
        for (String run : List.of(" ", "a", "1", "\n", "\t \n", "!", "'s", "é", "🐢", "a1 ", "  x")) {
            assertThat(tokenizer.encode(run.repeat(20_000)).ids()).isNotEmpty();
        }
    }
}
