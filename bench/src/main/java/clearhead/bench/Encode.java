package clearhead.bench;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.core.checkpoint.ModelJar;
import java.util.List;
import java.util.Optional;

/// Vectors of sentences by MiniLM (`jar:minilm`: six layers of BERT, 384 wide), from tokens to the mean of the last rows, scaled to length 1.
///
/// @param batch sentences
/// @param seq   tokens of each; nothing is filled up
record Encode(int batch, int seq) implements Case {

    @Override public String name() {
        return "minilm-%dx%d".formatted(batch, seq);
    }

    @Override public String words() {
        return "encode %d %d".formatted(batch, seq);
    }

    @Override public double work() {
        return (double) batch * seq;
    }

    @Override public String unit() {
        return "tokens";
    }

    @Override public Optional<String> missing() {
        try {
            ModelJar.MINILM.vocabulary();
            return Optional.empty();
        } catch (BadInput problem) {
            return Optional.of(problem.getMessage());
        }
    }

    /// The tokens, one sentence after the other; words, nothing special.
    @Override public List<float[]> inputs() {
        float[] ids = new float[batch * seq];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 2000 + (int) (Seeds.uniform(1, i) * 26_000);
        }
        return List.of(ids);
    }

    /// The tokens by sentence.
    int[][] rows(List<float[]> inputs) {
        int[][] rows = new int[batch][seq];
        for (int i = 0; i < batch * seq; i++) {
            rows[i / seq][i % seq] = (int) inputs.getFirst()[i];
        }
        return rows;
    }

    /// No bound is known that would be of use. Numbers are about `1/√384`, 0.05, and two right computations were seen 4e-7 apart on 200 sentences.
    @Override public Bound bound(List<float[]> inputs, float[] result) {
        return _ -> 1e-5;
    }
}
