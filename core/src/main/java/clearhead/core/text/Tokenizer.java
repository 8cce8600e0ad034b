package clearhead.core.text;

import clearhead.core.AtomicFile;
import clearhead.core.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// From text to tokens and back, as the model's `tokenizer.json` says: normalise → pre-tokenise → model → post-process, and backwards
/// decode. Immutable to its users, and safe to share between threads.
public final class Tokenizer {

    /// Longer words are rarely met twice.
    private static final int MAX_CACHED_LENGTH = 256;
    private static final int MAX_CACHED_WORDS = 20_000;

    /// The five stages, and the tokens that are found before them.
    ///
    /// @param added in the order in which they were added
    record Stages(Normalizer normalizer, PreTokenizer preTokenizer, Model model, PostProcessor postProcessor, Decoder decoder,
                  List<AddedToken> added) {
    }

    /// What a caller may change.
    private record Options(boolean special, Optional<Truncation> truncation, Optional<Padding> padding) {
    }

    private final Stages stages;
    private final AddedTokens added;
    private final Options options;
    private final Map<String, Pieces> cache;

    private Tokenizer(Stages stages, AddedTokens added, Options options, Map<String, Pieces> cache) {
        this.stages = stages;
        this.added = added;
        this.options = options;
        this.cache = cache;
    }

    Tokenizer(Stages stages, Optional<Truncation> truncation, Optional<Padding> padding) {
        this(stages, new AddedTokens(stages.added, stages.normalizer), new Options(true, truncation, padding), new ConcurrentHashMap<>());
    }

    /// Reads a `tokenizer.json`, or the one of a folder; a folder without one may have a `vocab.txt` of BERT's, and beside it a
    /// `tokenizer_config.json` that says with `do_lower_case` whether capitals count.
    ///
    /// @throws BadInput if there is none, if it is broken, or if it uses what is not supported; the message says where and what
    public static Tokenizer read(Path fileOrFolder) {
        return TokenizerJson.read(fileOrFolder);
    }

    /// The same from the text of a `tokenizer.json`, wherever it comes from.
    ///
    /// @param name what messages call it
    /// @throws BadInput as [#read] does
    public static Tokenizer of(String name, String json) {
        return TokenizerJson.of(name, json);
    }

    /// BERT's tokenizer with this vocabulary, one piece a line.
    ///
    /// @param lowercase whether capitals and accents go
    /// @throws BadInput if the file cannot be read, or has not `[UNK]`, `[CLS]` and `[SEP]`
    public static Tokenizer readVocabulary(Path vocabTxt, boolean lowercase) {
        return BertVocabulary.read(vocabTxt, lowercase);
    }

    /// The same from the text of a `vocab.txt`, wherever it comes from.
    ///
    /// @param name what messages call it
    /// @throws BadInput as [#readVocabulary] does
    public static Tokenizer ofVocabulary(String name, String vocabTxt, boolean lowercase) {
        return BertVocabulary.of(name, vocabTxt, lowercase);
    }

    /// Writes a `tokenizer.json`. The special tokens are always put in, whatever [#withoutSpecial] said.
    ///
    /// @throws BadInput if it cannot be written
    public void write(Path file) {
        AtomicFile.write(file, out -> out.write(TokenizerJson.bytes(this)));
    }

    Stages stages() {
        return stages;
    }

    /// How texts are cut that are too long; empty if they are not.
    public Optional<Truncation> truncation() {
        return options.truncation;
    }

    /// How encodings are filled up; empty if they are not.
    public Optional<Padding> padding() {
        return options.padding;
    }

    /// The same, but texts are cut like this, or not at all.
    public Tokenizer withTruncation(Optional<Truncation> truncation) {
        return with(new Options(options.special, truncation, options.padding));
    }

    /// The same, but encodings are filled up like this, or not at all.
    public Tokenizer withPadding(Optional<Padding> padding) {
        return with(new Options(options.special, options.truncation, padding));
    }

    /// The same, but without the special tokens that the template puts in.
    public Tokenizer withoutSpecial() {
        return with(new Options(false, options.truncation, options.padding));
    }

    private Tokenizer with(Options changed) {
        return new Tokenizer(stages, added, changed, cache);
    }

    /// The tokens of a text.
    public Encoding encode(String text) {
        return padded(encode(List.of(text)));
    }

    /// The tokens of two texts that belong together.
    public Encoding encode(String text, String pair) {
        return padded(encode(List.of(text, pair)));
    }

    /// The tokens of many texts, filled up together.
    public List<Encoding> encodeAll(List<String> texts) {
        List<Encoding> each = texts.stream().map(this::encode).toList();
        return options.padding.map(padding -> padding.pad(each)).orElse(each);
    }

    private Encoding padded(Encoding encoding) {
        return options.padding.map(padding -> padding.pad(List.of(encoding)).getFirst()).orElse(encoding);
    }

    private Encoding encode(List<String> texts) {
        List<Encoding> whole = IntStream.range(0, texts.size()).mapToObj(i -> new Encoding(tokens(texts.get(i), i))).toList();
        int put = options.special ? stages.postProcessor.added(texts.size() == 2) : 0;
        List<Encoding> cut = options.truncation.map(truncation -> truncation.cut(whole, put)).orElse(whole);
        Encoding encoding = stages.postProcessor.process(cut, options.special).stream().reduce(Encoding::plus)
                .orElse(new Encoding(List.of()));
        return inUnits(encoding, texts);
    }

    /// Places in characters become places in UTF-16 units. Where no text has a character of two units, they are the same.
    private static Encoding inUnits(Encoding encoding, List<String> texts) {
        if (texts.stream().allMatch(text -> text.codePointCount(0, text.length()) == text.length())) {
            return encoding;
        }
        List<int[]> units = texts.stream().map(Aligned::unitsOf).toList();
        return encoding.map(tokens -> tokens.stream().map(token -> token.sequence() == Token.NO_SEQUENCE ? token
                : token.withPlace(units.get(token.sequence())[token.start()], units.get(token.sequence())[token.end()])).toList());
    }

    private List<Token> tokens(String text, int sequence) {
        List<Token> tokens = new ArrayList<>();
        for (AddedTokens.Stretch stretch : added.stretches(Aligned.of(text))) {
            Aligned part = stretch.text();
            if (stretch.id() != Vocabulary.NONE) {
                tokens.add(token(stretch.id(), part.text(), part, 0, part.length(), sequence));
                continue;
            }
            for (Aligned word : stages.preTokenizer.words(part)) {
                Pieces pieces = pieces(word.text());
                for (int i = 0; i < pieces.size(); i++) {
                    tokens.add(token(pieces.id(i), pieces.text(i), word, pieces.start(i), pieces.end(i), sequence));
                }
            }
        }
        return tokens;
    }

    private static Token token(int id, String piece, Aligned word, int start, int end, int sequence) {
        return new Token(id, piece, word.start(start), word.end(end - 1), sequence, false, sequence, true);
    }

    private Pieces pieces(String word) {
        Pieces known = cache.get(word);
        if (known != null) {
            return known;
        }
        Pieces pieces = stages.model.pieces(word);
        if (word.length() <= MAX_CACHED_LENGTH && cache.size() < MAX_CACHED_WORDS) {
            cache.put(word, pieces);
        }
        return pieces;
    }

    /// The text of these ids. An id that no token has stands for nothing: models may have more rows than their tokenizer has tokens.
    ///
    /// @param skipSpecial whether special tokens are left out
    public String decode(int[] ids, boolean skipSpecial) {
        List<String> pieces = IntStream.of(ids).mapToObj(this::piece).flatMap(Optional::stream)
                .filter(piece -> !skipSpecial || !added.isSpecial(piece)).toList();
        return String.join("", stages.decoder.decode(pieces));
    }

    /// How a token is spelled; empty if no token has this id.
    public Optional<String> piece(int id) {
        return Optional.ofNullable(added.piece(id)).or(() -> stages.model.vocabulary().piece(id));
    }

    /// The id of a token; empty if there is none of this spelling.
    public OptionalInt id(String piece) {
        OptionalInt known = stages.model.vocabulary().id(piece);
        return known.isPresent() ? known
                : stages.added.stream().filter(token -> token.content().equals(piece)).mapToInt(AddedToken::id).findFirst();
    }

    /// All tokens by their ids, ascending.
    public Map<Integer, String> vocabulary() {
        Map<Integer, String> all = new TreeMap<>(stages.model.vocabulary().byId());
        stages.added.forEach(token -> all.put(token.id(), token.content()));
        return all;
    }

    /// The tokens that are found in a text before the model sees it.
    public List<AddedToken> addedTokens() {
        return stages.added;
    }
}
