package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line, run in this process.
///
/// @param code what it ended with
/// @param out  what it printed
/// @param err  what it complained about
record Shell(int code, String out, String err) {

    private static final Path HERE = Path.of(System.getProperty("basedir", ""));
    private static final Path ORACLE = HERE.resolve("../core/src/test/resources/oracle");
    private static final Path EXPLANATIONS = HERE.resolve("../explain/src/test/resources/oracle/explanations");
    private static final Path COMMANDS = HERE.resolve("src/main/resources/clearhead/examples/commands");
    private static final Path EXPLAIN = HERE.resolve("../explain/src/main/resources/clearhead/explain");

    /// A model folder with its expected values.
    static String oracle(String name) {
        return ORACLE.resolve(name).toString();
    }

    /// What the reference computes.
    static JsonNode expected(String name) {
        return JsonMapper.shared().readTree(ORACLE.resolve(name).resolve("expected.json").toFile());
    }

    /// The explanations that the reference computes.
    static Stream<JsonNode> explanations(String name) {
        return JsonMapper.shared().readTree(EXPLANATIONS.resolve(name + "-explain.json").toFile()).get("cases").valueStream();
    }

    static Shell run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int code = Main.run(arguments);
            return new Shell(code, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /// The JSON that a command prints, which fits its schema, with nothing beside it.
    static JsonNode json(String... arguments) {
        Shell shell = run(Stream.concat(Stream.of(arguments), Stream.of("--json", "-")).toArray(String[]::new));
        assertThat(shell.err).isEmpty();
        assertThat(shell.code).isZero();
        assertThat(shell.out).endsWith("}\n").containsOnlyOnce("\n").matches("\\p{ASCII}*");
        return valid(arguments[0], shell.out);
    }

    /// A result that fits the schema of its command.
    static JsonNode valid(String command, String json) {
        JsonNode result = JsonMapper.shared().readTree(json);
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of("urn:clearhead:explain:1", schema("explain"))));
        assertThat(registry.getSchema(schema(command)).validate(result)).as(json).isEmpty();
        return result;
    }

    private static String schema(String command) {
        String file = "clearhead-%s-1.schema.json".formatted(command);
        Path folder = Files.exists(COMMANDS.resolve(file)) ? COMMANDS : EXPLAIN;
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Numbers as an option takes them.
    static String list(JsonNode numbers) {
        return String.join(",", numbers.valueStream().map(JsonNode::asString).toList());
    }

    static List<Integer> ints(JsonNode numbers) {
        return numbers.valueStream().map(JsonNode::intValue).toList();
    }

    /// All numbers of nested arrays.
    static double[] doubles(JsonNode numbers) {
        return numbers.isArray() ? numbers.valueStream().flatMapToDouble(inner -> Arrays.stream(doubles(inner))).toArray()
                : new double[] {numbers.doubleValue()};
    }
}
