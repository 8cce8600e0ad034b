package clearhead.explain.decompose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.Quadrature;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/// The closed integrals against a sum over many nodes.
class RodTest {

    private static final Quadrature.Nodes NODES = Quadrature.GAUSS_LEGENDRE.nodes(400);

    /// a and b in a plane at any angle, with √ε as a third coordinate, so that σ stays away from 0 and 400 nodes are exact.
    /// Ends may be next to each other (the series) or far apart (the logarithm), on one side of the origin or on both.
    @Property void theIntegralsAreClosed(@ForAll @DoubleRange(min = 0, max = 3) double length,
                                         @ForAll @DoubleRange(min = -4, max = 4) double x, @ForAll @DoubleRange(min = -4, max = 4) double y,
                                         @ForAll @DoubleRange(min = 0.3, max = 2) double height) {
        double e = height * height;
        Rod rod = new Rod(length * length + e, x * x + y * y + e, length * x + e, (x - length) * (x - length) + y * y);
        DoubleUnaryOperator square = t -> Math.pow((1 - t) * length + t * x, 2) + t * t * y * y + e;

        // every term is positive, of at most 1/h³; 400 nodes and a dozen rounded steps each
        double rounding = 400 * 12 * 0x1p-53 / Math.pow(height, 3);
        assertThat(rod.inverse()).isCloseTo(integral(t -> 1 / Math.sqrt(square.applyAsDouble(t))), within(rounding));
        assertThat(rod.early()).isCloseTo(integral(t -> (1 - t) * (1 - t) / Math.pow(square.applyAsDouble(t), 1.5)), within(rounding));
        assertThat(rod.middle()).isCloseTo(integral(t -> t * (1 - t) / Math.pow(square.applyAsDouble(t), 1.5)), within(rounding));
        assertThat(rod.late()).isCloseTo(integral(t -> t * t / Math.pow(square.applyAsDouble(t), 1.5)), within(rounding));
    }

    /// Where both ends are one.
    @Property void aRodWithoutLengthIsAPoint(@ForAll @DoubleRange(min = 0.01, max = 100) double square) {
        Rod rod = new Rod(square, square, square, 0);
        assertThat(rod.inverse() * Math.sqrt(square)).isCloseTo(1, within(1e-15));
        assertThat(rod.middle() * Math.pow(square, 1.5)).isCloseTo(1 / 6.0, within(1e-15));
    }

    private static double integral(DoubleUnaryOperator f) {
        double sum = 0;
        for (int i = 0; i < NODES.at().length; i++) {
            sum += NODES.weight()[i] * f.applyAsDouble(NODES.at()[i]);
        }
        return sum;
    }
}
