package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Input;
import clearhead.explain.Words;
import clearhead.explain.context.ContextReliance;
import clearhead.explain.context.Contextual;
import clearhead.explain.context.Pecore;
import clearhead.explain.context.Selection;
import clearhead.explain.methods.Methods;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead context MODEL --text QUESTION --context TEXT …`: which words were written because of the context, and of what in it.
@Command(name = "context", mixinStandardHelpOptions = true,
        description = "Says which tokens a model writes because of a context in front of a question, and which tokens of the context each "
                + "of them relies on (PECoRe). What is written is --target-text, or what the model writes itself when it reads both.")
public final class ContextCommand extends InputCommand<Opened> {

    @Option(names = "--context", paramLabel = "TEXT", description = "what stands in front of --text")
    private Optional<String> context = Optional.empty();

    @Option(names = "--context-ids", paramLabel = "N,N,…", description = "what stands in front of --ids")
    private Optional<String> contextIds = Optional.empty();

    @Option(names = "--separator", paramLabel = "TEXT", defaultValue = " ",
            description = "what stands between context and text (default: a space)")
    private String separator;

    @Option(names = "--max-new-tokens", paramLabel = "N", defaultValue = "40",
            description = "where no target is given, the model writes at most so many tokens (default: 40)")
    private int most;

    @Option(names = "--measure", paramLabel = "kl|pcxmi", defaultValue = "kl",
            description = "kl (default): how far all expectations move; pcxmi: how much likelier the written token becomes")
    private Selection.Measure measure;

    @Option(names = "--std", paramLabel = "K", defaultValue = "1",
            description = "a token is sensitive to the context if its measure is more than K standard deviations above the mean "
                    + "(default: 1)")
    private double deviations;

    @Option(names = "--top", paramLabel = "N", description = "take the N most sensitive tokens instead")
    private Optional<Integer> top = Optional.empty();

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "occlusion",
            description = "who explains by the context's tokens, one of those that 'clearhead methods' lists (default: occlusion)")
    private String method;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a setting of the method")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--html", paramLabel = "FILE", description = "write a page to look into, which needs no network")
    private Optional<String> html = Optional.empty();

    /// For picocli.
    public ContextCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new ContextCommand();
    }

    @Override void checkBatch() {
        requireOwn("html", html);
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        if (most < 1) {
            throw new BadInput("--max-new-tokens " + most, "cannot be", "1 or more");
        }
        Limits source = limits(opened, true);
        Limits target = limits(opened, false);
        Input.Text given = (Input.Text) inputs.given(opened);
        Contextual input = contextual(opened);
        boolean oneRow = opened.model() instanceof CausalModel;
        source.check(contextIds.isPresent() ? "--context-ids" : "--context", input.with(), oneRow ? given.targets().size() : 0);
        Pecore pecore = new Pecore(new Selection(measure, deviations, top.map(OptionalInt::of).orElse(OptionalInt.empty())),
                Methods.named(method).with(settings, common.seed));
        try (Patience _ = new Patience("reading with and without")) {
            int room = target.positions().orElse(Integer.MAX_VALUE - 1) - (oneRow ? input.with().size() : 1);
            Words written = given.target().orElseGet(() -> input.written(opened.box(), Math.clamp(room, 1, most)));
            ContextReliance found = pecore.of(opened.box(), input, written);
            html.ifPresent(file -> write("--html", file, ContextPage.of(found).html()));
            return new Told(found);
        }
    }

    private static Limits limits(Opened opened, boolean source) {
        return switch (opened.model()) {
            case CausalModel causal -> Limits.of(causal.config().vocab(), causal.tower());
            case EncoderDecoder both -> source ? Limits.of(both.config().sourceVocab(), both.encoder())
                    : Limits.of(both.config().targetVocab(), both.decoder());
            case EncoderModel _, VisionModel _ -> throw new BadInput("MODEL", "'%s' reads, and does not write".formatted(
                    opened.pretrained().source()), "a decoder such as gpt2 or llama, or an encoder-decoder");
        };
    }

    private Contextual contextual(Opened opened) {
        if (context.isPresent() == contextIds.isPresent() || context.isPresent() != inputs.text.isPresent() || inputs.pair.isPresent()) {
            throw new BadInput("context", context.isPresent() || contextIds.isPresent() ? "fits no question" : "is missing",
                    "--context with --text, or --context-ids with --ids");
        }
        return context.isPresent() ? Contextual.of(opened.box(), context.get(), inputs.text.orElseThrow(), separator)
                : Contextual.of(opened.box(), Numbers.parse("--context-ids", contextIds.orElseThrow()),
                        Numbers.parse("--ids", inputs.ids.orElseThrow()));
    }

    private record Told(ContextReliance found) implements Answer {

        @Override public void write(ObjectNode json) {
            json.setAll(Json.parse(found.json()));
        }

        @Override public void show(Screen screen) {
            screen.say(screen.strong(Screen.flowing(found.input().with().texts().getFirst())) + " → "
                    + Screen.flowing(found.written().texts().getFirst()));
            screen.tell(Screen.flowing(found.text()));
        }
    }
}
