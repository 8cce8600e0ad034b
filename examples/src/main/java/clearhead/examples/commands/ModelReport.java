package clearhead.examples.commands;

import clearhead.autograd.DryRun;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.probe.Pass;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Input;
import clearhead.explain.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model is made of, and what it takes.
///
/// @param seq   for how many tokens a pass is measured; of itself as many as [#USUAL], or as the model knows positions for
/// @param drawn in which notation the JSON draws it, if at all
record ModelReport(Opened opened, OptionalInt seq, Optional<InspectCommand.Notation> drawn) implements Answer {

    private static final int USUAL = 128;
    private static final int LABELS = 20;

    /// An input as large as the report is about.
    private Input given() {
        return switch (opened.model()) {
            case CausalModel model -> text(Limits.of(model.config().vocab(), model.tower()), Optional.empty());
            case EncoderModel model -> text(Limits.of(model.config().vocab(), model.tower()), Optional.empty());
            case EncoderDecoder model -> text(Limits.of(model.config().sourceVocab(), model.encoder()),
                    Optional.of(Limits.of(model.config().targetVocab(), model.decoder())));
            case VisionModel model -> Inputs.picture(Tensor.full(Shape.of(1, model.config().channels(), model.config().height(),
                    model.config().width()), 0), model.config());
        };
    }

    private Input text(Limits source, Optional<Limits> target) {
        int length = length(source);
        // The start token is one of the decoder's.
        Optional<Words> written = target.map(limits -> length(limits) - 1).filter(tokens -> tokens > 0).map(ModelReport::zeros);
        return new Input.Text(zeros(length), written, Optional.empty());
    }

    private int length(Limits limits) {
        int most = limits.positions().orElse(Integer.MAX_VALUE);
        if (seq.isPresent() && (seq.getAsInt() < 1 || seq.getAsInt() > most)) {
            throw new BadInput("--seq " + seq.getAsInt(), "is no length that the model can read", "1 to %d".formatted(most));
        }
        return seq.orElse(Math.min(USUAL, most));
    }

    private static Words zeros(int length) {
        return Words.of(new int[length], new int[length], Optional.empty());
    }

    private long weightBytes() {
        return Float.BYTES * opened.model().size();
    }

    /// What one pass makes, if all of it is kept.
    private long activationBytes(Input given) {
        DryRun dry = new DryRun();
        opened.box().on(dry.engine()).forward(given, 1, Pass.PLAIN);
        return dry.cost().peak();
    }

    /// The files of the model, with their sizes.
    private Map<String, Long> files() {
        Map<String, Long> files = new TreeMap<>();
        Path source = Path.of(opened.pretrained().source());
        if (Files.exists(source)) {
            try (Stream<Path> all = Files.isDirectory(source) ? Files.list(source) : Stream.of(source)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    files.put(file.getFileName().toString(), Files.size(file));
                }
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }
        return files;
    }

    String diagram(InspectCommand.Notation notation) {
        Diagram diagram = Diagram.of(opened);
        return switch (notation) {
            case mermaid -> diagram.mermaid();
            case dot -> diagram.dot();
        };
    }

    @Override public void write(ObjectNode json) {
        Input given = given();
        json.putObject("model").put("digest", opened.info().digest()).put("architecture", opened.info().architecture())
                .put("source", opened.info().source());
        ObjectNode sizes = json.putObject("sizes");
        Sizes.of(opened.model()).forEach(sizes::putPOJO);
        ObjectNode parameters = json.putObject("parameters").put("total", opened.model().size());
        Sizes.parameters(opened.model()).forEach((part, count) -> parameters.put(part.name().toLowerCase(Locale.ROOT), count));
        ArrayNode sites = json.putArray("sites");
        TraceCommand.shapes(opened, given).forEach((name, shape) ->
                Json.ints(sites.addObject().put("name", name).putArray("shape"), shape.dims()));
        opened.pretrained().labels().forEach(json.putArray("labels")::add);
        opened.pretrained().tokenizer()
                .ifPresentOrElse(tokenizer -> TokenizerReport.write(json, tokenizer), () -> json.putNull("tokenizer"));
        ArrayNode files = json.putArray("files");
        files().forEach((name, bytes) -> files.addObject().put("name", name).put("bytes", bytes));
        json.putObject("memory").put("weightBytes", weightBytes()).put("activationBytes", activationBytes(given))
                .put("seq", given.tokens().size());
        drawn.ifPresent(notation -> json.put("diagram", diagram(notation)));
        opened.pretrained().warnings().forEach(json.putArray("warnings")::add);
    }

    @Override public void show(Screen screen) {
        Input given = given();
        screen.say(screen.strong(opened.pretrained().family()) + " in " + opened.pretrained().source());
        screen.say(screen.faint(opened.info().digest()) + "\n");
        Table sizes = new Table("ll");
        Sizes.of(opened.model()).forEach(sizes::row);
        sizes.print(screen, 2);

        long total = opened.model().size();
        screen.say(screen.strong("\nparameters"));
        Table parameters = new Table("lrrl");
        Sizes.parameters(opened.model()).forEach((part, count) -> parameters.row(part.name().toLowerCase(Locale.ROOT),
                "%,d".formatted(count), Screen.percent((double) count / total), Screen.bar((double) count / total, 30)));
        parameters.row("all", "%,d".formatted(total)).print(screen, 2);

        screen.say(screen.strong("\nmemory"));
        new Table("lrl").row("weights", "%,d bytes".formatted(weightBytes()), "")
                .row("activations", "%,d bytes".formatted(activationBytes(given)),
                        "of a pass over %d tokens".formatted(given.tokens().size()))
                .print(screen, 2);

        screen.say(screen.strong("\nsites") + " for a trace, of layer 0 for all layers");
        Table sites = new Table("ll");
        TraceCommand.shapes(opened, given).forEach((name, shape) -> {
            if (!name.matches(".*blocks\\.[1-9].*")) {
                sites.row(name, shape);
            }
        });
        sites.print(screen, 2);
        List<String> labels = opened.pretrained().labels();
        if (!labels.isEmpty()) {
            String first = String.join(", ", labels.stream().limit(LABELS).toList());
            screen.say("%s %s%s", screen.strong("\nlabels"), first, labels.size() > LABELS ? ", …" : "");
        }
        screen.say(screen.strong("\ntokenizer"));
        opened.pretrained().tokenizer()
                .ifPresentOrElse(tokenizer -> TokenizerReport.show(screen, tokenizer), () -> screen.say("none"));
        if (!files().isEmpty()) {
            screen.say(screen.strong("\nfiles"));
            Table files = new Table("lr");
            files().forEach((name, bytes) -> files.row(name, "%,d bytes".formatted(bytes)));
            files.print(screen, 2);
        }
        opened.pretrained().warnings().forEach(screen::caution);
    }
}
