package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.model.EncoderModel;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.data.RowModel;
import clearhead.explain.data.Table;
import clearhead.explain.data.Template;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A command that asks a model about all examples of a table.
abstract class DataCommand implements Callable<Integer> {

    private static final String TEXT = "text";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", arity = "0..1",
            description = "a folder in the Hugging Face layout, a .gguf or .onnx file, or jar:NAME for weights that are a dependency")
    private String model;

    @Option(names = "--data", paramLabel = "FILE", required = true,
            description = "the examples: a .csv or .tsv file with a header, a .jsonl file with an object in each line, or a .txt file, "
                    + "whose lines are the column 'text'")
    private String data;

    @Option(names = "--template", paramLabel = "TEXT",
            description = "how an example becomes a text, such as '{a} costs {b}' with the columns a and b; {{ and }} are braces "
                    + "(default: {text} where there is such a column, or the only column)")
    private Optional<String> template = Optional.empty();

    @Option(names = "--numbers", paramLabel = "A,B,…", split = ",",
            description = "the columns that a service is sent, a list of numbers for each example, in place of a text")
    private List<String> numbers = List.of();

    @Option(names = "--label", paramLabel = "COLUMN", description =
            "the column that says what is right: a class by name or number, or a number")
    private Optional<String> label = Optional.empty();

    @Mixin
    private Asking asking;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    Common common;

    /// Asks.
    ///
    /// @param label the column that says what is right
    abstract Told answer(RowModel rows, Optional<String> label);

    /// What it has found out.
    interface Told {

        /// For programs: the whole object.
        String json();

        /// For people.
        void show(Screen screen);
    }

    @Override public final Integer call() {
        if (model == null && !endpoint.isGiven()) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'MODEL'");
        }
        Table table = Table.read(InputCommand.path("--data", data));
        AtomicLong calls = new AtomicLong();
        Told told;
        try (Patience _ = new Patience(() -> Asking.told("asking", calls))) {
            told = answer(rows(table, calls), label);
        }
        common.json.ifPresent(file -> InputCommand.print(file, Json.line(Json.parse(told.json()))));
        if (!common.json.equals(Optional.of("-"))) {
            told.show(Screen.standard());
        }
        return 0;
    }

    private RowModel rows(Table table, AtomicLong calls) {
        if (!numbers.isEmpty()) {
            if (!endpoint.isGiven() || template.isPresent()) {
                throw new BadInput("--numbers", template.isPresent() ? "stands beside --template"
                        : "is for services, and MODEL reads texts",
                        template.isPresent() ? "one of them" : "--endpoint, or --template");
            }
            BlackBox box = endpoint.rows(numbers.size(), common.seed).within(asking.limits().telling(calls::set));
            return RowModel.numbers(box, table, numbers, row -> new Input.Row(numbers, row));
        }
        Template filled = Template.of(template.orElseGet(() -> standard(table)), table);
        Subject subject = endpoint.isGiven() ? endpoint.open(Optional.ofNullable(model), common.seed) : Opened.open(model, common.engine());
        return RowModel.texts(subject.box().within(asking.limits().telling(calls::set)), table, filled, text -> input(subject, text));
    }

    private static String standard(Table table) {
        if (table.names().contains(TEXT)) {
            return "{" + TEXT + "}";
        }
        if (table.names().size() > 1) {
            throw new BadInput("--template", "is missing, and there are several columns",
                    "how an example becomes a text, with names in braces: " + String.join(", ", table.names()));
        }
        return "{" + table.names().getFirst() + "}";
    }

    private static Input input(Subject subject, String text) {
        return switch (subject) {
            case Closed closed -> new Input.Text(closed.words(text));
            case Opened opened -> {
                if (!(opened.model() instanceof EncoderModel encoder)) {
                    throw new BadInput("MODEL", "reads pictures", "a model that reads texts");
                }
                yield new Input.Text(Inputs.words(opened, TEXT, text, Limits.of(encoder.config().vocab(), encoder.tower())));
            }
        };
    }
}
