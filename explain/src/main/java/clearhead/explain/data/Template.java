package clearhead.explain.data;

import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How an example becomes a text: `{a} costs {b}`, where a name in braces stands for a cell, and `{{`, `}}` for a brace.
///
/// @param parts   what stands around the cells: one more than there are cells
/// @param columns whose cells they are
public record Template(List<String> parts, List<Integer> columns) {

    private static final Pattern MARK = Pattern.compile("\\{\\{|}}|\\{([^{}]*)}|[{}]");

    /// Copies the lists.
    public Template {
        parts = List.copyOf(parts);
        columns = List.copyOf(columns);
    }

    /// Reads a template.
    ///
    /// @throws BadInput if a brace is open, or a name is none of the table's
    public static Template of(String text, Table table) {
        List<String> parts = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        Matcher mark = MARK.matcher(text);
        while (mark.find()) {
            mark.appendReplacement(part, "");
            if (mark.group(1) != null) {
                parts.add(part.toString());
                part.setLength(0);
                columns.add(table.index(mark.group(1)));
            } else if (mark.group().length() == 2) {
                part.append(mark.group().charAt(0));
            } else {
                throw new BadInput("--template", "has a brace alone at character %d".formatted(mark.start() + 1),
                        "{name} for a cell, {{ or }} for a brace");
            }
        }
        parts.add(mark.appendTail(part).toString());
        if (columns.isEmpty()) {
            throw new BadInput("--template", "names no column", "a text with {%s} in it".formatted(table.names().getFirst()));
        }
        return new Template(parts, columns);
    }

    /// The text of an example.
    String fill(List<String> row) {
        StringBuilder text = new StringBuilder(parts.getFirst());
        for (int i = 0; i < columns.size(); i++) {
            text.append(row.get(columns.get(i))).append(parts.get(i + 1));
        }
        return text.toString();
    }
}
