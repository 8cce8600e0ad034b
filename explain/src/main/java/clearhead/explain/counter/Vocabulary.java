package clearhead.explain.counter;

import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.text.AddedToken;
import clearhead.explain.OpenModel;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tokens that may be put into a text.
///
/// @param name   what settings call it
/// @param ids    the tokens
/// @param pieces what a token is called
public record Vocabulary(String name, int[] ids, IntFunction<String> pieces) {

    private static final String BEGINS = "Ġ▁";              // a piece that begins a word, in byte-level BPE and in SentencePiece

    /// Copies the ids.
    ///
    /// @throws BadInput if there is none
    public Vocabulary {
        ids = ids.clone();
        if (ids.length == 0) {
            throw new BadInput("alternatives " + name, "are no tokens", "at least one");
        }
    }

    /// All tokens that a model reads, but special ones.
    public static Vocabulary all(OpenModel model) {
        Set<Integer> special = special(model);
        return new Vocabulary("all", IntStream.range(0, size(model)).filter(id -> !special.contains(id)).toArray(), model.names()::shown);
    }

    /// The first tokens that are words, and not parts of words: trained vocabularies have the most frequent ones in front.
    public static Vocabulary words(OpenModel model, int most) {
        int[] all = all(model).ids;
        boolean marked = Arrays.stream(all).anyMatch(id -> begins(model.names().piece(id)));
        int[] words = Arrays.stream(all).filter(id -> isWord(model.names().piece(id), marked)).limit(most).toArray();
        return new Vocabulary("words:%d".formatted(most), words, model.names()::shown);
    }

    /// These: `all`, `words:N`, or tokens with commas between them, `#123` or what they stand for.
    ///
    /// @throws BadInput if they are no tokens of this model
    public static Vocabulary named(OpenModel model, String text) {
        if (text.equals("all")) {
            return all(model);
        }
        if (text.matches("words:[1-9]\\d{0,8}")) {
            return words(model, Integer.parseInt(text.substring("words:".length())));
        }
        int[] ids = Arrays.stream(text.split(","))
                .mapToInt(name -> model.names().token(name).stream().filter(id -> id < size(model)).findFirst()
                .orElseThrow(() -> new BadInput("alternatives " + text, "'%s' is no token of this model".formatted(name),
                        "all, words:N, proposals:N, or tokens with commas between them, #123 or what one stands for"))).toArray();
        return new Vocabulary(text, ids, model.names()::shown);
    }

    static Set<Integer> special(OpenModel model) {
        return model.names().tokenizer().stream().flatMap(own -> own.addedTokens().stream()).filter(AddedToken::special).map(AddedToken::id)
                .collect(Collectors.toSet());
    }

    private static int size(OpenModel model) {
        return switch (model.model()) {
            case CausalModel causal -> causal.config().vocab();
            case EncoderModel encoder -> encoder.config().vocab();
            case EncoderDecoder both -> both.config().sourceVocab();
            case VisionModel _ -> throw new BadInput("alternatives", "a picture has no tokens", "--by removal or reduction");
        };
    }

    private static boolean begins(String piece) {
        return !piece.isEmpty() && BEGINS.indexOf(piece.charAt(0)) >= 0;
    }

    private static boolean isWord(String piece, boolean marked) {
        String word = marked && begins(piece) ? piece.substring(1) : piece;
        return marked == begins(piece) && !word.isEmpty() && word.codePoints().allMatch(Character::isLetter);
    }

    @Override public int[] ids() {
        return ids.clone();
    }
}
