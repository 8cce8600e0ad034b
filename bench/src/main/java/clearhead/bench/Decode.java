package clearhead.bench;

import java.util.List;

/// One more token by a decoder that remembers what it has read. Each weight is read from memory once, and little is computed with it, so
/// memory is the limit; what all who take part have in common is how many numbers they read, and that is the result.
///
/// @param size of the model; the text gets as long as its positions
record Decode(Gpt.Size size) implements Case {

    /// GPT-2 small (Radford et al. 2019): 124 million weights.
    static final Decode GPT2 = new Decode(new Gpt.Size(12, 768, 12, 50_257, 128, 1));

    @Override public String name() {
        return equals(GPT2) ? "decode-gpt2" : "decode-other";
    }

    @Override public String words() {
        return "decode " + size.words();
    }

    @Override public double work() {
        return 1;
    }

    @Override public String unit() {
        return "tokens";
    }

    @Override public List<float[]> inputs() {
        return List.of();
    }

    @Override public Bound bound(List<float[]> inputs, float[] result) {
        return _ -> 0;
    }

    /// Matrices and their biases, norms, and the table of the tokens, which is read in its whole as the head.
    int weights() {
        int d = size.dModel();
        return size.layers() * (12 * d * d + 13 * d) + 2 * d + size.vocab() * d;
    }
}
