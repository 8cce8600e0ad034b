package clearhead.examples.commands;

import clearhead.core.text.Encoding;
import clearhead.core.text.Tokenizer;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Token;
import clearhead.explain.Words;
import clearhead.explain.report.Columns;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead tokenize MODEL --text T`: what a text is cut into.
@Command(name = "tokenize", mixinStandardHelpOptions = true,
        description = "Cuts a text into tokens. MODEL may also be a folder that holds only a tokenizer, or a tokenizer.json.")
public final class TokenizeCommand extends InputCommand<TokenizerFile> {

    @Option(names = "--no-special", description = "leave out the special tokens that stand around a text")
    private boolean plain;

    /// For picocli.
    public TokenizeCommand() {}

    @Override TokenizerFile open() {
        return TokenizerFile.open(model);
    }

    @Override InputCommand<TokenizerFile> another() {
        return new TokenizeCommand();
    }

    @Override Answer answer(TokenizerFile file, Optional<Screen> live) {
        Tokenizer tokenizer = plain ? file.tokenizer().withoutSpecial() : file.tokenizer();
        List<String> texts = inputs.texts();
        Encoding encoding = texts.size() == 1 ? tokenizer.encode(texts.getFirst()) : tokenizer.encode(texts.getFirst(), texts.getLast());
        return new Cut(file, Words.of(encoding.tokens(), texts, !encoding.overflow().isEmpty()), tokenizer.decode(encoding.ids(), false));
    }

    private record Cut(TokenizerFile file, Words words, String decoded) implements Answer {

        @Override public void write(ObjectNode json) {
            json.putObject("model").put("digest", file.digest()).put("architecture", file.architecture()).put("source", file.source());
            Json.tokens(json.putArray("tokens"), words.tokens());
            Json.ints(json.putArray("ids"), words.ids());
            ArrayNode pieces = json.putArray("pieces");
            ArrayNode offsets = json.putArray("offsets");
            ArrayNode special = json.putArray("special");
            for (Token token : words.tokens()) {
                pieces.add(token.piece());
                Json.ints(offsets.addArray(), token.start(), token.end());
                special.add(token.special() ? 1 : 0);
            }
            Json.ints(json.putArray("typeIds"), words.types());
            json.put("decoded", decoded);
            words.warnings().forEach(json.putArray("warnings")::add);
        }

        @Override public void show(Screen screen) {
            boolean segments = Arrays.stream(words.types()).anyMatch(type -> type != 0);
            Table table = new Table(segments ? "rrlrll" : "rrlll");
            table.row(segments ? new Object[] {"", "id", "piece", "segment", "place", "text"}
                    : new Object[] {"", "id", "piece", "place", "text"});
            for (Token token : words.tokens()) {
                int i = token.index();
                String place = token.special() ? "" : token.start() + "–" + token.end();
                String text = token.special() ? "special" : "'" + words.textOf(i).substring(token.start(), token.end()) + "'";
                table.row(segments ? new Object[] {i, token.id(), token.piece(), words.types()[i], place, text}
                        : new Object[] {i, token.id(), token.piece(), place, text});
            }
            table.print(screen, 2);
            screen.say("\n%d tokens, decoded: %s", words.size(), Columns.safe(decoded));
            words.warnings().forEach(screen::caution);
        }
    }
}
