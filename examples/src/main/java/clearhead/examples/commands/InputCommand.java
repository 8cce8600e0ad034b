package clearhead.examples.commands;

import clearhead.core.AtomicFile;
import clearhead.core.BadInput;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// A command that opens something once and asks it about an input, or about each line of a file of inputs.
///
/// @param <S> what is opened
abstract class InputCommand<S> implements Callable<Integer> {

    /// The input is at fault.
    static final int FAULT = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", arity = "0..1",
            description = "a folder in the Hugging Face layout, a .gguf or .onnx file, or jar:NAME for weights that are a dependency")
    String model;

    @Mixin
    Inputs inputs;

    @Mixin
    Common common;

    /// Opens it.
    abstract S open();

    /// Asks it about the input of this command's options.
    ///
    /// @param live where a person reads along while it works
    abstract Answer answer(S subject, Optional<Screen> live);

    /// Whether there must be a MODEL.
    boolean needsModel() {
        return true;
    }

    /// The MODEL, if there is one.
    final Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /// Refuses options that cannot be meant for every line of a file.
    void checkBatch() {
        // all others can
    }

    /// Another command of this class, for a line of a file.
    abstract InputCommand<S> another();

    @Override public final Integer call() {
        if (model == null && needsModel()) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'MODEL'");
        }
        Optional<Path> batch = inputs.batch;
        if (batch.isPresent()) {
            checkBatch();
        }
        S subject;
        try (Patience _ = new Patience("reading " + model().orElse("an address"))) {
            subject = open();
        }
        if (batch.isPresent()) {
            return new Lines<>(spec, this, subject).run(batch.get(), common.json.orElse("-"));
        }
        boolean quiet = common.json.equals(Optional.of("-"));
        Optional<Screen> screen = quiet ? Optional.empty() : Optional.of(Screen.standard());
        Answer answer = answer(subject, screen);
        common.json.ifPresent(file -> print(file, Json.line(json(answer))));
        screen.ifPresent(answer::show);
        return 0;
    }

    /// The whole object: its keys stand between the schema and the seed.
    final ObjectNode json(Answer answer) {
        ObjectNode json = Json.object().put("schema", "clearhead/" + spec.name() + "/1");
        answer.write(json);
        return json.put("seed", common.seed);
    }

    static void print(String file, String text) {
        if (file.equals("-")) {
            System.out.print(text);
            System.out.flush();
        } else {
            write("--json", file, text);
        }
    }

    /// Writes a file, all of it or none.
    static void write(String option, String file, String text) {
        AtomicFile.write(path(option, file), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Refuses a file that every line of `--batch` would write.
    static void requireOwn(String option, Optional<String> file) {
        if (file.isPresent()) {
            throw new BadInput("--" + option, "is one file for all lines of --batch", "a key \"%s\" in each line".formatted(option));
        }
    }

    /// The path that the user means.
    static Path path(String option, String file) {
        if (file.equals("-")) {
            throw new BadInput(option + " -", "prints nothing: only --json does", "the name of a file");
        }
        if (file.isEmpty() || file.indexOf('\0') >= 0) {
            throw new BadInput(option, "names no file", "the name of a file");
        }
        return Path.of(file);
    }
}
