package clearhead.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where everything is that the processes are started with.
///
/// @param java      the program that runs this, for the peers
/// @param ourJava   the same with the options that our own programs run with
/// @param classPath of this program
/// @param peers     the folder of what `mvn -Ppeers` gathers
/// @param python    a Python that perhaps has torch
/// @param avx2      whether nobody may use AVX-512
record Setup(String java, List<String> ourJava, String classPath, Path peers, String python, boolean avx2) {

    /// What `bench/run` says, and the environment.
    ///
    /// @param options for our own Java, instead of those that our programs run with; none to keep them
    static Setup of(List<String> options, boolean avx2) {
        Path bench = Path.of(System.getProperty("clearhead.bench", ""));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> chosen = options.isEmpty() ? List.of("@" + bench.resolveSibling("examples").resolve("java.options")) : options;
        List<String> ourJava = Stream.concat(Stream.of(java), chosen.stream()).toList();
        String python = System.getProperty("CLEARHEAD_PYTHON", System.getenv().getOrDefault("CLEARHEAD_PYTHON", "python3"));
        return new Setup(java, ourJava, System.getProperty("java.class.path"), bench.resolve("target", "peers"), python, avx2);
    }

    /// The class path with the peers' jars.
    String peersPath() {
        return String.join(File.pathSeparator, classPath, peers.resolve("classes").toString(), peers.resolve("lib") + "/*");
    }

    /// What to do to have the peers' jars, if they are not there.
    Optional<String> missingJars() {
        return Files.isDirectory(peers.resolve("lib")) ? Optional.empty()
                : Optional.of("not there: mvn -q -Ppeers -DskipTests package");
    }

    /// What to do to have torch 2 and these packages of Python, if they are not there.
    Optional<String> missingTorch(String... others) {
        String needed = Stream.concat(Stream.of("torch"), Stream.of(others)).collect(Collectors.joining(", "));
        try {
            Process process = new ProcessBuilder(python, "-c", "import %s; assert torch.__version__ >= '2'".formatted(needed))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            if (process.waitFor() == 0) {
                return Optional.empty();
            }
        } catch (IOException e) {
            // no such program: told below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of("not there: %s has no %s, torch 2 or later; name a Python that has in CLEARHEAD_PYTHON".formatted(python, needed));
    }
}
