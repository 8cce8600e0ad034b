package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line, run in this process.
///
/// @param code what it ended with
/// @param out  what it printed
/// @param err  what it complained about
record Shell(int code, String out, String err) {

    private static final Path ORACLE = Path.of(System.getProperty("basedir", ""), "../core/src/test/resources/oracle");

    /// A model folder with its expected values.
    static String oracle(String name) {
        return ORACLE.resolve(name).toString();
    }

    /// What the reference computes.
    static JsonNode expected(String name) {
        return JsonMapper.shared().readTree(ORACLE.resolve(name).resolve("expected.json").toFile());
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
        try (InputStream schema = Main.class.getResourceAsStream("commands/clearhead-%s-1.schema.json".formatted(command))) {
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
            assertThat(registry.getSchema(JsonMapper.shared().readTree(schema)).validate(result)).as(json).isEmpty();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return result;
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
