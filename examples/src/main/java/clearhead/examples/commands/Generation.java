package clearhead.examples.commands;

import clearhead.core.generate.Beam;
import clearhead.core.generate.TextStream;
import clearhead.core.generate.Written;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Input;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model has written.
///
/// @param best   the text
/// @param beams  all texts that a beam search has found, the best first; else empty
/// @param before the tokens in front of it
record Generation(Opened opened, Input given, Written best, List<Beam> beams, int[] before) implements Answer {

    private String text(int[] ids) {
        return opened.pretrained().tokenizer().map(tokenizer -> {
            TextStream stream = new TextStream(tokenizer, true, before);
            StringBuilder text = new StringBuilder();
            for (int id : ids) {
                text.append(stream.next(id));
            }
            return text.append(stream.end()).toString();
        }).orElse("");
    }

    @Override public void write(ObjectNode json) {
        opened.write(json, given);
        Json.ints(json.putArray("ids"), best.ids());
        json.put("text", text(best.ids()));
        Json.floats(json.putArray("logprobs"), best.logProbs());
        json.put("finish", best.finish().name().toLowerCase(Locale.ROOT));
        if (!beams.isEmpty()) {
            ArrayNode found = json.putArray("beams");
            for (Beam beam : beams) {
                ObjectNode one = found.addObject();
                Json.ints(one.putArray("ids"), beam.text().ids());
                one.put("text", text(beam.text().ids())).put("score", beam.score());
            }
        }
        opened.warnings(given).forEach(json.putArray("warnings")::add);
    }

    @Override public void show(Screen screen) {
        Table table = new Table("rl");
        beams.forEach(beam -> table.row("%.4f".formatted(beam.score()), text(beam.text().ids())));
        table.print(screen, 2);
        screen.say(screen.faint("\n%d tokens, log p %.4f, %s".formatted(best.ids().length, best.logProbability(), switch (best.finish()) {
            case LENGTH -> "as long as allowed";
            case STOP -> "ended by the model";
        })));
        opened.warnings(given).forEach(screen::caution);
    }
}
