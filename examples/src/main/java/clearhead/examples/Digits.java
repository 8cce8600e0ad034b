package clearhead.examples;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Handwritten digits: ink on paper, and which digit it is meant to be.
///
/// @param pixels `[n, 784]` 28 rows of 28 pixels each, from 0 (paper) to 1 (ink)
/// @param labels n digits from 0 to 9
record Digits(Tensor pixels, List<Integer> labels) {

    /// Pixels in a row, and rows.
    static final int SIDE = 28;

    private static final int SMALL = 8;
    private static final int DARKEST = 16;

    /// All digits of the table beside this class (`digits/README.md` says where it comes from), scaled up from 8×8 to 28×28.
    static Digits read() {
        List<String> lines = lines();
        Tensor small = Tensor.from(Shape.of(lines.size(), SMALL, SMALL), data -> {
            int at = 0;
            for (String line : lines) {
                for (char pixel : line.substring(1).replace(" ", "").toCharArray()) {
                    data[at++] = (float) Character.digit(pixel, DARKEST + 1) / DARKEST;
                }
            }
        });
        return new Digits(enlarge(small).reshape(lines.size(), SIDE * SIDE),
                lines.stream().map(line -> Character.digit(line.charAt(0), 10)).toList());
    }

    /// Bilinear interpolation `[n, 8, 8] → [n, 28, 28]`: every row is stretched, then every column.
    static Tensor enlarge(Tensor pictures) {
        return stretch(stretch(pictures));
    }

    /// Rows from 8 to 28 pixels, and the picture put on its side: `(P · Sᵀ)ᵀ`. Done twice, it stands upright again.
    private static Tensor stretch(Tensor pictures) {
        Tensor weights = Tensor.from(Shape.of(SIDE, SMALL), s -> {                 // [28, 8] how much of each old pixel is in a new one
            for (int i = 0; i < SIDE; i++) {
                float place = (float) i * (SMALL - 1) / (SIDE - 1);                 // the corners stay where they are
                for (int j = 0; j < SMALL; j++) {
                    s[i * SMALL + j] = Math.max(0, 1 - Math.abs(place - j));
                }
            }
        });
        return pictures.matmulT(weights).transpose();
    }

    /// Some of these digits, by number.
    Digits choose(List<Integer> numbers) {
        int[] rows = numbers.stream().mapToInt(Integer::intValue).toArray();
        return new Digits(pixels.gather(Shape.of(rows.length), rows), numbers.stream().map(labels::get).toList());
    }

    int size() {
        return labels.size();
    }

    boolean isEven(int number) {
        return labels.get(number) % 2 == 0;
    }

    /// `[n, 1]` 1 for an even digit, 0 for an odd one.
    Tensor even() {
        return Tensor.from(Shape.of(size(), 1), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = isEven(i) ? 1 : 0;
            }
        });
    }

    private static List<String> lines() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Digits.class.getResourceAsStream("digits/digits.txt"), StandardCharsets.UTF_8))) {
            return reader.readAllLines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
