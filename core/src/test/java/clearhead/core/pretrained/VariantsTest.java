package clearhead.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Tensor;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.checkpoint.Weights;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Batch;
import clearhead.core.oracle.Oracle;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every site of models with unusual options, see `variants/ORIGIN.md`.
class VariantsTest {

    /// Of the largest value at the site. The other implementation in float32 is off by up to a tenth of this.
    private static final double TOLERANCE = 1e-4;

    private static final Path VARIANTS = Oracle.path("ORIGIN.md").resolve("../../variants").normalize();

    static Stream<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(VARIANTS)) {
            return folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everySiteIsAsExpected(String name) {
        Path folder = VARIANTS.resolve(name);
        JsonNode cases = JsonMapper.shared().readTree(folder.resolve("inputs.json")).get("cases");
        Pretrained pretrained = Pretrained.open(folder);
        try (Weights expected = Safetensors.read(folder.resolve("expected.safetensors"))) {
            for (int i = 0; i < cases.size(); i++) {
                Trace trace = Trace.all();
                run(pretrained, cases.get(i), Pass.watched(trace));
                compare(name, i + "/", trace, expected);
            }
        }
    }

    private static void run(Pretrained pretrained, JsonNode given, Pass pass) {
        switch (pretrained.model()) {
            case CausalModel model -> model.forward(ids(given, "ids"), pass);
            case EncoderModel model -> model.forward(given.has("type-ids")
                    ? ids(given, "ids").withTypes(List.of(Oracle.ints(given.get("type-ids")))) : ids(given, "ids"), pass);
            case EncoderDecoder model -> {
                int start = pretrained.special().decoderStart().orElseThrow();
                int[] target = IntStream.concat(IntStream.of(start), IntStream.of(Oracle.ints(given.get("target-ids")))).toArray();
                model.forward(ids(given, "ids"), Batch.of(target), pass);
            }
            case VisionModel model -> model.forward(Tensor.stack(0, Oracle.tensor(given.get("pixels"))), pass);
        }
    }

    private static Batch ids(JsonNode given, String key) {
        return Batch.of(Oracle.ints(given.get(key)));
    }

    private static void compare(String name, String prefix, Trace trace, Weights expected) {
        TreeSet<String> sites = new TreeSet<>(trace.activations().keySet().stream().map(Site::name).toList());
        TreeSet<String> wanted = new TreeSet<>(expected.entries().keySet().stream().filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length())).toList());
        if (!wanted.contains(Kind.LOGITS.label())) {
            sites.remove(Kind.LOGITS.label());           // of a bare GPT-2 that library gives none, although its table is there
        }
        assertThat(sites).as(name).isEqualTo(wanted);
        trace.activations().forEach((site, found) -> {
            if (wanted.contains(site.name())) {
                close(name + " " + prefix + site, found, expected.tensor(prefix + site));
            }
        });
    }

    private static void close(String what, Tensor found, Tensor expected) {
        assertThat(found.shape()).as(what).isEqualTo(expected.shape());
        float[] is = found.toArray();
        float[] should = expected.toArray();
        double most = 0;
        for (float value : should) {
            most = Math.max(most, Float.isFinite(value) ? Math.abs(value) : 0);
        }
        for (int i = 0; i < is.length; i++) {
            if (Float.isInfinite(should[i])) {
                assertThat(is[i]).as("%s, number %d", what, i).isEqualTo(should[i]);
            } else {
                assertThat((double) is[i]).as("%s, number %d", what, i).isCloseTo(should[i], within(TOLERANCE * most));
            }
        }
    }
}
