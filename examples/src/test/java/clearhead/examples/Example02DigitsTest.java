package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.examples.Example02Digits.Look;
import clearhead.examples.Example02Digits.Network;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Example02DigitsTest {

    @Test void atLeast97PercentOfTheHeldOutDigitsAreRight() throws IOException {
        Matcher result = Pattern.compile("right for (\\d+) of the 360 held out").matcher(Printed.pinned("Example02Digits"));
        assertThat(result.find()).isTrue();
        assertThat(Integer.parseInt(result.group(1)) / 360.0).isGreaterThanOrEqualTo(0.97);
    }

    /// Pixels and biases account for the whole logit, whatever the weights are.
    ///
    /// Logit and shares are sums of the same products, one for each path through the network, of which none is left out or counted twice;
    /// each sum passes at most 784 + 64 + 64 + 784 additions, and rounds by 2⁻²⁴ of what the sum would be with all signs positive.
    @Property(tries = 50) void nothingIsLeftOver(@ForAll long seed) {
        Network random = Network.random(seed);
        Network network = Network.of(IntStream.range(0, 6).mapToObj(i -> i % 2 == 0 ? random.weights().get(i)
                : Tensor.normal(random.weights().get(i).shape(), 0.5, seed + i).variable()).toList());
        Tensor pixels = Tensor.normal(Shape.of(1, 784), 1, seed).sigmoid();
        Look look = Look.at(pixels, network);

        Network positive = Network.of(network.weights().stream().map(w -> w.relu().add(w.neg().relu())).toList());
        double tolerance = 2 * (784 + 64 + 64 + 784) * 0x1p-24 * positive.logit(pixels).item();
        double shares = (double) look.ofPixels().sum().item() + look.ofBiases();
        assertThat(shares).isCloseTo(look.logit(), within(tolerance));
    }
}
