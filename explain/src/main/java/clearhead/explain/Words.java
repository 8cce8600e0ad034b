package clearhead.explain;

import clearhead.core.generate.TextStream;
import clearhead.core.text.AddedToken;
import clearhead.core.text.Encoding;
import clearhead.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A text as a model reads it.
///
/// @param texts   one, or two that belong together; of ids, what they decode to
/// @param tokens  what it was cut into; their offsets point into the one of the texts that they are from
/// @param types   the segment of each
/// @param sources which of the texts each is from, or [#NOWHERE]
/// @param cut     whether the tokenizer left out the end because it was too long
public record Words(List<String> texts, List<Token> tokens, int[] types, int[] sources, boolean cut) {

    /// The source of a token that was put in.
    public static final int NOWHERE = clearhead.core.text.Token.NO_SEQUENCE;

    /// Tokens of a text; padding that the tokenizer put in is left out, nobody reads it.
    public static Words of(Encoding encoding, List<String> texts) {
        List<clearhead.core.text.Token> read = encoding.tokens().stream().filter(clearhead.core.text.Token::counts).toList();
        return of(read, texts, !encoding.overflow().isEmpty());
    }

    /// These very tokens.
    public static Words of(List<clearhead.core.text.Token> read, List<String> texts, boolean cut) {
        List<Token> tokens = IntStream.range(0, read.size()).mapToObj(i -> new Token(i, read.get(i).id(), read.get(i).piece(),
                read.get(i).start(), read.get(i).end(), read.get(i).special())).toList();
        return new Words(texts, tokens, read.stream().mapToInt(clearhead.core.text.Token::typeId).toArray(),
                read.stream().mapToInt(clearhead.core.text.Token::sequence).toArray(), cut);
    }

    /// Ids as they are. The text is what they decode to; special tokens have no place in it.
    public static Words of(int[] ids, int[] types, Optional<Tokenizer> tokenizer) {
        Set<Integer> special = tokenizer.stream().flatMap(own -> own.addedTokens().stream()).filter(AddedToken::special)
                .map(AddedToken::id).collect(Collectors.toSet());
        Optional<TextStream> stream = tokenizer.map(own -> new TextStream(own, true));
        StringBuilder text = new StringBuilder();
        List<Token> tokens = new ArrayList<>();
        int[] sources = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            boolean put = special.contains(id);
            sources[i] = put ? NOWHERE : types[i];
            String piece = stream.map(pieces -> pieces.next(id)).orElse("");
            int start = text.length() + (piece.startsWith(" ") ? 1 : 0);
            text.append(piece);
            String spelled = tokenizer.flatMap(own -> own.piece(id)).orElse("#" + id);
            tokens.add(new Token(i, id, spelled, put ? 0 : start, put ? 0 : text.length(), put));
        }
        text.append(stream.map(TextStream::end).orElse(""));
        return new Words(List.of(text.toString()), tokens, types, sources, false);
    }

    /// Checks that everything is there once for each token, and copies it.
    ///
    /// @throws IllegalArgumentException if there is no text, a token does not stand where its index says, or one ends behind its text
    public Words {
        texts = List.copyOf(texts);
        tokens = List.copyOf(tokens);
        types = types.clone();
        sources = sources.clone();
        if (texts.isEmpty() || types.length != tokens.size() || sources.length != tokens.size()) {
            throw new IllegalArgumentException("words: %d texts, %d tokens, %d types, %d sources (need a text, and as many of the others)"
                    .formatted(texts.size(), tokens.size(), types.length, sources.length));
        }
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            String text = texts.get(Math.clamp(sources[i], 0, texts.size() - 1));
            if (token.index() != i) {
                throw new IllegalArgumentException("words: token %d has index %d".formatted(i, token.index()));
            }
            if (token.end() > text.length()) {
                throw new IllegalArgumentException("words: token %d \"%s\" ends at %d in a text of %d UTF-16 units"
                        .formatted(i, token.piece(), token.end(), text.length()));
            }
        }
    }

    /// Tokens of one text.
    public static Words of(String text, List<Token> tokens) {
        return new Words(List.of(text), tokens, new int[tokens.size()], tokens.stream().mapToInt(token -> token.special() ? NOWHERE : 0).toArray(),
                false);
    }

    /// The same without some tokens; later ones move up, their types with them.
    Words without(boolean[] gone) {
        int[] kept = IntStream.range(0, size()).filter(i -> !gone[i]).toArray();
        List<Token> moved = IntStream.range(0, kept.length).mapToObj(i -> tokens.get(kept[i]).moved(i)).toList();
        return new Words(texts, moved, Arrays.stream(kept).map(i -> types[i]).toArray(),
                Arrays.stream(kept).map(i -> sources[i]).toArray(), cut);
    }

    /// The same with another token in one place.
    Words with(int index, int id) {
        List<Token> other = new ArrayList<>(tokens);
        Token own = tokens.get(index);
        other.set(index, new Token(index, id, "#" + id, own.start(), own.end(), own.special()));
        return new Words(texts, other, types, sources, cut);
    }

    /// What the model reads.
    public int[] ids() {
        return tokens.stream().mapToInt(Token::id).toArray();
    }

    /// How many tokens.
    public int size() {
        return tokens.size();
    }

    /// Which of the texts a token is from; the first for one that was put in.
    public int text(int index) {
        return Math.clamp(sources[index], 0, texts.size() - 1);
    }

    /// The text that a token is from.
    public String textOf(int index) {
        return texts.get(text(index));
    }

    /// Whether there is a second text.
    public boolean hasTwo() {
        return texts.size() == 2 || Arrays.stream(sources).anyMatch(source -> source == 1);
    }

    /// What one should know about it, in sentences.
    public List<String> warnings() {
        return cut ? List.of("the tokenizer cut the text after %d tokens, as its file says".formatted(size())) : List.of();
    }

    @Override public int[] types() {
        return types.clone();
    }

    @Override public int[] sources() {
        return sources.clone();
    }
}
