package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.function.DoubleUnaryOperator;

/// Positions as angles (Su et al. 2021, arXiv 2104.09864): at position p, pair number i of a head is turned by `p · frequency[i]`.
/// Two heads turned so have a product that depends on their distance alone: `⟨R(p)q, R(t)k⟩ = ⟨q, R(t − p)k⟩`.
///
/// The tables are constants, made once in double precision: no sine of a large angle is ever taken in floats. A model that stretches
/// its frequencies (as Llama 3.1 does for long texts) hands in stretched ones; one that has tables of its own hands in those.
///
/// The same tables, `Tensor.concat(1, sin, cos)`, are the positions that the first transformers add to their embeddings (Vaswani et al.
/// 2017, arXiv 1706.03762, section 3.5), sines first; `Tensor.stack(2, sin, cos)` laid flat has them in turn, as in the paper.
///
/// @param cos   `[positions, pairs]`
/// @param sin   `[positions, pairs]`
/// @param pairs which elements are turned together
public record Rotation(Tensor cos, Tensor sin, Pairs pairs) {

    /// Which two elements of a head make pair number i, out of n.
    public enum Pairs {
        /// i and i + n: Llama, Qwen2 and GPT-NeoX as they are published in the Hugging Face layout.
        HALVES,
        /// 2i and 2i + 1: the paper, GPT-J, Meta's own files, GGUF.
        NEIGHBOURS
    }

    /// Checks the tables.
    ///
    /// @throws IllegalArgumentException if they are not two tables of one shape
    public Rotation {
        require(cos.shape().rank() == 2 && cos.shape().equals(sin.shape()), "rotation: cos%s and sin%s need the same shape "
                + "[positions, pairs]", cos.shape(), sin.shape());
        cos = cos.detach();
        sin = sin.detach();
    }

    /// The tables for positions `0 … positions − 1`.
    ///
    /// @param frequencies the angle from one position to the next, one for each pair
    public static Rotation of(int positions, Pairs pairs, double... frequencies) {
        return of(0, positions, pairs, frequencies);
    }

    /// The tables for this many positions from `first` on; row 0 is that of `first`.
    ///
    /// @param frequencies the angle from one position to the next, one for each pair
    public static Rotation of(int first, int positions, Pairs pairs, double... frequencies) {
        return new Rotation(table(first, positions, frequencies, StrictMath::cos), table(first, positions, frequencies, StrictMath::sin),
                pairs);
    }

    /// These positions, and behind them others, turned in the same pairs.
    public Rotation and(Rotation next) {
        return new Rotation(Tensor.concat(0, cos, next.cos), Tensor.concat(0, sin, next.sin), pairs);
    }

    private static Tensor table(int first, int positions, double[] frequencies, DoubleUnaryOperator f) {
        int n = frequencies.length;
        return Tensor.from(Shape.of(positions, n), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) f.applyAsDouble((first + i / n) * frequencies[i % n]);
            }
        });
    }

    /// `base^(−2i/dims)` for each of `dims / 2` pairs: from one radian a position down to nearly `1/base`.
    ///
    /// @param dims how many elements of a head are turned
    /// @throws IllegalArgumentException if they do not make pairs
    public static double[] frequencies(int dims, double base) {
        require(dims >= 0 && dims % 2 == 0, "rotation: %d elements do not make pairs", dims);
        double[] frequencies = new double[dims / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = StrictMath.pow(base, -2.0 * i / dims);
        }
        return frequencies;
    }
}
