package clearhead.bench.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuleTest {

    @ParameterizedTest
    @EnumSource
    void holdsInOurHouse(Rule rule) {
        assertThat(rule.broken(House.ours())).isEmpty();
    }

    /// A rule that looks at nothing would hold everywhere.
    @Test
    void seesTheWholeHouse() {
        assertThat(House.ours().descriptors()).extracting(ModuleDescriptor::name).containsExactly(
                "clearhead.autograd", "clearhead.core", "clearhead.explain", "clearhead.examples", "clearhead.bench");
        assertThat(House.ours().sources("src/main/java")).filteredOn(file -> file.endsWith("module-info.java")).hasSize(5);
        assertThat(House.ours().classes()).extracting(c -> c.getName())
                .contains("clearhead.autograd.kernels.Kernels", "clearhead.examples.Main");
    }

    @ParameterizedTest
    @EnumSource
    void isBrokenByItsBreach(Rule rule, @TempDir Path root) throws IOException {
        Breach breach = breach(rule);
        assertThat(rule.broken(breach.plant(root))).containsExactly(breach.message());
    }

    @Test
    void aReasonAllowsALongFile(@TempDir Path root) throws IOException {
        String text = "/// Longer than 300 lines because it lists the world.\n" + "\n".repeat(300) + "class Long { }\n";
        assertThat(Rule.LONG_FILES_SAY_WHY.broken(new Breach("core", Map.of("Long.java", text), "").plant(root))).isEmpty();
    }

    /// One bad file for each rule: a rule that has none does not compile.
    private static Breach breach(Rule rule) {
        return switch (rule) {
            case VECTORS_ONLY_IN_VECTOR_KERNELS -> new Breach("autograd", Map.of(
                    "clearhead/autograd/kernels/VectorFine.java", """
                            package clearhead.autograd.kernels;
                            class VectorFine { jdk.incubator.vector.FloatVector v; }
                            """,
                    "clearhead/autograd/kernels/Scalar.java", """
                            package clearhead.autograd.kernels;
                            class Scalar { jdk.incubator.vector.FloatVector[] v; }
                            """),
                    "clearhead.autograd.kernels.Scalar uses jdk.incubator.vector.FloatVector (Scalar.java:0)");
            case NO_STATIC_STATE -> new Breach("core", Map.of("clearhead/core/Seen.java", """
                    package clearhead.core;
                    class Seen { static final int LIMIT = 3; static int count; int mine; }
                    """),
                    "clearhead.core.Seen.count is static and not final");
            case NO_THREAD_LOCAL -> new Breach("explain", Map.of("clearhead/explain/Mode.java", """
                    package clearhead.explain;
                    class Mode { static final ThreadLocal<String> NOW = null; }
                    """),
                    "clearhead.explain.Mode uses java.lang.ThreadLocal (Mode.java:0)");
            case MODULE_ARROWS -> new Breach("autograd", Map.of("module-info.java", """
                    module clearhead.autograd { requires java.logging; requires org.assertj.core; }
                    """),
                    "clearhead.autograd requires [org.assertj.core], not []");
            case KERNELS_ARE_FOR_BENCH -> new Breach("autograd", Map.of(
                    "module-info.java", "module clearhead.autograd { exports clearhead.autograd.kernels; }",
                    "clearhead/autograd/kernels/Kernels.java", "package clearhead.autograd.kernels; class Kernels { }"),
                    "clearhead.autograd.kernels is exported to everyone");
            case KERNELS_ARE_THE_GROUND -> new Breach("autograd", Map.of(
                    "clearhead/autograd/Tensor.java", "package clearhead.autograd; public class Tensor { }",
                    "clearhead/autograd/kernels/Loop.java", """
                            package clearhead.autograd.kernels;
                            class Loop {
                                Object it() { return new clearhead.autograd.Tensor(); }
                            }
                            """),
                    "clearhead.autograd.kernels.Loop uses clearhead.autograd.Tensor (Loop.java:3)");
            case EXPLAIN_ROOMS_ARE_CLOSED -> new Breach("explain", Map.of(
                    "clearhead/explain/Shared.java", "package clearhead.explain; public class Shared { }",
                    "clearhead/explain/lens/Lens.java", "package clearhead.explain.lens; public class Lens { }",
                    "clearhead/explain/gradient/Rays.java", """
                            package clearhead.explain.gradient;
                            class Rays extends clearhead.explain.Shared { clearhead.explain.lens.Lens lens; }
                            """),
                    "clearhead.explain.gradient.Rays uses clearhead.explain.lens.Lens (Rays.java:0)");
            case EVERY_PACKAGE_HAS_A_MAP -> new Breach("core", Map.of(
                    "clearhead/core/package-info.java", "package clearhead.core;",
                    "clearhead/core/text/Words.java", "package clearhead.core.text; class Words { }"),
                    "core/src/main/java/clearhead/core/text/package-info.java is missing");
            case LONG_FILES_SAY_WHY -> new Breach("core", Map.of("Long.java", "\n".repeat(300) + "class Long { }\n"),
                    "core/src/main/java/Long.java has 301 lines; split it, or write `/// Longer than 300 lines because …`");
            case AN_OP_FITS_ON_A_SCREEN -> new Breach("autograd", Map.of("clearhead/autograd/Op.java", """
                    package clearhead.autograd;
                    interface Op {
                        record Short() implements Op { }
                        record Tall() implements Op {
                    %s}
                        record Fits() implements Op {
                    %s}
                    }
                    """.formatted("\n".repeat(59) + "    ", "\n".repeat(58) + "    ")),
                    "clearhead.autograd.Op$Tall has 61 lines; an op has at most 60");
        };
    }

    /// Files of one module, and what the rule says of them.
    private record Breach(String module, Map<String, String> files, String message) {

        House plant(Path root) throws IOException {
            Path source = root.resolve(module, "src/main/java");
            List<String> command = new ArrayList<>(List.of("-nowarn", "-proc:none", "--add-modules", "jdk.incubator.vector",
                    "-p", System.getProperty("java.class.path"), "-d", root.resolve(module, "target/classes").toString()));
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path to = source.resolve(file.getKey());
                Files.createDirectories(to.getParent());
                command.add(Files.writeString(to, file.getValue()).toString());
            }
            StringWriter said = new StringWriter();
            PrintWriter out = new PrintWriter(said);
            int exit = ToolProvider.findFirst("javac").orElseThrow().run(out, out, command.toArray(String[]::new));
            assertThat(exit).as("javac: %s", said).isZero();
            return new House(root);
        }
    }
}
