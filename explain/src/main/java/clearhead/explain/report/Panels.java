package clearhead.explain.report;

import clearhead.explain.Axis;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Level;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The panels of explanations that have rows and columns in common, over tokens, words and sentences.
///
/// @param input    what was explained
/// @param question about it
/// @param views    says who says it
/// @param facts    of all
record Panels(Input input, String question, Views views, Map<String, String> facts) {

    /// Scores of one number.
    ///
    /// @param columns of each of them
    Panel answer(List<Axis> columns, List<Explanation> all) {
        return levels(level -> {
            Side side = Side.of(columns, input, level);
            List<View> said = views.of(all, (explanation, matrix) -> new float[][] {side.sums(own(explanation, matrix))}, level);
            return panel(question, "", question, List.of(row("score", value(all))), side, said, level);
        });
    }

    /// The row that is the answer's own, as far as it falls on the input.
    private static float[] own(Explanation explanation, float[][] matrix) {
        return explanation.scores() instanceof Scores.Grid grid
            ? Arrays.copyOf(matrix[grid.row().orElseThrow()], grid.columns().getFirst().size()) : matrix[0];
    }

    /// Scores of one number for each token that was written. The logarithm of how likely a word is, is the sum of its tokens'; logits have
    /// no such meaning, and stay apart.
    Panel each(Axis targets, List<Axis> columns, List<Explanation> all) {
        boolean logs = all.getFirst().target() instanceof Target.Each each && each.logs();
        List<Explanation.Row> each = all.getFirst().rows();
        return levels(level -> {
            Side rows = Side.of(List.of(targets), input, logs ? level : Level.TOKENS);
            Side side = Side.of(columns, input, level);
            List<View> said = views.of(all, (_, matrix) -> Side.sums(rows, side, matrix), level).stream()
                .map(view -> view.with(summed(view.completeness(), rows))).toList();
            List<Row> shown = IntStream.range(0, rows.members().size()).mapToObj(i -> {
                double value = rows.members().get(i).tokens().stream().mapToDouble(token -> each.get(token.index()).value()).sum();
                return new Row(rows.pieces().get(i), (float) value, Set.of());
            }).toList();
            return panel(question, "written", logs ? "log-probability" : "logit", shown, side, said, level);
        });
    }

    private static Completeness summed(Completeness tokens, Side rows) {
        if (tokens.rows().isEmpty()) {
            return tokens;
        }
        return Completeness.of(rows.members().stream().map(member -> member.tokens().stream().map(token -> tokens.rows().get(token.index()))
            .reduce((a, b) -> new Balance(a.value() + b.value(), a.baseline() + b.baseline(), a.gap() + b.gap())).orElseThrow()).toList());
    }

    /// A matrix. Its rows are summed only if all scores together add up to something.
    Panel grid(Scores.Grid first, List<Explanation> all) {
        boolean together = first.balance().isPresent();
        return levels(level -> {
            Side rows = Side.of(first.rows(), input, together ? level : Level.TOKENS);
            Side side = Side.of(first.columns(), input, level);
            List<View> said = views.of(all, (_, matrix) -> Side.sums(rows, side, matrix), level);
            List<Row> shown = rows.pieces().stream().map(piece -> new Row(piece, 0, Set.of())).toList();
            String name = rows.passages().size() == 1 ? rows.passages().getFirst().name() : unit(level);
            return new Panel(together ? "pair by pair" : "token by token", name, "", shown, side.passages(), said,
                unit(level), first.row(), together, facts, List.of());
        });
    }

    /// The sums of a matrix over its rows, and over its columns: each of them is all that is explained.
    Panel margins(Scores.Grid first, List<Explanation> all) {
        List<Axis> both = Stream.concat(first.rows().stream(), first.columns().stream()).toList();
        return levels(level -> {
            Side side = Side.of(both, input, level);
            List<View> said = views.of(all, (_, matrix) -> new float[][] {side.sums(margins(matrix))}, level);
            return panel("each text’s share", "", question, List.of(row("score", value(all))), side, said, level);
        });
    }

    /// `[rows + columns]`
    private static float[] margins(float[][] matrix) {
        double[] sums = new double[matrix.length + matrix[0].length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                sums[i] += matrix[i][j];
                sums[matrix.length + j] += matrix[i][j];
            }
        }
        return floats(sums);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        IntStream.range(0, values.length).forEach(i -> floats[i] = (float) values[i]);
        return floats;
    }

    /// The pixels of a picture, and their sums over its squares.
    Panel pixels(Input.Picture picture, List<Explanation> all) {
        Picture drawn = Picture.of(picture).byPixel();
        List<Piece> columns = IntStream.range(0, drawn.width()).mapToObj(x -> new Piece(Integer.toString(x), 0, 0, false)).toList();
        List<Row> rows = IntStream.range(0, drawn.height()).mapToObj(y -> row(Integer.toString(y), 0)).toList();
        Panel pixels = new Panel(question, "row", "", rows, List.of(new Passage("picture", "", columns, Optional.of(drawn))),
            views.of(all, (_, matrix) -> matrix, Level.TOKENS), "pixels", OptionalInt.empty(), false, facts, List.of());
        List<Piece> squares = picture.tokens().stream().skip(1).map(Piece::of).toList();
        Panel patches = new Panel(question, "", question, List.of(row("score", value(all))),
            List.of(new Passage("picture", "", squares, Optional.of(Picture.of(picture)))),
            views.of(all, (_, matrix) -> new float[][] {squares(matrix, picture)}, Level.WORDS), "patches", OptionalInt.empty(), false,
            facts, List.of());
        return pixels.with(List.of(patches));
    }

    private static float[] squares(float[][] pixels, Input.Picture picture) {
        double[] sums = new double[picture.rows() * picture.columns()];
        for (int y = 0; y < pixels.length; y++) {
            for (int x = 0; x < pixels[y].length; x++) {
                sums[y * picture.rows() / pixels.length * picture.columns() + x * picture.columns() / pixels[y].length] += pixels[y][x];
            }
        }
        return floats(sums);
    }

    private Panel panel(String title, String rowsName, String target, List<Row> rows, Side side, List<View> said, Level level) {
        return new Panel(title, rowsName, target, rows, side.passages(), said, unit(level), OptionalInt.empty(), false, facts, List.of());
    }

    private String unit(Level level) {
        return switch (input) {
            case Input.Picture _ -> "patches";
            case Input.Row _ -> "columns";
            case Input.Text _ -> level.name().toLowerCase(Locale.ROOT);
        };
    }

    private static Row row(String text, double value) {
        return new Row(new Piece(text, 0, 0, false), (float) value, Set.of());
    }

    private static double value(List<Explanation> all) {
        return switch (all.getFirst().scores()) {
            case Scores.One(List<Axis> _, Explanation.Row row) -> row.value();
            case Scores.Grid grid -> grid.value();
            case Scores.Each each -> each.each().stream().mapToDouble(Explanation.Row::value).sum();
        };
    }

    /// Over tokens; behind it over words and sentences, if there is a text, and these are not the same once more.
    private static Panel levels(Function<Level, Panel> at) {
        Panel tokens = at.apply(Level.TOKENS);
        List<Panel> coarser = new ArrayList<>();
        Panel last = tokens;
        for (Level level : List.of(Level.WORDS, Level.SENTENCES)) {
            Panel next = at.apply(level);
            boolean readable = next.columns().stream().anyMatch(passage -> !passage.text().isBlank());
            boolean several = next.pieces().stream().filter(piece -> !piece.special()).count() > 1;
            if (readable && several && next.rows().size() + next.pieces().size() < last.rows().size() + last.pieces().size()) {
                coarser.add(next);
                last = next;
            }
        }
        return tokens.with(coarser);
    }
}
