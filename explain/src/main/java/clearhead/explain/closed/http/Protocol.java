package clearhead.explain.closed.http;

import clearhead.core.BadInput;
import java.util.Optional;
import tools.jackson.core.JsonPointer;

/// What is sent to a service, and where in what comes back the scores stand.
///
/// By default `{"inputs": [text, …]}` is posted. What is understood of an answer, for inputs in their order:
///
/// - `[[{"label": "positive", "score": 0.9}, …], …]`, all labels of each input in any order, as services of text classification give it
/// - `[[0.9, 0.1], …]`, and `[0.9, …]` for one number each
/// - either of them under the key `scores`
/// - for one input the same without the outer list
///
/// @param request JSON in which `$inputs` stands for a list of inputs, or `$input` for one of them
/// @param answer  a JSON pointer to the scores in what comes back (RFC 6901); empty for what is said above
public record Protocol(String request, Optional<String> answer) {

    /// See above.
    public static final Protocol STANDARD = new Protocol("{\"inputs\": $inputs}", Optional.empty());

    /// Checks both.
    ///
    /// @throws BadInput if one is not what it should be
    public Protocol {
        Template.of(request);
        answer.ifPresent(Protocol::pointer);
    }

    Template template() {
        return Template.of(request);
    }

    Optional<JsonPointer> pointer() {
        return answer.map(Protocol::pointer);
    }

    private static JsonPointer pointer(String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException wrong) {
            throw new BadInput("answer", "'%s' is no JSON pointer".formatted(text), "one such as /predictions", wrong);
        }
    }
}
