package clearhead.examples.commands;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import clearhead.core.model.VisionModel;
import clearhead.core.pretrained.Pretrained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/// What a `preprocessor_config.json` says is to be done with a picture: resize, cut out the middle, rescale, normalise. What it does not
/// say is as Hugging Face's ViT has it.
///
/// @param config the file
record Preprocessor(Spot config) {

    private static final int SIDE = 224;
    private static final double MIDDLE = 0.5;

    static Preprocessor of(Pretrained model) {
        Path file = Path.of(model.source()).resolve("preprocessor_config.json");
        if (!Files.exists(file)) {
            throw new BadInput("--image", "the model has no preprocessor_config.json, which says how to prepare a picture",
                    "--pixels with the numbers that the model shall read");
        }
        return new Preprocessor(Spot.read(file, "a preprocessor_config.json"));
    }

    /// @return `[1, channels, height, width]`
    Tensor prepare(Path file, VisionModel.Config model) {
        if (model.channels() != 1 && model.channels() != 3) {
            throw new BadInput("--image", "the model reads %d channels".formatted(model.channels()), "--pixels");
        }
        Image image = cropped(resized(Image.read(file, model.channels())));
        if (image.height() != model.height() || image.width() != model.width()) {
            throw new BadInput(file, "has %d × %d pixels".formatted(image.height(), image.width()),
                    "%d × %d, which the model reads".formatted(model.height(), model.width()));
        }
        double factor = config.get("do_rescale").flagOr(true) ? config.get("rescale_factor").numberOr(1.0 / 255) : 1;
        boolean normalise = config.get("do_normalize").flagOr(true);
        List<Float> mean = perChannel("image_mean", image.channels());
        List<Float> deviation = perChannel("image_std", image.channels());
        int size = image.height() * image.width();
        return Tensor.from(Shape.of(1, image.channels(), image.height(), image.width()), numbers -> {
            for (int i = 0; i < numbers.length; i++) {
                float scaled = (float) (image.values()[i] * factor);
                int channel = i / size;
                numbers[i] = normalise ? (scaled - mean.get(channel)) / deviation.get(channel) : scaled;
            }
        });
    }

    private List<Float> perChannel(String key, int channels) {
        Spot spot = config.get(key);
        if (!spot.isPresent()) {
            return Collections.nCopies(channels, (float) MIDDLE);
        }
        List<Float> values = spot.node().isArray() ? spot.items().stream().map(item -> (float) item.number()).toList()
                : Collections.nCopies(channels, (float) spot.number());
        if (values.size() != channels) {
            throw spot.wrong("a number for each of %d channels".formatted(channels));
        }
        return values;
    }

    private Image resized(Image image) {
        if (!config.get("do_resize").flagOr(true)) {
            return image;
        }
        int number = config.get("resample").wholeOr(Resampling.BILINEAR.number);
        Resampling resampling = Arrays.stream(Resampling.values()).filter(known -> known.number == number).findFirst().orElseThrow(() ->
                config.get("resample").wrong(Arrays.stream(Resampling.values())
                        .map(known -> "%d for %s".formatted(known.number, known.name().toLowerCase())).collect(Collectors.joining(", "))));
        Spot size = config.get("size");
        if (size.isPresent() && size.node().isObject() && size.get("shortest_edge").isPresent()) {
            int edge = side(size.get("shortest_edge"));
            int shorter = Math.min(image.height(), image.width());
            return resampling.resize(image, Math.max(1, (int) ((long) edge * image.height() / shorter)),
                    Math.max(1, (int) ((long) edge * image.width() / shorter)));
        }
        int[] sides = sides(size);
        return resampling.resize(image, sides[0], sides[1]);
    }

    private Image cropped(Image image) {
        if (!config.get("do_center_crop").flagOr(false)) {
            return image;
        }
        int[] sides = sides(config.get("crop_size"));
        return image.middle(sides[0], sides[1]);
    }

    /// Height and width: an object with both, or one number.
    private static int[] sides(Spot size) {
        if (!size.isPresent()) {
            return new int[] {SIDE, SIDE};
        }
        return size.node().isObject() ? new int[] {side(size.get("height")), side(size.get("width"))} : new int[] {side(size), side(size)};
    }

    private static int side(Spot spot) {
        if (spot.whole() < 1 || spot.whole() > 1 << 14) {
            throw spot.wrong("a number of pixels");
        }
        return spot.whole();
    }
}
