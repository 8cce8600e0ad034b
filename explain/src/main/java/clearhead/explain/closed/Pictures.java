package clearhead.explain.closed;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.explain.Input;
import clearhead.explain.Replacement;
import clearhead.explain.Variant;
import java.nio.FloatBuffer;
import java.util.List;

/// Pictures, `[1, channels, height, width]`. Removed is a square of the input's grid in which every pixel has the picture's mean colour
/// ([Replacement#AUTO]), or zeros.
public record Pictures() implements Form<Tensor> {

    /// A picture under a grid of squares.
    ///
    /// @param pixels `[1, channels, height, width]`
    public static Input.Picture read(Tensor pixels, int rows, int columns) {
        return new Input.Picture(pixels, rows, columns, false);
    }

    @Override public Replacement used(Replacement wanted) {
        return switch (wanted) {
            case Replacement.Auto _ -> Replacement.Plain.MEAN;
            case Replacement.Plain.MEAN, Replacement.Plain.ZERO -> wanted;
            case Replacement.Plain _, Replacement.OfToken _, Replacement.Away _ ->
                    throw Form.senseless(wanted, "a square of a picture must have a colour", "mean or zero");
        };
    }

    @Override public List<Tensor> questions(Input input, int[] at, Replacement used) {
        if (!(input instanceof Input.Picture picture)) {
            throw new BadInput("input", "is no picture", "one: that is what this model reads");
        }
        if (picture.byPixel()) {
            throw new BadInput("leaf=pixels", "squares are taken away, not pixels", "leaf=patches");
        }
        int channels = picture.pixels().dim(1);
        int height = picture.pixels().dim(2);
        int width = picture.pixels().dim(3);
        float[] pixels = picture.pixels().toArray();
        float[] left = pixels.clone();
        for (int channel = 0; channel < channels; channel++) {
            float colour = used == Replacement.Plain.ZERO ? 0 : mean(pixels, channel * height * width, height * width);
            for (int pixel = 0; pixel < height * width; pixel++) {
                int square = pixel / width * picture.rows() / height * picture.columns() + pixel % width * picture.columns() / width;
                left[channel * height * width + pixel] = switch (at[1 + square]) {
                    case Variant.KEPT -> pixels[channel * height * width + pixel];
                    case Variant.AWAY -> colour;
                    default -> throw new BadInput("input", "is a picture, which has no words to put in others' places", "a text");
                };
            }
        }
        return List.of(Tensor.of(picture.pixels().shape(), left));
    }

    private static float mean(float[] numbers, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += numbers[i];
        }
        return (float) (sum / count);
    }

    @Override public Object key(Tensor picture) {
        return FloatBuffer.wrap(picture.toArray());
    }

    @Override public String shown(Tensor picture) {
        return "a picture";
    }
}
