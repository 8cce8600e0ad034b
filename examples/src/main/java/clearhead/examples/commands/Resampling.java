package clearhead.examples.commands;

import java.util.function.DoubleUnaryOperator;

/// How a picture is made larger or smaller, with the bits of the Python Imaging Library, with which image models are trained: first along
/// the rows, then down the columns (from its version 13 on it may begin with the columns, which changes a byte by 1 at most). Each result
/// is an average of what lies around it; where the picture shrinks, the average grows wider, so that no pixel is passed over. Weights are
/// whole numbers of 22 binary places; after each direction every value is a byte again.
enum Resampling {
    /// `sinc(x) · sinc(x / 3)`.
    LANCZOS(1, 3, x -> sinc(x) * sinc(x / 3)),
    /// `1 − |x|`.
    BILINEAR(2, 1, x -> 1 - Math.abs(x)),
    /// Two cubic pieces with a = −½ (Keys 1981).
    BICUBIC(3, 2, x -> cubic(Math.abs(x)));

    private static final double A = -0.5;
    private static final int PLACES = 22;

    /// Its number in a `preprocessor_config.json`.
    final int number;
    private final int reach;
    private final DoubleUnaryOperator weight;

    Resampling(int number, int reach, DoubleUnaryOperator weight) {
        this.number = number;
        this.reach = reach;
        this.weight = weight;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double cubic(double x) {
        return x < 1 ? ((A + 2) * x - (A + 3)) * x * x + 1 : (((x - 5) * x + 8) * x - 4) * A;
    }

    /// A picture of another size.
    Image resize(Image image, int height, int width) {
        Image wide = width == image.width() ? image : across(image, width);
        return height == wide.height() ? wide : across(wide.turned(), height).turned();
    }

    private Image across(Image image, int width) {
        Image result = new Image(image.channels(), image.height(), width);
        double scale = (double) image.width() / width;
        double stretch = Math.max(1, scale);
        double support = reach * stretch;
        for (int x = 0; x < width; x++) {
            double centre = (x + 0.5) * scale;
            int from = Math.max(0, (int) (centre - support + 0.5));
            int to = Math.min(image.width(), (int) (centre + support + 0.5));
            int[] weights = weights(from, to, centre, stretch);
            for (int row = 0; row < image.channels() * image.height(); row++) {
                int sum = 1 << PLACES - 1;
                for (int i = from; i < to; i++) {
                    sum += weights[i - from] * image.values()[row * image.width() + i];
                }
                result.values()[row * width + x] = Math.clamp(sum >> PLACES, 0, 255);
            }
        }
        return result;
    }

    private int[] weights(int from, int to, double centre, double stretch) {
        double[] exact = new double[to - from];
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            double distance = (i + from - centre + 0.5) * (1 / stretch);
            exact[i] = Math.abs(distance) < reach ? weight.applyAsDouble(distance) : 0;
            sum += exact[i];
        }
        int[] whole = new int[exact.length];
        for (int i = 0; i < exact.length; i++) {
            double scaled = exact[i] / sum * (1 << PLACES);
            whole[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return whole;
    }
}
