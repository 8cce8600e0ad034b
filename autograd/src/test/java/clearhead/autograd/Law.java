package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.statistics.Statistics;

/// What the laws say about numbers.
final class Law {

    /// The third root of 2⁻⁵², about: there h² and 2⁻⁵²/h, the two errors of a difference quotient, are equally small.
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

    /// Two formulas give the same in doubles.
    static void isSame(Num a, Num b) {
        assertThat(a.value()).isCloseTo(b.value(), offset(FINER * (a.error() + b.error())));
    }

    /// `g` is the gradient of `f` with respect to x:
    ///
    /// - in a random direction v, its own formula in doubles gives what the difference quotient of f gives,
    ///   `⟨g, v⟩ = (f(x + hv) − f(x − hv)) / 2h + O(h²)`;
    /// - element by element, its floats are as near to its formula as their rounding allows.
    static void isGradient(Tensor g, Tensor f, Tensor x, long seed) {
        assertThat(g.shape()).isEqualTo(x.shape());
        double[] v = new double[x.shape().size()];
        Arrays.setAll(v, i -> Math.rint(Seeds.normal(seed, i) * 0x1p10) * 0x1p-10);     // so few digits that x + hv is exact
        Num[] formula = moved(x, v, 0).of(g);
        Num along = Doubles.sum(v.length, i -> formula[i].times(Num.exact(v[i])));
        Num expected = difference(f, x, v);
        assertThat(along.value()).as("gradient of %s with respect to x%s along v", f.op().getClass().getSimpleName(), x.shape())
                .isCloseTo(expected.value(), offset(expected.error() + FINER * along.error()));
        within(g, formula);
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
        return moved(x, v, step).of(f)[0];
    }

    /// The graph with `x + step · v` in place of x.
    private static Doubles moved(Tensor x, double[] v, double step) {
        double[] values = new double[v.length];
        Arrays.setAll(values, i -> x.data()[i] + step * v[i]);
        return new Doubles(x, values);
    }
}
