package clearhead.core.text;

import java.util.ArrayList;
import java.util.List;

/// What becomes of the delimiters when a text is cut at them. `-` in `a-b--c` gives:
enum Behavior {

    /// `a`, `b`, `c`
    REMOVED("Removed") {
        @Override List<Span> pieces(List<Span> spans) {
            return spans.stream().filter(span -> !span.match()).toList();
        }
    },

    /// `a`, `-`, `b`, `-`, `-`, `c`
    ISOLATED("Isolated") {
        @Override List<Span> pieces(List<Span> spans) {
            return spans;
        }
    },

    /// `a-`, `b-`, `-`, `c`
    MERGED_WITH_PREVIOUS("MergedWithPrevious") {
        @Override List<Span> pieces(List<Span> spans) {
            return joined(spans, (before, span) -> span.match() && !before);
        }
    },

    /// `a`, `-b`, `-`, `-c`
    MERGED_WITH_NEXT("MergedWithNext") {
        @Override List<Span> pieces(List<Span> spans) {
            List<Span> mirrored = spans.reversed().stream().map(s -> new Span(-s.end(), -s.start(), s.match())).toList();
            return MERGED_WITH_PREVIOUS.pieces(mirrored).reversed().stream()
                    .map(s -> new Span(-s.end(), -s.start(), s.match())).toList();
        }
    },

    /// `a`, `-`, `b`, `--`, `c`
    CONTIGUOUS("Contiguous") {
        @Override List<Span> pieces(List<Span> spans) {
            return joined(spans, (before, span) -> span.match() == before);
        }
    };

    /// Whether a span is one piece with what stands before it.
    private interface Joins {
        boolean test(boolean matchBefore, Span span);
    }

    private final String json;

    Behavior(String json) {
        this.json = json;
    }

    /// What `tokenizer.json` calls it.
    String json() {
        return json;
    }

    /// The pieces that are left of the spans of a text.
    abstract List<Span> pieces(List<Span> spans);

    private static List<Span> joined(List<Span> spans, Joins joins) {
        List<Span> pieces = new ArrayList<>();
        boolean before = false;
        for (Span span : spans) {
            if (joins.test(before, span) && !pieces.isEmpty()) {
                pieces.add(new Span(pieces.removeLast().start(), span.end(), false));
            } else {
                pieces.add(new Span(span.start(), span.end(), false));
            }
            before = span.match();
        }
        return pieces;
    }
}
