package clearhead.examples.commands;

import clearhead.core.generate.TextStream;
import clearhead.core.text.AddedToken;
import clearhead.core.text.Encoding;
import clearhead.core.text.Tokenizer;
import clearhead.explain.Token;
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
record Words(List<String> texts, List<Token> tokens, int[] types, int[] sources, boolean cut) {

    /// The source of a token that was put in.
    static final int NOWHERE = clearhead.core.text.Token.NO_SEQUENCE;

    /// Tokens of a text; padding that the tokenizer put in is left out, nobody reads it.
    static Words of(Encoding encoding, List<String> texts) {
        List<clearhead.core.text.Token> read = encoding.tokens().stream().filter(clearhead.core.text.Token::counts).toList();
        return of(read, texts, !encoding.overflow().isEmpty());
    }

    /// These very tokens.
    static Words of(List<clearhead.core.text.Token> read, List<String> texts, boolean cut) {
        List<Token> tokens = IntStream.range(0, read.size()).mapToObj(i -> new Token(i, read.get(i).id(), read.get(i).piece(),
                read.get(i).start(), read.get(i).end(), read.get(i).special())).toList();
        return new Words(texts, tokens, read.stream().mapToInt(clearhead.core.text.Token::typeId).toArray(),
                read.stream().mapToInt(clearhead.core.text.Token::sequence).toArray(), cut);
    }

    /// Ids as they are. The text is what they decode to; special tokens have no place in it.
    static Words of(int[] ids, int[] types, Optional<Tokenizer> tokenizer) {
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

    int[] ids() {
        return tokens.stream().mapToInt(Token::id).toArray();
    }

    int size() {
        return tokens.size();
    }

    /// The text that a token is from.
    String textOf(int index) {
        return texts.get(Math.clamp(sources[index], 0, texts.size() - 1));
    }

    boolean hasTwo() {
        return texts.size() == 2 || Arrays.stream(sources).anyMatch(source -> source == 1);
    }

    List<String> warnings() {
        return cut ? List.of("the tokenizer cut the text after %d tokens, as its file says".formatted(size())) : List.of();
    }
}
