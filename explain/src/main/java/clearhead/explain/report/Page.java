package clearhead.explain.report;

import clearhead.core.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/// A report: a few cases that one may look into, and tables of figures over many.
///
/// The same data gives the same bytes: nothing here knows the time, the machine or the run.
///
/// @param intro     paragraphs, separated by an empty line
/// @param panels    at least one
/// @param summaries may be empty
public record Page(String title, String intro, List<Panel> panels, List<Summary> summaries) {

    /// Only ASCII goes out: a lone half of a surrogate pair, which a character of the input may be, has no UTF-8 of its own.
    private static final JsonMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    public Page {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(intro, "intro");
        panels = List.copyOf(panels);
        summaries = List.copyOf(summaries);
        if (panels.isEmpty()) throw new IllegalArgumentException("page \"" + title + "\": no panels (need at least one)");
    }

    /// One HTML file that needs nothing else, and is not allowed to ask for anything else.
    public String html() {
        return Html.of(this);
    }

    /// All that the page shows, every number written so that it reads back to the same float.
    public String json() {
        return JSON.writeValueAsString(this);
    }

    /// Writes [#html()] to a file, all of it or none.
    public void write(Path file) {
        byte[] bytes = html().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(bytes));
    }
}
