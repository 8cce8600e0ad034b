package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

/// An affine layer on patches is the convolution that vision transformers are published with.
class PatchesTest {

    @Test void squareBySquareThenChannelByChannel() {
        Tensor picture = Tensor.from(Shape.of(1, 2, 2, 4), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = i;
            }
        });
        Tensor patches = Patches.of(picture, 2);
        assertThat(patches.shape()).isEqualTo(Shape.of(1, 2, 8));
        assertThat(patches.toArray()).containsExactly(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
    }

    /// `y[b, o, i, j] = bias[o] + Σ w[o, c, u, v] · x[b, c, i·patch + u, j·patch + v]`, a convolution with stride `patch`.
    @Test void affineOnPatchesIsTheConvolution() {
        int patch = 3, out = 5;
        Tensor x = Numbers.ANY.tensor(Shape.of(2, 3, 6, 9), 1).variable();
        Tensor w = Numbers.ANY.tensor(Shape.of(out, 3, patch, patch), 2);
        Tensor bias = Numbers.ANY.tensor(Shape.of(out), 3);
        Tensor y = Patches.of(x, patch).affine(w.reshape(out, -1).transpose(), bias);               // [batch, patches, out]
        Num[] bounds = new Doubles().of(y);
        for (int i = 0; i < bounds.length; i++) {
            int[] at = Index.of(y.shape(), i);
            double sum = bias.at(at[2]);
            for (int c = 0; c < 3; c++) {
                for (int u = 0; u < patch; u++) {
                    for (int v = 0; v < patch; v++) {
                        sum += (double) w.at(at[2], c, u, v) * x.at(at[0], c, at[1] / 3 * patch + u, at[1] % 3 * patch + v);
                    }
                }
            }
            assertThat((double) y.data()[i]).isCloseTo(sum, offset(bounds[i].error()));
        }
    }

    @Test void everyPixelHasItsGradient() {
        Tensor x = Numbers.ANY.tensor(Shape.of(2, 1, 4, 4), 1).variable();
        Tensor f = Patches.of(x, 2).square().sum();
        Law.isGradient(Gradients.of(f).wrt(x), f, x, 4);
        assertThat(Patches.of(Tensor.of(Shape.of(0, 3, 4, 4)), 2).shape()).isEqualTo(Shape.of(0, 4, 12));
    }
}
