package clearhead.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The scores of an explanation as comma-separated values (RFC 4180), for spreadsheets and data frames: one line for each score.
///
/// - One explained number: `token,index,start,end,score`, for methods that draw samples with `standardError`.
/// - A matrix: `row,rowToken,column,columnToken,score`. Rows and columns count from 0 as in the JSON; a pixel has no token.
///
/// Scores read back to the same float.
final class ExplanationCsv {

    private static final String LINE_END = "\r\n";

    private ExplanationCsv() {}

    static String of(Explanation explanation) {
        List<String> lines = switch (explanation.scores()) {
            case Scores.One(List<Axis> columns, Explanation.Row row) -> tokens(columns, row);
            case Scores.Each each -> matrix(each);
            case Scores.Grid grid -> matrix(grid);
        };
        return lines.stream().collect(Collectors.joining(LINE_END, "", LINE_END));
    }

    private static List<String> tokens(List<Axis> columns, Explanation.Row row) {
        float[] scores = row.scores();
        float[] errors = row.errors();
        List<String> lines = new ArrayList<>(List.of("token,index,start,end,score" + (errors.length > 0 ? ",standardError" : "")));
        for (Axis axis : columns) {
            for (int i = 0; i < axis.size(); i++) {
                String place = axis.tokens().isEmpty() ? ",%d,,".formatted(i) : place(axis.tokens().get(i));
                int at = lines.size() - 1;
                lines.add("%s,%s%s".formatted(place, scores[at], errors.length > 0 ? "," + errors[at] : ""));
            }
        }
        return lines;
    }

    private static String place(Token token) {
        return "%s,%d,%d,%d".formatted(field(token.piece()), token.index(), token.start(), token.end());
    }

    private static List<String> matrix(Scores scores) {
        List<String> lines = new ArrayList<>(List.of("row,rowToken,column,columnToken,score"));
        List<String> rows = names(scores.rows());
        List<String> columns = names(scores.columns());
        float[][] matrix = scores.matrix();
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                lines.add("%d,%s,%d,%s,%s".formatted(i, rows.get(i), j, columns.get(j), matrix[i][j]));
            }
        }
        return lines;
    }

    private static List<String> names(List<Axis> axes) {
        return axes.stream().flatMap(axis -> axis.tokens().isEmpty() ? Stream.generate(() -> "").limit(axis.size())
                : axis.tokens().stream().map(token -> field(token.piece()))).toList();
    }

    /// A field with a comma, a quotation mark or the end of a line in it stands between quotation marks; those inside are doubled.
    private static String field(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
