package clearhead.examples.commands;

import clearhead.core.text.AddedToken;
import clearhead.core.text.Tokenizer;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tokenizer knows.
record TokenizerReport(TokenizerFile file) implements Answer {

    static void write(ObjectNode json, Tokenizer tokenizer) {
        ObjectNode told = json.putObject("tokenizer").put("vocabulary", tokenizer.vocabulary().size());
        ArrayNode special = told.putArray("special");
        special(tokenizer).forEach(token -> special.addObject().put("id", token.id()).put("piece", token.content()));
        tokenizer.truncation().ifPresentOrElse(cut -> told.put("cutsAfter", cut.maxLength()), () -> told.putNull("cutsAfter"));
    }

    private static List<AddedToken> special(Tokenizer tokenizer) {
        return tokenizer.addedTokens().stream().filter(AddedToken::special).toList();
    }

    static void show(Screen screen, Tokenizer tokenizer) {
        Table table = new Table("lr");
        special(tokenizer).stream().limit(12).forEach(token -> table.row(token.content(), token.id()));
        screen.say("%,d tokens%s%s", tokenizer.vocabulary().size(),
                tokenizer.truncation().map(cut -> ", cuts texts after %d".formatted(cut.maxLength())).orElse(""),
                special(tokenizer).isEmpty() ? "" : "; special ones:");
        table.print(screen, 2);
    }

    @Override public void write(ObjectNode json) {
        json.putObject("model").put("digest", file.digest()).put("architecture", file.architecture()).put("source", file.source());
        write(json, file.tokenizer());
        json.putArray("warnings");
    }

    @Override public void show(Screen screen) {
        screen.say(screen.strong("tokenizer") + " in " + file.source());
        show(screen, file.tokenizer());
    }
}
