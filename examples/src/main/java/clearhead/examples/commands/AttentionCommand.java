package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.probe.Stack;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Input;
import clearhead.explain.Nearest;
import clearhead.explain.OpenModel;
import clearhead.explain.attention.AttentionSite;
import clearhead.explain.attention.RawAttention;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `clearhead attention MODEL …`: who reads whom.
@Command(name = "attention", mixinStandardHelpOptions = true,
        description = "Shows the weights of attention: all layers and heads, or one of them in detail.")
public final class AttentionCommand extends InputCommand<Opened> {

    @Option(names = "--layer", paramLabel = "N", description = "only this layer, from 0")
    private Optional<Integer> layer = Optional.empty();

    @Option(names = "--head", paramLabel = "N", description = "only this head, from 0")
    private Optional<Integer> head = Optional.empty();

    @Option(names = "--site", paramLabel = "SITE",
            description = "of a model with an encoder and a decoder: decoder.cross_attn (default), encoder.attn or decoder.attn")
    private Optional<String> site = Optional.empty();

    @Option(names = "--html", paramLabel = "FILE", description = "write a page to look into, which needs no network")
    private Optional<String> html = Optional.empty();

    /// For picocli.
    public AttentionCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new AttentionCommand();
    }

    @Override void checkBatch() {
        requireOwn("html", html);
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        Input input = inputs.asked(opened);
        AttentionSite chosen = site(opened.box());
        float[][][][] all;
        try (Patience _ = new Patience("looking")) {
            all = RawAttention.weights(opened.box(), input, chosen);                         // [layers][heads][rows][columns]
        }
        int[] layers = chosen("--layer", layer, all.length);
        int[] heads = chosen("--head", head, all[0].length);
        float[][][][] weights = Arrays.stream(layers).mapToObj(l -> Arrays.stream(heads).mapToObj(h -> all[l][h]).toArray(float[][][]::new))
                .toArray(float[][][][]::new);
        Weights looked = new Weights(opened, input, chosen, layers, heads, weights);
        html.ifPresent(file -> write("--html", file, looked.page().html()));
        return looked;
    }

    private AttentionSite site(OpenModel box) {
        List<AttentionSite> there = Arrays.stream(AttentionSite.values())
                .filter(one -> box.towers().containsKey(one.stack())).toList();
        String standard = box.towers().containsKey(Stack.DECODER) ? AttentionSite.CROSS.label() : AttentionSite.ONLY.label();
        String asked = site.orElse(standard);
        return there.stream().filter(one -> one.label().equals(asked)).findFirst().orElseThrow(() -> new BadInput("--site " + asked,
                "is no attention of this model", Nearest.suggestion(asked, there.stream().map(AttentionSite::label).toList())));
    }

    private static int[] chosen(String option, Optional<Integer> asked, int there) {
        if (asked.isPresent() && (asked.get() < 0 || asked.get() >= there)) {
            throw new BadInput(option + " " + asked.get(), "is not there", "0 to %d".formatted(there - 1));
        }
        return asked.map(one -> new int[] {one}).orElse(IntStream.range(0, there).toArray());
    }
}
