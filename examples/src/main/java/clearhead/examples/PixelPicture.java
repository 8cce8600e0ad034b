package clearhead.examples;

import clearhead.autograd.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A picture of 28×28 numbers for a terminal: `+` and `#` for numbers above 0, `-` and `=` for those below, blank for small ones.
/// Characters are twice as high as wide, so each shows the mean of two pixels, one above the other.
final class PixelPicture {

    private static final String ABOVE_ZERO = " +#";
    private static final String BELOW_ZERO = " -=";
    private static final String GAP = "    ";

    private final List<String> lines = new ArrayList<>();

    /// @param caption what stands above the picture, at most 28 characters
    /// @param picture `[1, 784]` numbers; those near the strongest (a few outliers do not count) get the strongest characters
    PixelPicture(String caption, Tensor picture) {
        int side = Digits.SIDE;
        float[] pixels = picture.toArray();
        float[] pairs = new float[pixels.length / 2];
        float[] strengths = new float[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            int top = i / side * 2 * side + i % side;
            pairs[i] = (pixels[top] + pixels[top + side]) / 2;
            strengths[i] = Math.abs(pairs[i]);
        }
        Arrays.sort(strengths);
        float strong = strengths[strengths.length * 97 / 100];
        lines.add("%-28s".formatted(caption));
        for (int row = 0; row < side / 2; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < side; column++) {
                float share = Math.clamp(pairs[row * side + column] / strong, -1, 1);
                line.append((share > 0 ? ABOVE_ZERO : BELOW_ZERO).charAt(Math.round(2 * Math.abs(share))));
            }
            lines.add(line.toString());
        }
    }

    /// This picture with others to its right.
    String beside(PixelPicture... others) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            StringBuilder line = new StringBuilder("  " + lines.get(i));
            for (PixelPicture other : others) {
                line.append(GAP).append(other.lines.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
