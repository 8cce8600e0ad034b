package clearhead.autograd.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

class KernelChoiceTest {

    /// Where CI runs, the fast kernels are required: a run that silently fell back to the scalar ones must fail.
    @Test @EnabledIfEnvironmentVariable(named = "CI", matches = "true")
    void inContinuousIntegrationTheVectorKernelsAreInUse() {
        assertThat(Kernels.best().name()).endsWith("-bit vectors");
    }

    @Test void theModuleDecides() {
        assertThat(KernelChoice.choose(null, true).name()).isEqualTo(Lanes.L * 32 + "-bit vectors");
        assertThat(KernelChoice.choose(null, false)).isSameAs(Kernels.scalar());
    }

    @Test void thePropertyDemands() {
        assertThat(KernelChoice.choose("scalar", true)).isSameAs(Kernels.scalar());
        assertThat(KernelChoice.choose("vector", true)).isInstanceOf(VectorKernels.class);
        assertThatThrownBy(() -> KernelChoice.choose("vector", false)).isInstanceOf(IllegalStateException.class)
                .hasMessage("clearhead.kernels=vector needs the module jdk.incubator.vector: start java with --add-modules jdk.incubator.vector");
        assertThatThrownBy(() -> KernelChoice.choose("fast", true)).isInstanceOf(IllegalStateException.class)
                .hasMessage("clearhead.kernels=fast: need scalar or vector, or leave the property out");
    }

    @Test void withoutTheModuleOneLineSaysHowToGetTheFastOnesAndNoVectorClassIsLoaded() throws IOException, InterruptedException {
        List<String> output = java("-Xlog:class+load:stdout");
        assertThat(output).contains("best: scalar");
        assertThat(output).filteredOn(line -> line.endsWith("scalar kernels in use; for the fast ones start java with "
                + "--add-modules jdk.incubator.vector")).hasSize(1);
        assertThat(output).anyMatch(line -> line.contains("clearhead.autograd.kernels.ScalarKernels "));
        assertThat(output).noneMatch(line -> line.contains("clearhead.autograd.kernels.Vector"))
                .noneMatch(line -> line.contains("clearhead.autograd.kernels.Lanes"))
                .noneMatch(line -> line.contains("jdk.incubator.vector."));
    }

    @Test void withTheModuleNothingIsSaid() throws IOException, InterruptedException {
        assertThat(java("--add-modules", "jdk.incubator.vector")).anyMatch(line -> line.matches("best: \\d+-bit vectors"))
                .noneMatch(line -> line.contains("scalar"));
    }

    @Test void aWrongWordIsExplainedEachTime() throws IOException, InterruptedException {
        assertThat(java("-Dclearhead.kernels=fast"))
                .containsExactly("clearhead.kernels=fast: need scalar or vector, or leave the property out",
                                 "clearhead.kernels=fast: need scalar or vector, or leave the property out");
    }

    /// What [Ask] prints in a Java of its own.
    private static List<String> java(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        String classPath = place(Kernels.class) + System.getProperty("path.separator") + place(Ask.class);
        command.addAll(List.of("-cp", classPath, Ask.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    private static String place(Class<?> type) {
        return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
    }

    /// Asks for the best kernels twice, and uses them.
    static final class Ask {

        private Ask() {
        }

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    Kernels best = Kernels.best();
                    best.exp(new float[20], 0, new float[20], 0, 20);
                    if (i == 0) System.out.println("best: " + best.name());
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }
}
