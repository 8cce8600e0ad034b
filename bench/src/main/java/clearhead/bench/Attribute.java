package clearhead.bench;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.checkpoint.ModelJar;
import clearhead.core.model.EncoderModel;
import clearhead.core.pretrained.Pretrained;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Integrated gradients of a similarity by MiniLM (`jar:minilm`): the cosine of a text's vector and another's, by the tokens of the first.
///
/// @param seq   tokens of the text that is explained
/// @param steps Gauss–Legendre nodes; 0 to let each choose: ours until the gap is below 1 %, Captum its default of 50
record Attribute(int seq, int steps) implements Case {

    /// What Captum takes if nobody says anything.
    static final int CAPTUMS = 50;
    private static final int OTHER = 16;

    @Override public String name() {
        return steps == 0 ? "ig-minilm-%d-auto".formatted(seq) : "ig-minilm-%dx%d".formatted(seq, steps);
    }

    @Override public String words() {
        return "attribute %d %d".formatted(seq, steps);
    }

    @Override public double work() {
        return (double) seq * (steps == 0 ? CAPTUMS : steps);
    }

    @Override public String unit() {
        return "tokens";
    }

    @Override public Optional<String> missing() {
        return missingModel();
    }

    /// What must be fetched before anybody can ask MiniLM, if it is not there.
    static Optional<String> missingModel() {
        try {
            ModelJar.MINILM.vocabulary();
            return Optional.empty();
        } catch (BadInput problem) {
            return Optional.of(problem.getMessage());
        }
    }

    @Override public List<float[]> inputs() {
        return inputs(ids(seq, 1), ids(OTHER, 2));
    }

    /// The tokens of both texts, the width, heads, layers and ε of the model, what else there is, and the model's parameters in the order of
    /// their listing.
    static List<float[]> inputs(float[] text, float[] other, float[]... more) {
        EncoderModel model = (EncoderModel) Pretrained.open("jar:minilm").model();
        var tower = model.config().tower();
        float[] sizes = {tower.dModel(), tower.block().attention().heads(), tower.layers(), tower.block().norm().epsilon()};
        List<float[]> inputs = new ArrayList<>(Stream.concat(Stream.of(text, other, sizes), Stream.of(more)).toList());
        model.parameters().forEach((name, parameter) -> {
            if (!name.startsWith("head.")) {
                inputs.add(parameter.toArray());
            }
        });
        return inputs;
    }

    private static float[] ids(int n, long seed) {
        float[] ids = new float[n];
        for (int i = 0; i < n; i++) {
            ids[i] = 2000 + (int) (Seeds.uniform(seed, i) * 26_000);
        }
        return ids;
    }

    /// Scores are about 0.01; two right computations of the same nodes were seen 1e-6 apart, and with nodes of one's own choice the gap is
    /// what is allowed: 1 % of some 0.5, on one token at worst.
    @Override public Bound bound(List<float[]> inputs, float[] result) {
        return _ -> steps == 0 ? 5e-3 : 1e-5;
    }
}
