package clearhead.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Stage 4: puts the special tokens in, and says which segment is which.
sealed interface PostProcessor {

    /// @param parts   one text or two, or what a post-processor before this made of them, in the order in which they will stand
    /// @param special whether special tokens are wanted
    List<Encoding> process(List<Encoding> parts, boolean special);

    /// How many special tokens it puts in.
    int added(boolean pair);

    /// One after another; none of them puts the texts behind each other as they are.
    record Sequence(List<PostProcessor> processors) implements PostProcessor {

        @Override public List<Encoding> process(List<Encoding> parts, boolean special) {
            List<Encoding> result = parts;
            for (PostProcessor each : processors) {
                result = each.process(result, special);
            }
            return result;
        }

        @Override public int added(boolean pair) {
            return processors.stream().mapToInt(each -> each.added(pair)).sum();
        }
    }

    /// What stands where, written out.
    ///
    /// @param single        for one text
    /// @param pair          for two
    /// @param specialTokens by the names that the templates use
    record Template(List<Part> single, List<Part> pair, Map<String, Special> specialTokens) implements PostProcessor {

        /// A place in the template, and the segment it belongs to.
        sealed interface Part {
            int typeId();
        }

        /// The text 0 or 1.
        record Text(int sequence, int typeId) implements Part {
        }

        /// Special tokens.
        record Name(String name, int typeId) implements Part {
        }

        /// What a name stands for: usually one token.
        record Special(List<Integer> ids, List<String> pieces) {
        }

        @Override public List<Encoding> process(List<Encoding> parts, boolean special) {
            List<Encoding> result = new ArrayList<>();
            for (Part part : parts.size() == 1 ? single : pair) {
                switch (part) {
                    case Text text -> result.add(parts.get(text.sequence)
                            .map(tokens -> tokens.stream().map(token -> token.withType(text.typeId)).toList()));
                    case Name name when special -> result.add(tokens(specialTokens.get(name.name), name.typeId));
                    case Name _ -> { }
                }
            }
            return result;
        }

        private static Encoding tokens(Special special, int typeId) {
            return new Encoding(IntStream.range(0, special.ids.size())
                    .mapToObj(i -> Token.special(special.ids.get(i), special.pieces.get(i), typeId)).toList());
        }

        @Override public int added(boolean isPair) {
            return (isPair ? pair : single).stream().mapToInt(part -> switch (part) {
                case Text _ -> 0;
                case Name name -> specialTokens.get(name.name).ids.size();
            }).sum();
        }
    }

    /// `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`, the second text in segment 1.
    record Bert(Mark sep, Mark cls) implements PostProcessor {

        @Override public List<Encoding> process(List<Encoding> parts, boolean special) {
            if (!special) {
                return parts;
            }
            List<Encoding> result = new ArrayList<>(List.of(cls.token(0), parts.getFirst(), sep.token(0)));
            parts.stream().skip(1).forEach(second -> result.addAll(List.of(second, sep.token(1))));
            return result;
        }

        @Override public int added(boolean pair) {
            return pair ? 3 : 2;
        }
    }

    /// `<s> A </s>`, `<s> A </s></s> B </s>`, all in segment 0.
    record Roberta(Mark sep, Mark cls, boolean trimOffsets, boolean addPrefixSpace) implements PostProcessor {

        @Override public List<Encoding> process(List<Encoding> parts, boolean special) {
            List<Encoding> texts = new ByteLevel(trimOffsets, addPrefixSpace).process(parts, special).stream()
                    .map(part -> part.map(tokens -> tokens.stream().map(token -> token.withType(0)).toList())).toList();
            if (!special) {
                return texts;
            }
            List<Encoding> result = new ArrayList<>(List.of(cls.token(0), texts.getFirst(), sep.token(0)));
            texts.stream().skip(1).forEach(second -> result.addAll(List.of(sep.token(0), second, sep.token(0))));
            return result;
        }

        @Override public int added(boolean pair) {
            return pair ? 4 : 2;
        }
    }

    /// A special token by its piece and id.
    record Mark(String piece, int id) {

        Encoding token(int typeId) {
            return new Encoding(List.of(Token.special(id, piece, typeId)));
        }
    }

    /// Takes the spaces that belong to a token out of its place in the text.
    ///
    /// @param trimOffsets    whether it does
    /// @param addPrefixSpace whether a text's first space may have been put in, and so is not the user's
    record ByteLevel(boolean trimOffsets, boolean addPrefixSpace) implements PostProcessor {

        @Override public List<Encoding> process(List<Encoding> parts, boolean special) {
            return trimOffsets ? parts.stream().map(part -> part.map(this::trimmed)).toList() : parts;
        }

        private List<Token> trimmed(List<Token> tokens) {
            return IntStream.range(0, tokens.size()).mapToObj(i -> trimmed(tokens.get(i), i == 0)).toList();
        }

        private Token trimmed(Token token, boolean first) {
            int leading = 0;
            int trailing = 0;
            String piece = token.piece();
            while (leading < piece.length() && isSpace(piece.charAt(leading))) {
                leading++;
            }
            while (trailing < piece.length() && isSpace(piece.charAt(piece.length() - 1 - trailing))) {
                trailing++;
            }
            boolean putIn = leading == 1 && addPrefixSpace && (first || token.start() == 0);
            int start = Math.min(token.start() + (putIn ? 0 : leading), token.end());
            int end = token.end() >= trailing ? Math.max(token.end() - trailing, start) : token.end();
            return start == token.start() && end == token.end() ? token : token.withPlace(start, end);
        }

        private static boolean isSpace(char c) {
            return c == ByteAlphabet.SPACE || Characters.isSpace(c);
        }

        @Override public int added(boolean pair) {
            return 0;
        }
    }
}
