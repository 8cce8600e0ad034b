package clearhead.examples.commands;

import clearhead.core.BadInput;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// A picture in bytes.
///
/// @param values `[channels][height][width]`, each from 0 to 255
record Image(int channels, int height, int width, int[] values) {

    private static final String NEEDED = "a picture as PNG, JPEG, GIF or BMP";
    private static final int MOST = 1 << 28;

    Image(int channels, int height, int width) {
        this(channels, height, width, new int[channels * height * width]);
    }

    /// Reads a file.
    ///
    /// @param channels 3 for red, green and blue, 1 for shades of grey
    static Image read(Path file, int channels) {
        BufferedImage read;
        try {
            if (!Files.isRegularFile(file)) {
                throw new BadInput(file, Files.exists(file) ? "is not a file" : "does not exist", NEEDED);
            }
            ImageIO.setUseCache(false);
            read = ImageIO.read(file.toFile());
        } catch (IOException | RuntimeException broken) {
            if (broken instanceof BadInput fault) {
                throw fault;
            }
            throw new BadInput(file, "cannot be read: " + broken.getMessage(), NEEDED, broken);
        }
        if (read == null) {
            throw new BadInput(file, "is no picture of a known kind", NEEDED);
        }
        if ((long) read.getWidth() * read.getHeight() * channels > MOST) {
            throw new BadInput(file, "has %d × %d pixels".formatted(read.getHeight(), read.getWidth()), "a smaller one");
        }
        return of(read, channels);
    }

    private static Image of(BufferedImage from, int channels) {
        Image image = new Image(channels, from.getHeight(), from.getWidth());
        int size = image.height * image.width;
        for (int i = 0; i < size; i++) {
            int rgb = rgb(from, i % image.width, i / image.width);
            int red = rgb >> 16 & 255;
            int green = rgb >> 8 & 255;
            int blue = rgb & 255;
            if (channels == 1) {
                // The luma of ITU-R 601-2 in 16 binary places; of equal ones it is the same.
                image.values[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
            } else {
                image.values[i] = red;
                image.values[size + i] = green;
                image.values[2 * size + i] = blue;
            }
        }
        return image;
    }

    /// Grey is taken as it is: Java's own way brightens it.
    private static int rgb(BufferedImage from, int x, int y) {
        boolean grey = from.getColorModel().getNumColorComponents() == 1 && !(from.getColorModel() instanceof IndexColorModel);
        if (!grey) {
            return from.getRGB(x, y);
        }
        int bits = from.getColorModel().getComponentSize(0);
        int sample = from.getRaster().getSample(x, y, 0);
        int value = bits > 8 ? sample >> bits - 8 : sample * 255 / ((1 << bits) - 1);
        return value * 0x010101;
    }

    int at(int channel, int y, int x) {
        return values[(channel * height + y) * width + x];
    }

    /// Rows as columns.
    Image turned() {
        Image turned = new Image(channels, width, height);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    turned.values[(c * width + x) * height + y] = at(c, y, x);
                }
            }
        }
        return turned;
    }

    /// The middle of it; what is not there is black.
    Image middle(int newHeight, int newWidth) {
        Image middle = new Image(channels, newHeight, newWidth);
        int top = Math.floorDiv(height - newHeight, 2);
        int left = Math.floorDiv(width - newWidth, 2);
        for (int i = 0; i < middle.values.length; i++) {
            int y = i / newWidth % newHeight + top;
            int x = i % newWidth + left;
            boolean there = 0 <= y && y < height && 0 <= x && x < width;
            middle.values[i] = there ? at(i / (newHeight * newWidth), y, x) : 0;
        }
        return middle;
    }
}
