package clearhead.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Who is timed, and how a process of its own is started for each: native libraries keep threads of their own, which spin.
enum Side {

    OURS("Clearhead") {
        @Override Optional<String> missing(Setup setup) {
            return Optional.empty();
        }

        @Override List<String> command(Setup setup, Path folder) {
            Stream<String> narrow = setup.avx2() ? Stream.of("-XX:UseAVX=2") : Stream.of();
            return Stream.concat(Stream.concat(setup.ourJava().stream(), narrow),
                    Stream.of("-cp", setup.classPath(), "clearhead.bench.Ours", folder.toString())).toList();
        }
    },

    /// No program, but the limit that there is.
    MEMORY("memory") {
        @Override Optional<String> missing(Setup setup) {
            return Optional.empty();
        }

        @Override List<String> command(Setup setup, Path folder) {
            return ours(setup, folder, "clearhead.bench.Memory");
        }
    },

    /// We ourselves, with nobody looking on.
    UNWATCHED("no probe") {
        @Override Optional<String> missing(Setup setup) {
            return Optional.empty();
        }

        @Override List<String> command(Setup setup, Path folder) {
            return ours(setup, folder, "clearhead.bench.Unwatched");
        }
    },

    /// We ourselves, reading every text whole.
    UNSHARED("no reuse") {
        @Override Optional<String> missing(Setup setup) {
            return Optional.empty();
        }

        @Override List<String> command(Setup setup, Path folder) {
            return ours(setup, folder, "clearhead.bench.Unshared");
        }
    },

    OPENBLAS("OpenBLAS") {
        @Override Optional<String> missing(Setup setup) {
            return OpenBlas.isThere() ? Optional.empty() : Optional.of("not there: apt-get install libopenblas0-pthread");
        }

        @Override List<String> command(Setup setup, Path folder) {
            return List.of(setup.java(), NATIVE, "-cp", setup.classPath(), "clearhead.bench.OpenBlas", folder.toString());
        }
    },

    /// Has no switch for AVX2.
    ONNX_RUNTIME("ONNX Runtime") {
        @Override Optional<String> missing(Setup setup) {
            return setup.missingJars();
        }

        @Override List<String> command(Setup setup, Path folder) {
            return List.of(setup.java(), NATIVE, "-cp", setup.peersPath(), "clearhead.bench.OnnxRuntime", folder.toString());
        }
    },

    LIBTORCH("libtorch") {
        @Override Optional<String> missing(Setup setup) {
            return setup.missingJars();
        }

        @Override List<String> command(Setup setup, Path folder) {
            return List.of(setup.java(), NATIVE, "-Dai.djl.offline=true", "-Dslf4j.internal.verbosity=ERROR",
                    "-Dai.djl.pytorch.num_threads=" + THREADS, "-Dai.djl.pytorch.num_interop_threads=1",
                    "-cp", setup.peersPath(), "clearhead.bench.Libtorch", folder.toString());
        }
    },

    PYTORCH("PyTorch") {
        @Override Optional<String> missing(Setup setup) {
            return setup.missingTorch();
        }

        @Override List<String> command(Setup setup, Path folder) {
            return python(setup, folder, TORCH, "eager");
        }
    },

    /// Only the training step is compiled.
    PYTORCH_COMPILED("PyTorch, compiled") {
        @Override Optional<String> missing(Setup setup) {
            return setup.missingTorch();
        }

        @Override List<String> command(Setup setup, Path folder) {
            return python(setup, folder, TORCH, "compiled");
        }
    },

    /// The model is run by PyTorch.
    SHAP("shap") {
        @Override Optional<String> missing(Setup setup) {
            return setup.missingTorch("shap");
        }

        @Override List<String> command(Setup setup, Path folder) {
            return python(setup, folder, "removal_peer.py", "shap");
        }
    },

    /// The same.
    LIME("lime") {
        @Override Optional<String> missing(Setup setup) {
            return setup.missingTorch("lime");
        }

        @Override List<String> command(Setup setup, Path folder) {
            return python(setup, folder, "removal_peer.py", "lime");
        }
    };

    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final String TORCH = "torch_peer.py";
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    private final String title;

    Side(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /// Why it cannot take part, and what to do about it.
    abstract Optional<String> missing(Setup setup);

    /// What starts it, to work on the cases in this folder.
    abstract List<String> command(Setup setup, Path folder);

    /// Starts it.
    Process start(Setup setup, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(setup, folder)).redirectError(errors(folder));
        Map<String, String> environment = builder.environment();
        environment.put("DJL_CACHE_DIR", setup.peers().resolve("cache").toString());
        environment.put("OPT_OUT_TRACKING", "true");          // DJL would like to tell that it was used
        if (setup.avx2()) {
            environment.putAll(Map.of("OPENBLAS_CORETYPE", "Haswell", "ATEN_CPU_CAPABILITY", "avx2",
                    "MKL_ENABLE_INSTRUCTIONS", "AVX2", "ONEDNN_MAX_CPU_ISA", "AVX2"));
        }
        return builder.start();
    }

    /// What it says besides its answers.
    File errors(Path folder) {
        return folder.resolve(name() + ".err").toFile();
    }

    /// A program of ours, run as people run it.
    private static List<String> ours(Setup setup, Path folder, String main) {
        return Stream.concat(setup.ourJava().stream(), Stream.of("-cp", setup.classPath(), main, folder.toString())).toList();
    }

    /// A script, with that of PyTorch beside it.
    private static List<String> python(Setup setup, Path folder, String script, String mode) {
        try {
            for (String name : Set.of(TORCH, script)) {
                try (InputStream in = Side.class.getResourceAsStream(name)) {
                    Files.write(folder.resolve(name), in.readAllBytes());
                }
            }
            return List.of(setup.python(), folder.resolve(script).toString(), folder.toString(), String.valueOf(THREADS), mode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
