package clearhead.explain.counter;

import clearhead.explain.Input;
import clearhead.explain.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A text in which edits are marked, as `wdiff` does it: `[-removed-]`, `{+put in+}`.
final class MarkedText {

    private MarkedText() {}

    static String of(Input input, List<Edit> edits) {
        return switch (input) {
            case Input.Text text when !String.join("", text.words().texts()).isBlank() -> IntStream.range(0, text.words().texts().size())
                    .mapToObj(source -> marked(text, source, edits)).collect(Collectors.joining("\n"));
            case Input.Text _, Input.Picture _, Input.Row _ -> pieces(input.tokens(), edits);
        };
    }

    /// @param source which of the texts
    private static String marked(Input.Text input, int source, List<Edit> edits) {
        String text = input.words().texts().get(source);
        StringBuilder marked = new StringBuilder();
        List<Edit> own = edits.stream().filter(edit -> input.words().text(first(edit).index()) == source).toList();
        int at = 0;
        for (int e = 0; e < own.size(); e++) {
            Edit edit = own.get(e);
            int start = Math.max(at, first(edit).start());
            int end = Math.max(start, edit.tokens().getLast().end());
            while (edit.to().isEmpty() && e + 1 < own.size() && own.get(e + 1).to().isEmpty()
                    && isBlank(text, end, first(own.get(e + 1)).start())) {
                e++;                                                             // what is removed in a row is one stretch
                end = Math.max(end, own.get(e).tokens().getLast().end());
            }
            marked.append(text, at, start).append("[-").append(start == end ? edit.from() : text.substring(start, end)).append("-]");
            edit.to().ifPresent(put -> marked.append("{+").append(put.piece().strip()).append("+}"));
            at = end;
        }
        return marked.append(text.substring(at)).toString();
    }

    private static Token first(Edit edit) {
        return edit.tokens().getFirst();
    }

    private static boolean isBlank(String text, int from, int to) {
        return from >= to || text.substring(from, to).isBlank();
    }

    /// Where there is no text: what the tokens are called.
    private static String pieces(List<Token> tokens, List<Edit> edits) {
        List<String> words = new ArrayList<>();
        for (Token token : tokens) {
            Optional<Edit> edit = edits.stream().filter(one -> one.tokens().contains(token))
                    .min(Comparator.comparingInt(one -> one.tokens().size()));
            words.add(edit.map(one -> "[-" + token.piece() + "-]" + one.to().map(put -> "{+" + put.piece() + "+}").orElse(""))
                    .orElse(token.piece()));
        }
        return String.join(" ", words);
    }
}
