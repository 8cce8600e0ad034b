package clearhead.core.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Stage 5, backwards: from pieces to the text that they spell. Each decoder takes pieces and gives pieces; in the end they are put
/// together.
sealed interface Decoder {

    List<String> decode(List<String> pieces);

    private static List<String> each(List<String> pieces, java.util.function.UnaryOperator<String> of) {
        return pieces.stream().map(of).toList();
    }

    /// One after another.
    record Sequence(List<Decoder> decoders) implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            List<String> result = pieces;
            for (Decoder decoder : decoders) {
                result = decoder.decode(result);
            }
            return result;
        }
    }

    /// Where a file has no decoder: spaces between the pieces.
    record Spaces() implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            return List.of(String.join(" ", pieces));
        }
    }

    /// Spaces between words, but not before pieces that begin with the prefix.
    ///
    /// @param cleanup whether spaces before punctuation and English endings go too
    record WordPiece(String prefix, boolean cleanup) implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            return IntStream.range(0, pieces.size()).mapToObj(i -> {
                String piece = pieces.get(i);
                String spaced = i == 0 ? piece : piece.startsWith(prefix) ? piece.substring(prefix.length()) : " " + piece;
                return cleanup ? clean(spaced) : spaced;
            }).toList();
        }

        static String clean(String text) {
            return text.replace(" .", ".").replace(" ?", "?").replace(" !", "!").replace(" ,", ",").replace(" ' ", "'")
                    .replace(" n't", "n't").replace(" 'm", "'m").replace(" do not", " don't").replace(" 's", "'s")
                    .replace(" 've", "'ve").replace(" 're", "'re");
        }
    }

    /// Characters that are bytes become the text that the bytes spell.
    record ByteLevel() implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            return List.of(ByteAlphabet.read(pieces));
        }
    }

    /// `▁` becomes a space.
    ///
    /// @param scheme whether that of the first piece was put in, and so goes
    /// @param split  says nothing here
    record Metaspace(int replacement, PreTokenizer.Metaspace.Scheme scheme, boolean split) implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            String mark = Character.toString(replacement);
            boolean putIn = scheme != PreTokenizer.Metaspace.Scheme.NEVER;
            return IntStream.range(0, pieces.size())
                    .mapToObj(i -> pieces.get(i).replace(mark, i == 0 && putIn ? "" : " ")).toList();
        }
    }

    /// The mark of a word's end becomes a space, but for the last.
    record EndOfWord(String suffix) implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            return IntStream.range(0, pieces.size())
                    .mapToObj(i -> pieces.get(i).replace(suffix, i == pieces.size() - 1 ? "" : " ")).toList();
        }
    }

    /// `content` in the place of each match.
    record Replace(Delimiter pattern, String content) implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            return each(pieces, piece -> {
                StringBuilder result = new StringBuilder();
                for (Span span : pattern.find(piece)) {
                    result.append(span.match() ? content : piece.substring(span.start(), span.end()));
                }
                return result.toString();
            });
        }
    }

    /// All pieces become one.
    record Fuse() implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            return List.of(String.join("", pieces));
        }
    }

    /// Takes a character off the ends of each piece, so many times at most.
    record Strip(int content, int start, int stop) implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            return each(pieces, piece -> {
                int[] characters = piece.codePoints().toArray();
                int from = 0;
                while (from < Math.min(start, characters.length) && characters[from] == content) {
                    from++;
                }
                int to = characters.length;
                while (to > from && characters.length - to < stop && characters[to - 1] == content) {
                    to--;
                }
                return new String(characters, from, to - from);
            });
        }
    }

    /// Neighbours `<0x00>` to `<0xFF>` become the text that their bytes spell; if they spell none, each becomes U+FFFD.
    record ByteFallback() implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            List<String> result = new ArrayList<>();
            List<Byte> bytes = new ArrayList<>();
            for (String piece : pieces) {
                if (piece.matches("<0x[0-9A-Fa-f]{2}>")) {
                    bytes.add((byte) Integer.parseInt(piece, 3, 5, 16));
                } else {
                    flush(bytes, result);
                    result.add(piece);
                }
            }
            flush(bytes, result);
            return result;
        }

        private static void flush(List<Byte> bytes, List<String> result) {
            if (bytes.isEmpty()) {
                return;
            }
            ByteBuffer buffer = ByteBuffer.allocate(bytes.size());
            bytes.forEach(buffer::put);
            try {
                result.add(UTF_8.newDecoder().decode(buffer.flip()).toString());
            } catch (CharacterCodingException notText) {
                bytes.forEach(_ -> result.add("\uFFFD"));
            }
            bytes.clear();
        }
    }

    /// For speech: repetitions go, then the padding; the delimiter of words becomes a space.
    record Ctc(String pad, String wordDelimiter, boolean cleanup) implements Decoder {

        @Override public List<String> decode(List<String> pieces) {
            return IntStream.range(0, pieces.size())
                    .filter(i -> i == 0 || !pieces.get(i).equals(pieces.get(i - 1)))
                    .mapToObj(i -> pieces.get(i).replace(pad, ""))
                    .map(piece -> cleanup ? WordPiece.clean(piece).replace(wordDelimiter, " ") : piece)
                    .filter(piece -> !piece.isEmpty()).toList();
        }
    }
}
