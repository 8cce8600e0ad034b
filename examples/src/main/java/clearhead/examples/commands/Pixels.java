package clearhead.examples.commands;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import clearhead.core.model.VisionModel;
import java.nio.file.Path;
import java.util.List;

/// The numbers of a picture, `[channels][height][width]`, in a JSON file.
final class Pixels {

    private static final String NEEDED = "JSON numbers [channels][height][width]";

    private Pixels() {}

    /// @return `[1, channels, height, width]`
    static Tensor read(Path file, VisionModel.Config config) {
        // A file has an object at its top for Spot; the array becomes the value of a key.
        Spot top = Spot.of(file.toString(), "{\"pixels\":" + Spot.text(file, NEEDED) + "}", NEEDED).get("pixels");
        int[] sizes = {config.channels(), config.height(), config.width()};
        return Tensor.from(Shape.of(1, sizes[0], sizes[1], sizes[2]), numbers -> read(top, sizes, 0, numbers, 0));
    }

    /// Reads the axes from `axis` on into `numbers` from `at` on.
    private static int read(Spot spot, int[] sizes, int axis, float[] numbers, int at) {
        if (axis == sizes.length) {
            numbers[at] = (float) spot.number();
            return at + 1;
        }
        List<Spot> items = spot.items();
        if (items.size() != sizes[axis]) {
            throw new BadInput("--pixels", "axis %d has %d elements".formatted(axis, items.size()),
                    "[%d][%d][%d]: the channels, height and width that the model reads".formatted(sizes[0], sizes[1], sizes[2]));
        }
        int next = at;
        for (Spot item : items) {
            next = read(item, sizes, axis + 1, numbers, next);
        }
        return next;
    }
}
