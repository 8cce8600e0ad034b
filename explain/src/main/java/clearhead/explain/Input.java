package clearhead.explain;

import clearhead.autograd.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a model is asked. Scores belong to positions: two equal tokens are two features.
public sealed interface Input {

    /// What the model reads, token by token; of a picture the row in front of its squares, and these in reading order.
    List<Token> tokens();

    /// What it wrote or shall write after it, without the start token; empty for a model that only reads.
    List<Token> targets();

    /// The second text of a similarity, which is read alone.
    default Optional<Input> pair() {
        return Optional.empty();
    }

    /// The ids that the model reads.
    default int[] ids() {
        return tokens().stream().mapToInt(Token::id).toArray();
    }

    /// The ids of the targets.
    default int[] targetIds() {
        return targets().stream().mapToInt(Token::id).toArray();
    }

    /// One text, and what is written after it.
    ///
    /// @throws IllegalArgumentException if there is no token, one does not stand where its index says, or one ends behind the text
    static Text of(String text, List<Token> tokens, List<Token> targets) {
        return new Text(Words.of(text, tokens), targets.isEmpty() ? Optional.empty()
                : Optional.of(Words.of(" ".repeat(targets.stream().mapToInt(Token::end).max().getAsInt()), targets)), Optional.empty());
    }

    /// A text.
    ///
    /// @param words  what the model reads; perhaps two texts, one behind the other
    /// @param target what the decoder of an encoder-decoder has written, or how the text goes on
    /// @param second what it is compared with
    record Text(Words words, Optional<Words> target, Optional<Words> second) implements Input {

        /// Checks that there is something to read.
        ///
        /// @throws IllegalArgumentException if there is not
        public Text {
            if (words.size() == 0) {
                throw new IllegalArgumentException("input: no token");
            }
        }

        /// A text alone.
        public Text(Words words) {
            this(words, Optional.empty(), Optional.empty());
        }

        @Override public List<Token> tokens() {
            return words.tokens();
        }

        @Override public List<Token> targets() {
            return target.map(Words::tokens).orElse(List.of());
        }

        @Override public Optional<Input> pair() {
            return second.map(Text::new);
        }
    }

    /// A picture.
    ///
    /// @param pixels  `[1, channels, height, width]`
    /// @param rows    of squares
    /// @param columns of squares
    /// @param byPixel whether pixels are explained, or squares
    record Picture(Tensor pixels, int rows, int columns, boolean byPixel) implements Input {

        @Override public List<Token> tokens() {
            return IntStream.rangeClosed(0, rows * columns).mapToObj(i -> i == 0 ? new Token(0, 0, "[CLS]", 0, 0, true)
                    : new Token(i, i, "patch %d,%d".formatted((i - 1) / columns, (i - 1) % columns), 0, 0, false)).toList();
        }

        @Override public List<Token> targets() {
            return List.of();
        }
    }
}
