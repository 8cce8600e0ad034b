package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.checkpoint.Gguf;
import clearhead.core.checkpoint.Onnx;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.checkpoint.Shards;
import clearhead.core.checkpoint.Weights;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead inspect MODEL`: what a model is made of, or what a file holds.
@Command(name = "inspect", mixinStandardHelpOptions = true,
        description = "Says what a model is made of and what it takes, or what a single file holds, or what is wrong with it.")
public final class InspectCommand implements Callable<Integer> {

    /// How a diagram is written.
    enum Notation { mermaid, dot }

    @Parameters(paramLabel = "MODEL", description = "a model, or a single .safetensors, .gguf, .onnx or tokenizer .json file")
    private String name;

    @Option(names = "--diagram", paramLabel = "mermaid|dot", description = "draw the model: for Markdown, or for Graphviz")
    private Optional<Notation> diagram = Optional.empty();

    @Option(names = "--seq", paramLabel = "N",
            description = "how many tokens the memory of a pass is counted for (default: 128, or what the model knows)")
    private Optional<Integer> seq = Optional.empty();

    @Mixin
    private Common common;

    /// For picocli.
    public InspectCommand() {}

    @Override public Integer call() {
        Path path = InputCommand.path("MODEL", name);
        List<Answer> findings;
        try (Patience _ = new Patience("reading " + name)) {
            findings = Files.isRegularFile(path) ? file(path) : folder(path);
        }
        if (diagram.isPresent() && common.json.isEmpty()) {
            System.out.print(drawn(findings));
            return 0;
        }
        common.json.ifPresent(file -> {
            ObjectNode json = Json.object().put("schema", "clearhead/inspect/1");
            findings.forEach(finding -> finding.write(json));
            InputCommand.print(file, Json.line(json.put("seed", common.seed)));
        });
        if (!common.json.equals(Optional.of("-"))) {
            findings.forEach(finding -> finding.show(Screen.standard()));
        }
        return 0;
    }

    private String drawn(List<Answer> findings) {
        return findings.stream().filter(ModelReport.class::isInstance).map(report -> ((ModelReport) report).diagram(diagram.orElseThrow()))
                .findFirst().orElseThrow(() -> new BadInput("--diagram", "draws models, and '%s' is none".formatted(name), "a model"));
    }

    private List<Answer> folder(Path path) {
        boolean onlyTokenizer = Files.notExists(path.resolve("config.json"))
                && Stream.of("tokenizer.json", "vocab.txt").anyMatch(file -> Files.exists(path.resolve(file)));
        return List.of(onlyTokenizer ? new TokenizerReport(TokenizerFile.open(name)) : model());
    }

    private ModelReport model() {
        return new ModelReport(Opened.open(name, common.engine()), seq.map(OptionalInt::of).orElse(OptionalInt.empty()), diagram);
    }

    /// What is in a file; and if it holds all of a model, that too.
    private List<Answer> file(Path path) {
        if (name.endsWith(".gguf")) {
            try (Gguf file = Gguf.read(path)) {
                return withModel(WeightsReport.of("gguf", file, file.metadata().values()));
            }
        }
        if (name.endsWith(".onnx")) {
            return withModel(report("onnx", Onnx.read(path), Map.of()));
        }
        if (name.endsWith(".index.json")) {
            return List.of(report("safetensors", Shards.read(path), Map.of()));
        }
        if (name.endsWith(".json")) {
            return List.of(new TokenizerReport(TokenizerFile.open(name)));
        }
        if (!name.endsWith(".safetensors")) {
            throw new BadInput(name, "is of an unknown kind", "a folder, or a .safetensors, .gguf, .onnx or tokenizer .json file");
        }
        Safetensors file = Safetensors.read(path);
        return List.of(report("safetensors", file, file.metadata()));
    }

    private static Answer report(String format, Weights weights, Map<String, ?> metadata) {
        try (weights) {
            return WeightsReport.of(format, weights, metadata);
        }
    }

    private List<Answer> withModel(Answer report) {
        List<Answer> findings = new ArrayList<>();
        try {
            findings.add(model());
        } catch (BadInput incomplete) {
            findings.add(new Remark("no model by itself: " + incomplete.getMessage()));
        }
        findings.add(report);
        return findings;
    }

    /// Something to be careful about.
    private record Remark(String text) implements Answer {

        @Override public void write(ObjectNode json) {
            json.putArray("warnings").add(text);
        }

        @Override public void show(Screen screen) {
            screen.caution(text);
        }
    }
}
