package clearhead.examples.commands;

import clearhead.autograd.DryRun;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Trace;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Input;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead trace MODEL … --out FILE`: every activation by its customary name.
@Command(name = "trace", mixinStandardHelpOptions = true,
        description = "Writes every activation of a model, under its customary name, into a safetensors file.")
public final class TraceCommand extends InputCommand<Opened> {

    @Option(names = "--out", paramLabel = "FILE", description = "the safetensors file to write; with --batch, each line has its own")
    private Optional<String> out = Optional.empty();

    @Option(names = "--sites", paramLabel = "GLOB", split = ",",
            description = "which activations, for instance 'blocks.*.attn.pattern,logits' (default: all)")
    private List<String> sites = new ArrayList<>();

    /// For picocli.
    public TraceCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new TraceCommand();
    }

    @Override void checkBatch() {
        requireOwn("out", out);
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        Path file = path("--out", out.orElseThrow(() -> new BadInput("--out", "is missing", "the safetensors file to write")));
        Input given = inputs.given(opened);
        Set<String> wanted = Glob.choose("--sites", sites, shapes(opened, given).keySet());
        Trace trace = Trace.of(site -> wanted.contains(site.name()));
        opened.run(given, Pass.watched(trace));
        Map<String, Tensor> activations = new LinkedHashMap<>();
        trace.activations().forEach((site, value) -> activations.put(site.name(), value));
        Safetensors.write(file, activations, Map.of("schema", "clearhead/trace/1", "architecture", opened.pretrained().family()));
        return new Traced(opened, given, file, activations);
    }

    /// All sites of the model for such an input, with their shapes: found without computing anything.
    static Map<String, Shape> shapes(Opened opened, Input given) {
        Trace trace = Trace.all();
        opened.box().on(new DryRun().engine()).forward(given, 1, Pass.watched(trace));
        Map<String, Shape> shapes = new LinkedHashMap<>();
        trace.activations().forEach((site, value) -> shapes.put(site.name(), value.shape()));
        return shapes;
    }

    private record Traced(Opened opened, Input given, Path file, Map<String, Tensor> activations) implements Answer {

        @Override public void write(ObjectNode json) {
            opened.write(json, given);
            json.put("out", file.toString());
            ArrayNode sites = json.putArray("sites");
            activations.forEach((name, value) -> Json.ints(sites.addObject().put("name", name).putArray("shape"), value.shape().dims()));
            opened.warnings(given).forEach(json.putArray("warnings")::add);
        }

        @Override public void show(Screen screen) {
            Table table = new Table("llr");
            activations.forEach((name, value) -> table.row(name, value.shape(), "%,d".formatted(value.shape().size())));
            table.print(screen, 2);
            long numbers = activations.values().stream().mapToLong(value -> value.shape().size()).sum();
            screen.say("%n%,d activations of %,d numbers in %s", activations.size(), numbers, file.toAbsolutePath());
            opened.warnings(given).forEach(screen::caution);
        }
    }
}
