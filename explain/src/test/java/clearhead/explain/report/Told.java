package clearhead.explain.report;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.explain.Axis;
import clearhead.explain.Cost;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.Toy;
import clearhead.explain.WhiteBox;
import clearhead.explain.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/// Explanations of all kinds that no model gave.
final class Told {

    /// `[CLS] A film . So bad ! [SEP]`
    private static final Words FILM = words("A film. So bad!", new int[][] {{}, {0, 1}, {2, 6}, {6, 7}, {8, 10}, {11, 14}, {14, 15}, {}});
    private static final Words OTHER = words("It is. Is it?", new int[][] {{}, {0, 2}, {3, 5}, {5, 6}, {7, 9}, {10, 12}, {12, 13}});
    private static final Words WRITTEN = words("Ein Film.", new int[][] {{0, 3}, {4, 8}, {8, 9}});

    static final Input.Text TEXT = new Input.Text(FILM, Optional.of(WRITTEN), Optional.of(OTHER));
    /// `[CLS] a b [SEP] c [SEP]`
    static final Input TWO = new Input.Text(new Words(List.of("a b", "c"), List.of(token(0), token(1, "a", 0, 1), token(2, "b", 2, 3),
        token(3), token(4, "c", 0, 1), token(5)), new int[6], new int[] {-1, 0, 0, -1, 1, -1}, false));
    static final Input IDS = new Input.Text(Words.of(new int[] {7, 9}, new int[2], Optional.empty()));
    static final Input PICTURE = new Input.Picture(Tensor.full(Shape.of(1, 1, 4, 4), 0.5f), 2, 2, true);

    private static final MethodCard CARD = new MethodCard("integrated-gradients", "Integrated gradients", MethodCard.Needs.GRADIENTS,
        "adds up", "some", "a paper", true, "Read it with care.", _ -> null);
    static final Report REPORT = new Report(Toy.of(x -> x, 1), List.of(CARD));

    private Told() {}

    static Explanation one(long seed) {
        return one(TEXT, matrix(1, FILM.size(), seed)[0], matrix(1, FILM.size(), seed)[0]);
    }

    static Explanation one(Input input, float[] scores, float[] errors) {
        return explanation(input, new Scores.One(List.of(Axis.of(Axis.TOKENS, input.tokens())),
            new Explanation.Row(scores, 3, OptionalDouble.of(1), errors)));
    }

    static Explanation pairs(long seed) {
        return explanation(TEXT, new Scores.Grid(List.of(Axis.of(Axis.TOKENS, FILM.tokens())), List.of(Axis.of(Axis.PAIR, OTHER.tokens())),
            matrix(FILM.size(), OTHER.size(), seed), OptionalInt.empty(), 3, OptionalDouble.of(1)));
    }

    static Explanation attention(long seed) {
        Axis tokens = Axis.of(Axis.TOKENS, FILM.tokens());
        return explanation(TEXT, new Scores.Grid(List.of(tokens), List.of(tokens), matrix(FILM.size(), FILM.size(), seed),
            OptionalInt.of(0), 3, OptionalDouble.empty()));
    }

    /// Rows for what is written over what is read and what was written.
    static Explanation each(long seed) {
        List<Axis> columns = List.of(Axis.of(Axis.TOKENS, FILM.tokens()), Axis.of(Axis.TARGETS, WRITTEN.tokens()));
        float[][] scores = matrix(WRITTEN.size(), Axis.size(columns), seed);
        List<Explanation.Row> rows = IntStream.range(0, scores.length)
            .mapToObj(i -> new Explanation.Row(scores[i], -1 - i, OptionalDouble.of(-8))).toList();
        Scores each = new Scores.Each(Axis.of(Axis.TARGETS, WRITTEN.tokens()), columns, rows);
        return new Explanation(new Explanation.Method("integrated-gradients", Map.of(), ""),
            new WhiteBox.ModelInfo("sha256:0", "toy", "a test"), TEXT, new Target.Each(), each, 5,
            new Cost(2, 1, 30, 0, 0), Optional.empty(), List.of());
    }

    static Explanation explanation(Input input, Scores scores) {
        return new Explanation(new Explanation.Method("integrated-gradients", Map.of("steps", 7), ""),
            new WhiteBox.ModelInfo("sha256:0", "toy", "a test"), input, new Target.Logit(1), scores, 5, new Cost(2, 1, 30, 0, 0),
            Optional.empty(), List.of("a warning"));
    }

    static Input ids(int size) {
        return new Input.Text(Words.of(new int[size], new int[size], Optional.empty()));
    }

    static List<Axis> side(String name, int size) {
        return List.of(new Axis(name, size, List.of()));
    }

    /// Numbers with 10 binary places.
    static float[][] matrix(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[][] matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int j = 0; j < columns; j++) {
                row[j] = (random.nextInt(2048) - 1024) / 1024f;
            }
        }
        return matrix;
    }

    /// @param offsets of the tokens; none for a special one
    private static Words words(String text, int[][] offsets) {
        List<Token> tokens = new ArrayList<>();
        for (int[] offset : offsets) {
            int i = tokens.size();
            tokens.add(offset.length == 0 ? token(i) : token(i, "#" + text.substring(offset[0], offset[1]), offset[0], offset[1]));
        }
        return Words.of(text, tokens);
    }

    private static Token token(int index, String piece, int start, int end) {
        return new Token(index, index, piece, start, end, false);
    }

    private static Token token(int index) {
        return new Token(index, index, index == 0 ? "[CLS]" : "[SEP]", 0, 0, true);
    }
}
