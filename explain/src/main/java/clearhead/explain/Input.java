package clearhead.explain;

import clearhead.autograd.Tensor;
import java.util.Arrays;
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

    /// A row of a table. Which columns matter is asked by taking a column's number away: others stand in its place.
    ///
    /// @param columns their names
    /// @param values  one for each
    record Row(List<String> columns, double[] values) implements Input {

        /// Copies both.
        ///
        /// @throws IllegalArgumentException if there is no column, or not one number for each
        public Row {
            columns = List.copyOf(columns);
            values = values.clone();
            if (columns.isEmpty() || columns.size() != values.length) {
                throw new IllegalArgumentException("row: %d numbers for %d columns".formatted(values.length, columns.size()));
            }
        }

        @Override public double[] values() {
            return values.clone();
        }

        /// The columns, each with its number: `age=39`.
        @Override public List<Token> tokens() {
            return IntStream.range(0, values.length).mapToObj(i -> new Token(i, i, columns.get(i) + "=" + number(values[i]), 0, 0, false))
                    .toList();
        }

        private static String number(double value) {
            return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
        }

        @Override public List<Token> targets() {
            return List.of();
        }

        @Override public boolean equals(Object other) {
            return other instanceof Row row && columns.equals(row.columns) && Arrays.equals(values, row.values);
        }

        @Override public int hashCode() {
            return 31 * columns.hashCode() + Arrays.hashCode(values);
        }
    }
}
