package clearhead.explain.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/// A table of figures over many inputs: one line a method, say, with what there is to hold against it.
///
/// @param note    what was measured, on what, and how to read it
/// @param headers over the labels, then over the cells
public record Summary(String title, String note, List<String> headers, List<Line> lines) {

    public Summary {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(note, "note");
        headers = List.copyOf(headers);
        lines = List.copyOf(lines);
        for (Line line : lines) {
            if (line.cells().size() + 1 != headers.size()) {
                throw new IllegalArgumentException("summary \"" + title + "\", line \"" + line.label() + "\": "
                    + line.cells().size() + " cells and a label under " + headers.size() + " headers");
            }
        }
    }

    /// @param caution a sentence, for instance why not to trust the method here; may be empty
    public record Line(String label, List<Cell> cells, String caution) {
        public Line {
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(caution, "caution");
            cells = List.copyOf(cells);
        }
    }

    /// How a number is written.
    public enum Unit {
        /// as it is
        NUMBER,
        /// 0.83 as 83 %
        SHARE,
        /// 6.9 as 6.9 ×
        TIMES
    }

    /// What may stand in a table.
    public sealed interface Cell {
        @JsonProperty default String kind() {
            return switch (this) {
                case Words _ -> "words";
                case Figure _ -> "figure";
                case Estimate _ -> "estimate";
            };
        }
    }

    public record Words(String text) implements Cell {
        public Words {
            Objects.requireNonNull(text, "text");
        }
    }

    public record Figure(float value, Unit unit) implements Cell {
        public Figure {
            Sheet.requireFinite(value, "figure");
        }
    }

    /// A mean with its interval, beside what chance would give; drawn as a dot on a line with a tick for chance.
    public record Estimate(float value, float low, float high, float chance, Unit unit) implements Cell {
        public Estimate {
            Sheet.requireFinite(value, "estimate");
            Sheet.requireFinite(chance, "chance");
            if (!(low <= value && value <= high)) {
                throw new IllegalArgumentException(
                    "estimate " + value + " in [" + low + ", " + high + "] (need low ≤ value ≤ high)");
            }
        }
    }
}
