package clearhead.examples.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import clearhead.core.model.VisionModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Positions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessorTest {

    @TempDir private Path folder;

    private static VisionModel.Config model(int channels, int side) {
        Block.Config block = new Block.Config(Block.Order.PRE_NORM, 2, Attention.Config.plain(2, 1),
                new FeedForward.Config(2, Activation.GELU, false, true), Norm.Config.LAYER, false);
        return new VisionModel.Config(channels, side, side, 1,
                new Tower.Config(block, 1, new Positions.Config.Learned(side * side + 1), 0, false, true, List.of()), 2);
    }

    private static Preprocessor saying(String json) {
        return new Preprocessor(Spot.of("preprocessor_config.json", json, "a preprocessor_config.json"));
    }

    /// Red grows along the rows, green down the columns.
    private Path picture(int height, int width, int type) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setPixel(x, y, new int[] {40 * x, 30 * y, 7, 255});
            }
        }
        Path file = folder.resolve("picture.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test void rescalesAndNormalisesEachChannel() throws IOException {
        Path file = picture(2, 2, BufferedImage.TYPE_INT_RGB);
        Preprocessor preprocessor = saying("""
                {"do_resize": false, "rescale_factor": 0.5, "image_mean": [1, 2, 3], "image_std": [1, 2, 4]}""");
        assertThat(preprocessor.prepare(file, model(3, 2)).toArray())
                .containsExactly(-1, 19, -1, 19, -1, -1, 6.5f, 6.5f, 0.125f, 0.125f, 0.125f, 0.125f);
    }

    /// 0.299 · 40 = 11.96 of red, 0.587 · 30 = 17.61 of green, 0.114 · 7 = 0.798 of blue.
    @Test void coloursBecomeGreyForAModelWithOneChannel() throws IOException {
        Path file = picture(2, 2, BufferedImage.TYPE_INT_ARGB);
        Preprocessor preprocessor = saying("{\"do_resize\": false, \"do_rescale\": false, \"do_normalize\": false}");
        assertThat(preprocessor.prepare(file, model(1, 2)).toArray()).containsExactly(1, 13, 18, 30);
    }

    /// Java's own way to read grey as colours makes it brighter.
    @Test void greyStaysAsItIs() throws IOException {
        Path file = picture(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 100);
        ImageIO.write(grey, "png", file.toFile());
        assertThat(saying("{\"do_resize\": false, \"do_rescale\": false, \"do_normalize\": false}").prepare(file, model(3, 1)).toArray())
                .containsExactly(100, 100, 100);
    }

    /// The shorter side becomes 4, the longer 6; then the middle.
    @Test void resizesByTheShorterEdgeAndCutsOutTheMiddle() throws IOException {
        Path file = picture(4, 6, BufferedImage.TYPE_INT_RGB);
        Preprocessor preprocessor = saying("""
                {"size": {"shortest_edge": 4}, "resample": 3, "do_center_crop": true, "crop_size": {"height": 2, "width": 2},
                 "do_rescale": false, "do_normalize": false}""");
        assertThat(preprocessor.prepare(file, model(3, 2)).toArray()).containsExactly(80, 120, 80, 120, 30, 30, 60, 60, 7, 7, 7, 7);
    }

    @Test void saysWhatItDoesNotSupport() throws IOException {
        Path file = picture(4, 4, BufferedImage.TYPE_INT_RGB);
        assertThatThrownBy(() -> saying("{\"size\": 2, \"resample\": 4}").prepare(file, model(3, 2))).isInstanceOf(BadInput.class)
                .hasMessage("preprocessor_config.json: resample: found 4 (need 1 for lanczos, 2 for bilinear, 3 for bicubic)");
        assertThatThrownBy(() -> saying("{\"do_resize\": false}").prepare(file, model(3, 2))).isInstanceOf(BadInput.class)
                .hasMessage("%s: has 4 × 4 pixels (need 2 × 2, which the model reads)".formatted(file));
        assertThatThrownBy(() -> saying("{\"size\": 2, \"image_mean\": [0.5]}").prepare(file, model(3, 2))).isInstanceOf(BadInput.class)
                .hasMessage("preprocessor_config.json: image_mean: found an array (need a number for each of 3 channels)");
    }
}
