package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.generate.Beam;
import clearhead.core.generate.BeamSearch;
import clearhead.core.generate.Choice;
import clearhead.core.generate.Limit;
import clearhead.core.generate.Listener;
import clearhead.core.generate.Prompts;
import clearhead.core.generate.Written;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Batch;
import clearhead.core.pretrained.Special;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Input;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `clearhead generate MODEL …`: lets a model write.
@Command(name = "generate", mixinStandardHelpOptions = true,
        description = "Lets a model go on with a text, or write its translation. It takes the likeliest token each time, "
                + "unless --temperature, --top-k or --top-p ask for chance, or --beams for several texts at a time.")
public final class GenerateCommand extends InputCommand<Opened> {

    private static final int USUAL = 40;

    @Option(names = "--max-new-tokens", paramLabel = "N",
            description = "write at most so many tokens (default: 40, or what the model knows positions for)")
    private Optional<Integer> most = Optional.empty();

    @Option(names = "--beams", paramLabel = "B", defaultValue = "1", description = "follow so many texts at a time and name the best")
    private int beams;

    @Option(names = "--length-penalty", paramLabel = "X", defaultValue = "1",
            description = "with --beams, a text counts its log-probability / length^X (default: 1)")
    private double lengthPenalty;

    @Option(names = "--early-stopping", description = "with --beams, stop as soon as that many texts have ended")
    private boolean early;

    @Option(names = "--temperature", paramLabel = "T", description = "choose by chance: below 1 closer to the likeliest, above 1 wilder")
    private Optional<Float> temperature = Optional.empty();

    @Option(names = "--top-k", paramLabel = "K", description = "choose by chance among the K likeliest tokens")
    private Optional<Integer> topK = Optional.empty();

    @Option(names = "--top-p", paramLabel = "P",
            description = "choose by chance among the likeliest tokens that together have probability P")
    private Optional<Double> topP = Optional.empty();

    @Option(names = "--ignore-eos", description = "go on behind the end token as if it were any other")
    private boolean ignoreEnd;

    /// For picocli.
    public GenerateCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new GenerateCommand();
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        checkOptions();
        if (inputs.hasTarget()) {
            throw new BadInput("input", "holds a target, which the model shall write itself", "no target; predict says how likely one is");
        }
        return switch (opened.model()) {
            case CausalModel causal -> {
                Input.Text given = (Input.Text) inputs.given(opened);
                int[] ids = given.words().ids();
                yield write(opened, given, Prompts.of(causal, List.of(ids)), Limits.of(causal.config().vocab(), causal.tower()), ids, live);
            }
            case EncoderDecoder both -> {
                Input.Text given = (Input.Text) inputs.given(opened);
                int start = opened.pretrained().special().start();
                yield write(opened, given, Prompts.of(both, Batch.of(given.words().ids()), start),
                        Limits.of(both.config().targetVocab(), both.decoder()), new int[] {start}, live);
            }
            case EncoderModel _, VisionModel _ -> throw new BadInput("MODEL", "'%s' reads, and does not write".formatted(model),
                    "a decoder such as gpt2 or llama, or an encoder-decoder");
        };
    }

    private void checkOptions() {
        require(most.isEmpty() || most.get() >= 1, "--max-new-tokens " + most.orElse(0), "1 or more");
        require(beams >= 1, "--beams " + beams, "1 or more");
        require(Double.isFinite(lengthPenalty), "--length-penalty " + lengthPenalty, "a number");
        require(temperature.isEmpty() || temperature.get() >= 0 && Float.isFinite(temperature.get()),
                "--temperature " + temperature.orElse(0f), "0, which is the likeliest token each time, or more");
        require(topK.isEmpty() || topK.get() >= 1, "--top-k " + topK.orElse(0), "1 or more");
        require(topP.isEmpty() || topP.get() > 0 && topP.get() <= 1, "--top-p " + topP.orElse(0.0), "more than 0 and at most 1");
        if (beams > 1 && isByChance()) {
            throw new BadInput("--beams " + beams, "stands beside an option that chooses by chance", "one or the other");
        }
    }

    private static void require(boolean holds, String option, String needed) {
        if (!holds) {
            throw new BadInput(option, "cannot be", needed);
        }
    }

    private boolean isByChance() {
        return temperature.isPresent() && temperature.get() > 0 || temperature.isEmpty() && (topK.isPresent() || topP.isPresent());
    }

    private Choice choice() {
        return isByChance() ? new Choice.Sampling(temperature.orElse(1f), topK.orElse(0), topP.orElse(1.0), common.seed) : Choice.GREEDY;
    }

    /// @param before what stands in front of the first token that is written
    private Answer write(Opened opened, Input.Text given, Prompts prompts, Limits limits, int[] before, Optional<Screen> live) {
        Special special = opened.pretrained().special();
        Limit limit = limit(special, limits, before.length);
        Prompts allowed = prompts.without(special.never());
        if (beams > 1) {
            List<Beam> found = allowed.search(new BeamSearch(beams, lengthPenalty, early), limit).getFirst();
            return new Generation(opened, given, found.getFirst().text(), found, before);
        }
        Optional<Telling> telling = live.map(screen -> new Telling(screen, opened, given, before));
        Listener listener = (_, id, _) -> telling.ifPresent(teller -> teller.next(id));
        Written written = allowed.write(choice(), limit, listener).getFirst();
        telling.ifPresent(Telling::end);
        return new Generation(opened, given, written, List.of(), before);
    }

    /// Where nobody says how long a text may get, it gets no longer than the model can read.
    private Limit limit(Special special, Limits limits, int before) {
        int room = limits.positions().orElse(Integer.MAX_VALUE - 1) - before + 1;         // the last token is not read any more
        if (most.isPresent() && most.get() > room) {
            throw new BadInput("--max-new-tokens " + most.get(), "is too many behind %d tokens".formatted(before),
                    "at most %d: the model knows %d positions".formatted(room, limits.positions().getAsInt()));
        }
        return new Limit(most.orElse(Math.min(USUAL, room)), ignoreEnd ? Set.of() : Set.copyOf(special.ends()),
                ignoreEnd ? OptionalInt.empty() : special.forcedEnd());
    }
}
