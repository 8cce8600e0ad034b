package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import net.jqwik.api.statistics.Statistics;

/// What the laws say about numbers.
final class Law {

    /// About the third root of what a double resolves: half of the digits that a difference keeps go to each of its two errors.
    private static final double H = 0x1p-17;
    /// How much finer a double rounds than a float.
    private static final double FINER = 0x1p-29;

    private Law() {}

    /// The property has to meet every op.
    static void meetsAll(List<Catalogue.Entry> entries, Case drawn) {
        Statistics.label("ops").collect(drawn.op().getClass()).coverage(coverage ->
                entries.forEach(entry -> coverage.check(entry.type()).count(count -> count > 0)));
    }

    /// Every element is as near to its formula as the bound says.
    static void within(Tensor floats, Num[] doubles) {
        for (int i = 0; i < doubles.length; i++) {
            assertThat((double) floats.data()[i]).as("element %d of %s, bound of the error %s", i, floats.shape(), doubles[i].error())
                    .isCloseTo(doubles[i].value(), offset(doubles[i].error()));
        }
    }

    /// `g` is the gradient of `f` with respect to x: element by element what its own formula gives, and in a random direction v what the
    /// difference quotient of f gives: `⟨g, v⟩ = (f(x + hv) − f(x − hv)) / 2h + O(h²)`.
    static void isGradient(Tensor g, Tensor f, Tensor x, long seed) {
        Num[] doubles = new Doubles().of(g);
        within(g, doubles);
        double[] v = new double[doubles.length];
        double along = 0;
        for (int i = 0; i < v.length; i++) {
            v[i] = Seeds.normal(seed, i);
            along += g.data()[i] * v[i];
        }
        Num expected = difference(f, x, v);
        double rounding = Doubles.sum(v.length, i -> doubles[i].times(Num.exact(v[i]))).error();
        assertThat(along).as("gradient of %s with respect to x%s along v; bounds: floats %s, difference %s",
                f.op().getClass().getSimpleName(), x.shape(), rounding, expected.error())
                .isCloseTo(expected.value(), offset(rounding + expected.error()));
    }

    /// The difference quotient. With `D(h) = f′ + ch² + O(h⁴)`, the difference of D(h) and D(2h) is three times what D(h) is off by;
    /// to this comes the rounding of both values of f.
    private static Num difference(Tensor f, Tensor x, double[] v) {
        Num up = at(f, x, v, H);
        Num down = at(f, x, v, -H);
        double near = (up.value() - down.value()) / (2 * H);
        double far = (at(f, x, v, 2 * H).value() - at(f, x, v, -2 * H).value()) / (4 * H);
        return new Num(near, Math.abs(near - far) + FINER * (up.error() + down.error()) / (2 * H));
    }

    private static Num at(Tensor f, Tensor x, double[] v, double step) {
        double[] moved = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            moved[i] = x.data()[i] + step * v[i];
        }
        return new Doubles(x, moved).of(f)[0];
    }
}
