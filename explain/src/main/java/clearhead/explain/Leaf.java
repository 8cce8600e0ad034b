package clearhead.explain;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Where something that is explained enters the model: rows of an activation, each of which gets a score.
public sealed interface Leaf {

    /// The activation.
    Site site();

    /// What its rows are.
    List<Axis> axes();

    /// How many rows.
    default int size() {
        return Axis.size(axes());
    }

    /// From the activation to the rows, `[copies, size, width]`.
    Tensor read(Tensor activation);

    /// The activation with other rows.
    ///
    /// @param rows `[copies, size, width]`
    Tensor write(Tensor activation, Tensor rows);

    /// The first positions of an embedding; those behind them stay what they are.
    ///
    /// @param site `[copies, seq, dModel]`
    record Rows(Site site, List<Axis> axes) implements Leaf {

        /// Copies the list.
        public Rows {
            axes = List.copyOf(axes);
        }

        @Override public Tensor read(Tensor activation) {
            return size() == activation.dim(1) ? activation : activation.slice(1, 0, size());
        }

        @Override public Tensor write(Tensor activation, Tensor rows) {
            int seq = activation.dim(1);
            return size() == seq ? rows : Tensor.concat(1, rows, activation.slice(1, size(), seq));
        }
    }

    /// The pixels of a picture, row by row; a pixel's channels are its width.
    ///
    /// @param height of the picture
    /// @param width  of the picture
    record Pixels(int height, int width) implements Leaf {

        @Override public Site site() {
            return Site.of(Stack.ONLY, Kind.PIXELS);
        }

        /// One axis; what people see is made of it by [Scores].
        @Override public List<Axis> axes() {
            return List.of(new Axis("pixels", height * width, List.of()));
        }

        /// `[copies, channels, height, width] → [copies, height · width, channels]`.
        @Override public Tensor read(Tensor activation) {
            return activation.permute(0, 2, 3, 1).reshape(activation.dim(0), height * width, activation.dim(1));
        }

        @Override public Tensor write(Tensor activation, Tensor rows) {
            return rows.reshape(rows.dim(0), height, width, rows.dim(2)).permute(0, 3, 1, 2);
        }

        /// Its scores as they lie in the picture.
        Scores.Grid picture(Explanation.Row row) {
            float[] flat = row.scores();
            float[][] matrix = IntStream.range(0, height).mapToObj(y -> Arrays.copyOfRange(flat, y * width, (y + 1) * width))
                    .toArray(float[][]::new);
            return new Scores.Grid(List.of(new Axis("pixelRows", height, List.of())), List.of(new Axis("pixelColumns", width, List.of())),
                    matrix, OptionalInt.empty(), row.value(), row.baseline());
        }
    }

    /// The axes of several leaves, one behind the other.
    static List<Axis> axes(List<Leaf> leaves) {
        return leaves.stream().flatMap(leaf -> leaf.axes().stream()).toList();
    }

    /// Rows with another one in the place of each.
    ///
    /// @param x       the rows of all leaves, `[1, rows, width]`
    /// @param row     what is put in their places at a leaf, `[width]`
    /// @param special whether those of special tokens are replaced, too
    static Tensor without(List<Leaf> leaves, Tensor x, Function<Leaf, Tensor> row, boolean special) {
        int width = x.dim(2);
        Tensor empty = Tensor.concat(1, leaves.stream().map(leaf -> row.apply(leaf).reshape(1, 1, width)
                .expand(Shape.of(1, leaf.size(), width))).toArray(Tensor[]::new));
        return special ? empty : sparingSpecial(leaves, x, empty);
    }

    /// Special tokens' rows from x, all others from `rows`, each `[1, rows, width]`.
    static Tensor sparingSpecial(List<Leaf> leaves, Tensor x, Tensor rows) {
        boolean[] put = special(leaves);
        Tensor stays = Tensor.from(Shape.of(1, put.length, 1), flags -> {
            for (int i = 0; i < put.length; i++) {
                flags[i] = put[i] ? 1 : 0;
            }
        });
        return Tensor.where(stays, x, rows);
    }

    /// Whether a score falls on a token that the tokenizer put in, position by position.
    static boolean[] special(List<Leaf> leaves) {
        List<Boolean> flags = leaves.stream().flatMap(leaf -> leaf.axes().stream()).flatMap(axis -> axis.tokens().isEmpty()
                ? Stream.generate(() -> false).limit(axis.size()) : axis.tokens().stream().map(Token::special)).toList();
        boolean[] special = new boolean[flags.size()];
        for (int i = 0; i < special.length; i++) {
            special[i] = flags.get(i);
        }
        return special;
    }
}
