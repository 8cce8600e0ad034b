package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.OpenModel;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.counter.Alternatives;
import clearhead.explain.counter.Counterfactual;
import clearhead.explain.counter.HotFlip;
import clearhead.explain.counter.InputReduction;
import clearhead.explain.counter.Removals;
import clearhead.explain.counter.Replacements;
import clearhead.explain.counter.Vocabulary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead counterfactual MODEL …`: what would have to be different for another decision.
@Command(name = "counterfactual", mixinStandardHelpOptions = true,
        description = "Searches for the smallest change of an input after which the model decides otherwise, and says how far it is proven "
                + "that there is none smaller; or takes away all that the decision can do without.")
public final class CounterfactualCommand extends InputCommand<Subject> {

    private static final Pattern PROPOSALS = Pattern.compile("proposals:(\\d{1,9})");

    /// How the input is changed.
    enum Way { REMOVAL, REPLACEMENT, REDUCTION, HOTFLIP }

    @Option(names = "--by", paramLabel = "WAY", defaultValue = "removal",
            description = "removal (default): the fewest tokens whose loss flips the decision; replacement: the fewest with other tokens "
                    + "in their places; hotflip: the same, but gradients choose what is tried; reduction: all tokens whose loss does not "
                    + "flip it. Settings: of removal and reduction replacement, group, special, as for the methods that remove; of removal "
                    + "and replacement exhaustive=2 (all sets up to that size are tried) and sets=100000 (but of each size no more); of "
                    + "hotflip verify=64 (flips tried of each input) and most=8 (tokens changed); of all beam")
    private Way by;

    @Option(names = "--alternatives", paramLabel = "TOKENS",
            description = "what may be put in: words:N (the first N words of the vocabulary; default of replacement: words:100), all "
                    + "(default of hotflip), tokens with commas between them, #123 or what one stands for; of replacement also "
                    + "proposals:N, the N likeliest in each place for a model that fills masks or goes on with texts")
    private Optional<String> alternatives = Optional.empty();

    @Option(names = "--proposer", paramLabel = "MODEL",
            description = "who makes the proposals, a model with the same tokens (default: the model)")
    private Optional<String> proposer = Optional.empty();

    @Mixin
    private Question question;

    @Mixin
    private Asking asking;

    @Mixin
    private Endpoint endpoint;

    /// For picocli.
    public CounterfactualCommand() {}

    @Override boolean needsModel() {
        return !endpoint.isGiven();
    }

    @Override Subject open() {
        return endpoint.isGiven() ? endpoint.open(model(), common.seed) : Opened.open(model, common.engine());
    }

    @Override InputCommand<Subject> another() {
        return new CounterfactualCommand();
    }

    @Override Answer answer(Subject subject, Optional<Screen> live) {
        checkOptions();
        AtomicLong calls = new AtomicLong();
        Limits limits = asking.limits(subject, calls);
        Target target = question.target(question.box(subject));
        Input input = subject.input(inputs);
        try (Patience _ = new Patience(() -> Asking.told("searching", calls))) {
            return new Told(subject, found(subject, input, target, limits));
        }
    }

    private Counterfactual found(Subject subject, Input input, Target target, Limits limits) {
        Settings settings = new Settings("counterfactual --by " + name(), question.settings(), common.seed);
        BlackBox box = question.box(subject).within(limits);
        return switch (by) {
            case REMOVAL -> made(settings, Removals.of(settings)).search(box, input, target);
            case REDUCTION -> made(settings, InputReduction.of(settings)).search(box, input, target);
            case REPLACEMENT -> switch (subject) {
                case Opened opened -> made(settings, Replacements.of(alternatives(question.box(opened)), settings))
                        .search(box, input, target);
                case Closed closed -> {
                    Alternatives put = alternatives(closed);
                    BlackBox writing = put instanceof Alternatives.OfWords(List<String> words) ? closed.box().writing(words) : closed.box();
                    yield made(settings, Replacements.of(put, settings)).search(writing.within(limits), input, target);
                }
            };
            case HOTFLIP -> switch (subject) {
                case Opened opened -> made(settings,
                        HotFlip.of(Vocabulary.named(question.box(opened), alternatives.orElse("all")), limits, settings))
                        .search(question.box(opened), input, target);
                case Closed _ -> throw new BadInput("--by hotflip", "needs gradients, and a service only answers", "--by replacement");
            };
        };
    }

    private Alternatives alternatives(OpenModel box) {
        Matcher proposals = PROPOSALS.matcher(alternatives.orElse(""));
        if (proposals.matches()) {
            OpenModel by = proposer.map(name -> Opened.open(name, common.engine()).box()).orElse(box);
            return new Alternatives.Proposed(by, Integer.parseInt(proposals.group(1)));
        }
        return new Alternatives.Listed(Vocabulary.named(box, alternatives.orElse("words:100")));
    }

    /// Of a service nobody knows a vocabulary.
    private Alternatives alternatives(Closed closed) {
        String list = alternatives.orElseThrow(() -> new BadInput("--by replacement", "knows no words that the service could read",
                "--alternatives with commas between them"));
        return closed.ids() ? new Alternatives.Listed(new Vocabulary(list, Numbers.parse("--alternatives", list.replace("#", "")), id ->
                closed.tokenizer().flatMap(own -> own.piece(id)).orElse("#" + id)))
                : new Alternatives.OfWords(List.of(list.split(",")));
    }

    private void checkOptions() {
        boolean puts = by == Way.REPLACEMENT || by == Way.HOTFLIP;
        if (alternatives.isPresent() && !puts) {
            throw new BadInput("--alternatives", "stands beside --by " + name(), "--by replacement or hotflip");
        }
        boolean proposed = by == Way.REPLACEMENT && PROPOSALS.matcher(alternatives.orElse("")).matches();
        if (proposer.isPresent() && !proposed) {
            throw new BadInput("--proposer", "has nothing to propose", "--by replacement --alternatives proposals:N");
        }
    }

    private String name() {
        return by.name().toLowerCase(Locale.ROOT);
    }

    private static <T> T made(Settings settings, T made) {
        settings.finish();
        return made;
    }

    private record Told(Subject subject, Counterfactual found) implements Answer {

        @Override public void write(ObjectNode json) {
            json.setAll(Json.parse(found.json(subject.box())));
            subject.warnings(found.explanation().input()).forEach(json.withArray("warnings")::add);
        }

        @Override public void show(Screen screen) {
            screen.tell(Screen.flowing(found.text()));
            subject.warnings(found.explanation().input()).forEach(screen::caution);
        }
    }
}
