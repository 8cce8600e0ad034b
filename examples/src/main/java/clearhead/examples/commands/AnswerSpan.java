package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Token;
import clearhead.explain.Words;
import clearhead.explain.report.Columns;
import tools.jackson.databind.node.ObjectNode;

/// The likeliest answer in a text: the first and the last token whose probabilities, each a softmax over all positions, have the greatest
/// product. Both stand in the second text where there are two (the first is the question), neither is a special token, and there are at
/// most [#LONGEST] from one to the other.
///
/// @param words what was read
/// @param first the answer's first token
/// @param last  its last
/// @param score the product
record AnswerSpan(Words words, int first, int last, float score) implements Answer {

    /// How many tokens an answer may have; longer ones are mistakes nearly always (Devlin et al. 2019 take 30 as well).
    static final int LONGEST = 30;

    /// @param logits `[1, seq, 2]`
    static AnswerSpan of(Words words, Tensor logits) {
        Tensor starts = logits.slice(2, 0, 1).reshape(words.size()).softmax();
        Tensor ends = logits.slice(2, 1, 2).reshape(words.size()).softmax();
        int source = words.hasTwo() ? 1 : 0;
        int bestFirst = 0;
        int bestLast = 0;
        float best = -1;
        for (int first = 0; first < words.size(); first++) {
            for (int last = first; words.sources()[first] == source && last < Math.min(words.size(), first + LONGEST)
                    && words.sources()[last] == source; last++) {
                float score = starts.at(first) * ends.at(last);
                if (score > best) {
                    best = score;
                    bestFirst = first;
                    bestLast = last;
                }
            }
        }
        return new AnswerSpan(words, bestFirst, bestLast, Math.max(best, 0));
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
