package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Rotation.Pairs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Positions as angles, and what makes them positions.
class RotaryTest {

    private static final double[] FREQUENCIES = Rotation.frequencies(6, 100);

    /// A quarter turn a position: `(a, b)` becomes `(−b, a)`, then `(−a, −b)`. Which two make a pair is all that differs.
    @Test void whoIsTurnedWithWhom() {
        Tensor x = Tensor.of(Shape.of(3, 5), 1, 2, 3, 4, 9, 1, 2, 3, 4, 9, 1, 2, 3, 4, 9);
        Tensor cos = Tensor.of(Shape.of(3, 2), 1, 1, 0, 0, -1, -1);
        Tensor sin = Tensor.of(Shape.of(3, 2), 0, 0, 1, 1, 0, 0);
        assertThat(x.rotary(new Rotation(cos, sin, Pairs.HALVES), 5, 0).toArray())
                .containsExactly(1, 2, 3, 4, 9, -3, -4, 1, 2, 9, -1, -2, -3, -4, 9);
        assertThat(x.rotary(new Rotation(cos, sin, Pairs.NEIGHBOURS), 5, 0).toArray())
                .containsExactly(1, 2, 3, 4, 9, -2, 1, -4, 3, 9, -1, -2, -3, -4, 9);
    }

    @Test void theTables() {
        assertThat(FREQUENCIES).containsExactly(new double[] {1, Math.pow(100, -1 / 3.0), Math.pow(100, -2 / 3.0)}, within(1e-15));
        Rotation by = Rotation.of(100_000, Pairs.HALVES, FREQUENCIES);
        assertThat(by.cos().shape()).isEqualTo(Shape.of(100_000, 3));
        for (int position : new int[] {0, 1, 99_999}) {                     // rounded once, however large the angle
            for (int pair = 0; pair < 3; pair++) {
                double angle = position * FREQUENCIES[pair];
                assertThat((double) by.cos().at(position, pair)).isCloseTo(Math.cos(angle), offset(0x1p-24));
                assertThat((double) by.sin().at(position, pair)).isCloseTo(Math.sin(angle), offset(0x1p-24));
            }
        }
    }

    /// The fused op against rotation made of slices, products and sums.
    @ParameterizedTest @EnumSource void isItsComposition(Pairs layout) {
        Tensor x = Numbers.ANY.tensor(Shape.of(2, 4, 3 * 8), 1).variable();
        Rotation by = Rotation.of(9, layout, FREQUENCIES);
        Tensor fused = x.rotary(by, 8, 5);
        Tensor composed = composed(x, by, 8, 5);
        same(fused, composed);
        Tensor u = Numbers.ANY.tensor(x.shape(), 2).variable();
        same(Gradients.of(fused, u).wrt(x), Gradients.of(composed, u).wrt(x));
    }

    private static void same(Tensor fused, Tensor composed) {
        Num[] a = new Doubles().of(fused);
        Num[] b = new Doubles().of(composed);
        for (int i = 0; i < a.length; i++) {
            assertThat((double) fused.data()[i]).isCloseTo(composed.data()[i], offset(a[i].error() + b[i].error()));
            Law.isSame(a[i], b[i]);
        }
    }

    private static Tensor composed(Tensor x, Rotation by, int dHead, int from) {
        int seq = x.dim(1);
        int n = by.cos().dim(1);
        Tensor heads = x.reshape(x.dim(0), seq, -1, dHead);
        Tensor turned = heads.slice(LAST, 0, 2 * n);
        boolean halves = by.pairs() == Pairs.HALVES;
        Tensor pairs = halves ? turned.reshape(x.dim(0), seq, -1, 2, n) : turned.reshape(x.dim(0), seq, -1, n, 2).transpose();
        Tensor a = pairs.slice(3, 0, 1);
        Tensor b = pairs.slice(3, 1, 2);
        Tensor cos = by.cos().slice(0, from, from + seq).reshape(seq, 1, 1, n);
        Tensor sin = by.sin().slice(0, from, from + seq).reshape(seq, 1, 1, n);
        Tensor both = Tensor.concat(3, a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin)));
        Tensor back = (halves ? both : both.transpose()).reshape(turned.shape());
        return Tensor.concat(LAST, back, heads.slice(LAST, 2 * n, dHead)).reshape(x.shape());
    }

    /// Heads side by side, or one after the other.
    @ParameterizedTest @EnumSource void headsMayLieEitherWay(Pairs layout) {
        Tensor x = Numbers.ANY.tensor(Shape.of(2, 5, 3 * 7), 3);
        Rotation by = Rotation.of(8, layout, FREQUENCIES);
        Tensor apart = x.reshape(2, 5, 3, 7).permute(0, 2, 1, 3).rotary(by, 7, 2);        // [batch, heads, seq, dHead]
        assertThat(apart.permute(0, 2, 1, 3).toArray()).isEqualTo(x.rotary(by, 7, 2).toArray());
    }

    /// What a cache relies on: a position is turned alike, whether it comes with others or alone.
    @Test void aPositionIsTurnedAlikeAloneAndAmongOthers() {
        Tensor x = Numbers.ANY.tensor(Shape.of(2, 5, 6), 3);
        Rotation by = Rotation.of(9, Pairs.HALVES, FREQUENCIES);
        Tensor all = x.rotary(by, 6, 4);
        for (int i = 0; i < 5; i++) {
            assertThat(x.slice(1, i, i + 1).rotary(by, 6, 4 + i).toArray()).isEqualTo(all.slice(1, i, i + 1).toArray());
        }
    }

    /// `⟨R(p)q, R(t)k⟩` depends on `t − p` alone. The tables are rounded too, by half a unit each, which no bound of the op knows:
    /// four such factors of at most 1 shift a product by `4 · 2⁻²⁵`, and the roundings of six products and their sums are `12 · 2⁻²⁴`.
    @ParameterizedTest @EnumSource void productsDependOnDistanceAlone(Pairs layout) {
        Tensor q = Numbers.SHARE.tensor(Shape.of(1, 6), 3);
        Tensor k = Numbers.SHARE.tensor(Shape.of(1, 6), 4);
        Rotation by = Rotation.of(2000, layout, FREQUENCIES);
        float near = q.rotary(by, 6, 3).dot(k.rotary(by, 6, 10)).item();
        float far = q.rotary(by, 6, 1903).dot(k.rotary(by, 6, 1910)).item();
        double size = 2 * q.sum().item() * k.sum().item();                   // no term of either product is greater
        assertThat((double) far).isCloseTo(near, offset(2 * 14 * 0x1p-24 * size));
        assertThat((double) q.rotary(by, 6, 3).dot(k.rotary(by, 6, 11)).item()).isNotCloseTo(near, offset(1e-3));
    }

    /// Turned back, all is where it was; `cos² + sin²` of rounded tables is 1 to `2 · 2⁻²⁴`, and each way costs two roundings.
    @ParameterizedTest @EnumSource void theGradientTurnsBack(Pairs layout) {
        Tensor x = Numbers.SHARE.tensor(Shape.of(3, 14), 5).variable();
        Tensor y = x.rotary(Rotation.of(3, layout, FREQUENCIES), 7, 0);
        Tensor back = Gradients.of(y, y.detach()).wrt(x);
        for (int i = 0; i < x.data().length; i++) {
            assertThat((double) back.data()[i]).isCloseTo(x.data()[i], offset(12 * 0x1p-24));
        }
    }

    /// `PE(p, 2i) = sin(p / 10000^(2i/d))`, `PE(p, 2i + 1) = cos(p / 10000^(2i/d))`.
    @Test void theTablesAreSinusoidalPositionsToo() {
        Rotation by = Rotation.of(50, Pairs.NEIGHBOURS, Rotation.frequencies(6, 10_000));
        Tensor positions = Tensor.stack(2, by.sin(), by.cos()).reshape(50, 6);
        for (int p = 0; p < 50; p++) {
            for (int i = 0; i < 6; i++) {
                double angle = p / Math.pow(10_000, i / 2 * 2 / 6.0);
                assertThat((double) positions.at(p, i)).isCloseTo(i % 2 == 0 ? Math.sin(angle) : Math.cos(angle), offset(0x1p-24));
            }
        }
    }

    @Test void tablesAreConstants() {
        Tensor ones = Tensor.full(Shape.of(1, 1), 1).variable();
        assertThat(new Rotation(ones, ones, Pairs.HALVES).cos().isRecorded()).isFalse();
    }

    /// Frequencies as a model stretches them.
    @Test void nothingIsTurnedByNoFrequency() {
        Tensor x = Numbers.ANY.tensor(Shape.of(4, 6), 5);
        assertThat(x.rotary(Rotation.of(4, Pairs.HALVES, 0, 0, 0), 6, 0).toArray()).isEqualTo(x.toArray());
        assertThat(x.rotary(Rotation.of(4, Pairs.NEIGHBOURS), 6, 0).toArray()).isEqualTo(x.toArray());
        assertThat(Tensor.of(Shape.of(2, 0, 6)).rotary(Rotation.of(0, Pairs.HALVES, 1), 6, 0).shape()).isEqualTo(Shape.of(2, 0, 6));
    }
}
