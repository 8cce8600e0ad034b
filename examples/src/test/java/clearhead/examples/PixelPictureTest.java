package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelPictureTest {

    /// A picture whose left seven columns are `left`, whose right seven are `right`, and which is 0 between.
    private static PixelPicture picture(String caption, float left, float right) {
        return new PixelPicture(caption, Tensor.from(Shape.of(1, 784), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = i % 28 < 7 ? left : i % 28 < 21 ? 0 : right;
            }
        }));
    }

    @Test void strongAndWeakNumbersOfBothSignsAreTold() {
        List<String> lines = picture("strong above", 1, -0.5f).beside(picture("strong below", 0.2f, -1)).lines().toList();
        assertThat(lines).hasSize(15);
        assertThat(lines.getFirst()).isEqualTo("  strong above" + " ".repeat(20) + "strong below");
        assertThat(lines.subList(1, 15)).containsOnly("  #######" + " ".repeat(14) + "-------" + " ".repeat(25) + "=======");
    }

    /// Up to three characters in a hundred may stick out (11 of the 392) without making the rest pale.
    @Test void aFewOutliersDoNotCount() {
        PixelPicture picture = new PixelPicture("", Tensor.from(Shape.of(1, 784), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = i < 11 ? 1000 : 1;
            }
        }));
        assertThat(picture.beside().lines().skip(1)).containsOnly("  " + "#".repeat(28));
    }

    @Test void nothingIsBlank() {
        assertThat(picture("nothing", 0, 0).beside().lines().skip(1)).containsOnly("");
    }
}
