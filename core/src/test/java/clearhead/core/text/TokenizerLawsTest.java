package clearhead.core.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/// What holds for every text.
class TokenizerLawsTest {

    private static final Map<String, Tokenizer> TOKENIZERS = new TreeMap<>();

    static {
        for (String kind : Cases.KINDS) {
            TOKENIZERS.put(kind, Cases.oracle(kind));
        }
    }

    /// Words, marks, emoji of several characters, spaces of every kind, halves of surrogate pairs.
    @Provide Arbitrary<String> anyText() {
        Arbitrary<String> parts = Arbitraries.oneOf(
                Arbitraries.of("the", "cat", " ", "  ", "\n", "\u00a0", "\u3000", "é", "e\u0301", "a\u0316\u0301", "가", "東京", "▁",
                        "\u1100\u1161\u11a8", "👨‍👩‍👧", "🇩🇪", "<s>", "[MASK]", "<|endoftext|>", "don't", "\u200b", "\ud83d", "\ude00",
                        "ﬁ", "½", "İ", ""),
                Arbitraries.strings().ofMaxLength(5),
                Arbitraries.integers().between(0, Character.MAX_CODE_POINT).map(Character::toString));
        return parts.list().ofMaxSize(12).map(list -> String.join("", list));
    }

    @Provide Arbitrary<Tuple2<String, String>> anyKindAndText() {
        return Arbitraries.of(Cases.KINDS).flatMap(kind -> anyText().map(text -> Tuple.of(kind, text)));
    }

    /// Nothing is lost in bytes: what is decoded is what was encoded (where it was text: half a surrogate pair is none).
    @Property void bytesComeBack(@ForAll("anyText") String text) {
        String whole = Aligned.of(text).text();
        Tokenizer bytes = TOKENIZERS.get("bytelevel-bpe");
        assertThat(bytes.decode(bytes.encode(text).ids(), false)).isEqualTo(whole);
    }

    @Property void bytesComeBackInTheirNormalForm(@ForAll("anyText") String text) {
        Tokenizer qwen = TOKENIZERS.get("qwen-bpe");
        String normal = new UnicodeForm(Form.NFC).normalize(Aligned.of(text)).text();
        if (!text.contains("<|")) {                 // an added token is cut out before the rest is normalised
            assertThat(qwen.decode(qwen.encode(text).ids(), false)).isEqualTo(normal);
        }
    }

    /// Byte-level tokens cover the text without gaps, from left to right, and never cut a character.
    @Property void placesCoverTheText(@ForAll("anyText") String text) {
        int covered = 0;
        for (Token token : TOKENIZERS.get("bytelevel-bpe").encode(text).tokens()) {
            assertThat(token.start()).isLessThanOrEqualTo(covered);
            assertThat(token.end()).isGreaterThanOrEqualTo(covered);
            covered = token.end();
        }
        assertThat(covered).isEqualTo(text.length());
    }

    @Property void placesAreInTheText(@ForAll("anyKindAndText") Tuple2<String, String> drawn) {
        String text = drawn.get2();
        int before = 0;
        for (Token token : TOKENIZERS.get(drawn.get1()).encode(text).tokens()) {
            if (token.sequence() != Token.NO_SEQUENCE) {
                assertThat(token.start()).isBetween(0, text.length());
                assertThat(token.end()).isBetween(token.start(), text.length());
                assertThat(token.start()).isGreaterThanOrEqualTo(before);
                assertThat(isInsideAPair(text, token.start()) || isInsideAPair(text, token.end())).isFalse();
                before = token.start();
            } else {
                assertThat(new int[] {token.start(), token.end()}).containsExactly(0, 0);
            }
        }
    }

    private static boolean isInsideAPair(String text, int at) {
        return at > 0 && at < text.length() && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    @Property void companyChangesNothing(@ForAll("anyKindAndText") Tuple2<String, String> drawn, @ForAll("anyText") String other) {
        Tokenizer fresh = TOKENIZERS.get(drawn.get1());
        assertThat(fresh.encodeAll(List.of(other, drawn.get2(), other)).get(1)).isEqualTo(fresh.encode(drawn.get2()));
    }

    @Property void normalFormsAreUnicodes(@ForAll("anyText") String text, @ForAll Form form) {
        String whole = Aligned.of(text).text();
        if (whole.codePoints().noneMatch(OldUnicode::isYoung)) {
            assertThat(new UnicodeForm(form).normalize(Aligned.of(whole)).text()).isEqualTo(java.text.Normalizer.normalize(whole, form));
        }
    }

    /// The JDK's decoder makes one U+FFFD of the three bytes of a surrogate; else the two agree.
    @Property void bytesAreReadAsTheJdkReadsThem(@ForAll byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == (byte) 0xED ? (byte) 0xEC : bytes[i];
        }
        assertThat(Utf8.read(bytes)).isEqualTo(new String(bytes, UTF_8));
    }

    @Property void textsComeBackFromTheirBytes(@ForAll String text) {
        String whole = Aligned.of(text).text();
        assertThat(Utf8.read(whole.getBytes(UTF_8))).isEqualTo(whole);
        assertThat(ByteAlphabet.read(List.of(ByteAlphabet.spell(Aligned.of(text)).text()))).isEqualTo(whole);
    }

    /// The heap finds what a search for the first-learnt pair finds.
    @Property void mergingIsByRankThenByPlace(@ForAll long seed) {
        Random random = new Random(seed);
        Bpe model = (Bpe) TOKENIZERS.get("llama-bpe").stages().model();
        String word = random.ints(1 + random.nextInt(40), 0, 11).mapToObj(i -> "▁theriasnob".substring(i, i + 1)).collect(joining());
        List<Integer> ids = new ArrayList<>(word.codePoints().mapToObj(Character::toString)
                .map(symbol -> model.vocabulary().id(symbol).orElseThrow()).toList());
        for (int best = first(model, ids); best >= 0; best = first(model, ids)) {
            ids.set(best, model.joined(model.rank(ids.get(best), ids.remove(best + 1))));
        }
        Pieces pieces = model.pieces(word);
        assertThat(IntStream.range(0, pieces.size()).mapToObj(pieces::id)).containsExactlyElementsOf(ids);
    }

    private static int first(Bpe model, List<Integer> ids) {
        int best = -1;
        int bestRank = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < ids.size(); i++) {
            int rank = model.rank(ids.get(i), ids.get(i + 1));
            if (rank != LongMap.NONE && rank < bestRank) {
                best = i;
                bestRank = rank;
            }
        }
        return best;
    }

    @Property(tries = 50) void theSameTextsGiveTheSameTokenizerAndEveryTextComesBack(@ForAll List<String> texts, @ForAll String text) {
        Tokenizer first = new BpeTrainer(300, 0, List.of(), false).train(texts.iterator(), _ -> { });
        Tokenizer second = new BpeTrainer(300, 0, List.of(), false).train(texts.iterator(), _ -> { });
        assertThat(first.vocabulary()).isEqualTo(second.vocabulary());
        assertThat(first.decode(first.encode(text).ids(), false)).isEqualTo(Aligned.of(text).text());
    }

    /// Whatever happens to a file, it is read or refused in one line; and what is read can be used.
    @Property(tries = 300) void brokenFilesAreRefusedInOneLineOrRead(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] file = Files.readAllBytes(Cases.resource("oracle/" + Cases.KINDS[random.nextInt(Cases.KINDS.length)] + "/tokenizer.json"));
        int head = file.length - (random.nextBoolean() ? file.length / 2 : 0);
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(Math.min(head, 6000));
            switch (random.nextInt(3)) {
                case 0 -> file[at] = (byte) "{}[]\",:0-9eEntfSA \\".charAt(random.nextInt(19));
                case 1 -> file = Arrays.copyOf(file, Math.max(1, file.length - random.nextInt(file.length)));
                default -> file[at] = (byte) random.nextInt(256);
            }
            head = file.length;
        }
        try {
            Tokenizer.of("file", new String(file, UTF_8)).encode("the cat 東京 é");
        } catch (BadInput refused) {
            assertThat(refused.getMessage().lines()).hasSize(1);
        }
    }
}
