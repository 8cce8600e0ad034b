package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.Words;
import clearhead.explain.report.Columns;
import tools.jackson.databind.node.ObjectNode;

/// The likeliest answer in a text.
///
/// @param words what was read
/// @param first the answer's first token
/// @param last  its last
/// @param score the product of both probabilities, each a softmax over all positions
record AnswerSpan(Words words, int first, int last, float score) implements Answer {

    /// @param logits `[1, seq, 2]`
    static AnswerSpan of(Words words, Tensor logits) {
        Tensor starts = logits.slice(2, 0, 1).reshape(words.size()).softmax();
        Tensor ends = logits.slice(2, 1, 2).reshape(words.size()).softmax();
        Target.Span best = Target.Span.likeliest(words, logits);
        return new AnswerSpan(words, best.first(), best.last(), starts.at(best.first()) * ends.at(best.last()));
    }

    private Token start() {
        return words.tokens().get(first);
    }

    private Token end() {
        return words.tokens().get(last);
    }

    private String text() {
        return words.textOf(first).substring(start().start(), end().end());
    }

    @Override public void write(ObjectNode json) {
        ObjectNode span = json.putObject("span").put("start", start().start()).put("end", end().end()).put("text", text());
        Json.put(span, "score", score);
        span.put("startToken", first).put("endToken", last);
    }

    @Override public void show(Screen screen) {
        String text = words.textOf(first);
        screen.say("%s%s%s", Columns.safe(text.substring(0, start().start())), screen.strong("[" + Columns.safe(text()) + "]"),
                Columns.safe(text.substring(end().end())));
        screen.say("\nprobability %s, tokens %d to %d", Screen.percent(score), first, last);
    }
}
