package clearhead.explain.report;

import clearhead.explain.Input;
import java.util.Base64;

/// A picture that scores fall on, as the model sees it: its darkest number black, its brightest one white.
///
/// @param rows    of squares, each of which is a piece; of a picture whose pixels have scores, as many as there are pixels
/// @param columns of squares
/// @param rgb     three bytes a pixel, row by row, in Base64
public record Picture(int height, int width, int rows, int columns, String rgb) {

    static Picture of(Input.Picture input) {
        int channels = input.pixels().dim(1);
        int height = input.pixels().dim(2);
        int width = input.pixels().dim(3);
        float[] values = input.pixels().toArray();                               // [channels, height, width]
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        byte[] rgb = new byte[3 * height * width];
        for (int i = 0; i < rgb.length; i++) {
            int channel = channels == 3 ? i % 3 : 0;
            float value = values[channel * height * width + i / 3];
            rgb[i] = (byte) Math.round(most == least ? 0 : 255 * (value - least) / (most - least));
        }
        return new Picture(height, width, input.rows(), input.columns(), Base64.getEncoder().encodeToString(rgb));
    }

    /// The same picture, whose pixels have scores.
    Picture byPixel() {
        return new Picture(height, width, height, width, rgb);
    }

    /// The mean colour of a rectangle, `0xRRGGBB`; bounds are shares of height and width.
    int colour(double top, double bottom, double left, double right) {
        byte[] bytes = Base64.getDecoder().decode(rgb);
        long[] sum = new long[3];
        int y0 = Math.min((int) (top * height), height - 1), y1 = Math.max(y0 + 1, (int) (bottom * height));
        int x0 = Math.min((int) (left * width), width - 1), x1 = Math.max(x0 + 1, (int) (right * width));
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                for (int c = 0; c < 3; c++) {
                    sum[c] += bytes[3 * (y * width + x) + c] & 255;
                }
            }
        }
        int size = (y1 - y0) * (x1 - x0);
        return (int) (sum[0] / size) << 16 | (int) (sum[1] / size) << 8 | (int) (sum[2] / size);
    }
}
