package clearhead.core.model;

import clearhead.autograd.Patches;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Linear;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Parameters.Initial;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A transformer that reads a picture, cut into squares, as if they were words (Dosovitskiy et al. 2021, arXiv 2010.11929).
///
/// @param config  sizes, and how it is put together
/// @param patches a square's numbers, `channels · patch · patch → dModel`
/// @param start   `[dModel]`, the row in front of the squares, from which the class is read
/// @param tower   the blocks
/// @param head    what is made of the last rows; without one they are the result
public record VisionModel(Config config, Linear patches, Tensor start, Tower tower, Optional<EncoderHead.Classes> head)
        implements Model<VisionModel> {

    /// How a model is made.
    ///
    /// @param channels of a picture
    /// @param height   of a picture, in pixels
    /// @param width    of a picture, in pixels
    /// @param patch    height and width of a square
    /// @param tower    its blocks
    /// @param labels   how many classes; 0 for none
    public record Config(int channels, int height, int width, int patch, Tower.Config tower, int labels) {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if a picture has no square
        public Config {
            if (channels < 1 || patch < 1 || height < patch || width < patch || labels < 0) {
                throw new IllegalArgumentException("model: pictures of %d × %d × %d have no square of %d"
                        .formatted(channels, height, width, patch));
            }
        }

        /// How many squares a picture has; what is left over at the right and at the bottom is not seen.
        public int squares() {
            return height / patch * (width / patch);
        }
    }

    /// Makes a model.
    public static VisionModel of(Config config, Parameters from) {
        int d = config.tower.dModel();
        return new VisionModel(config, Linear.of(config.channels * config.patch * config.patch, d, true, from.in("patches")),
                from.at("start", Shape.of(d), new Initial.Normal(1)), Tower.of(config.tower, from.in("tower")), config.labels == 0
                ? Optional.empty() : Optional.of(EncoderHead.Classes.of(d, config.labels, Optional.empty(), from.in("head"))));
    }

    /// @param pictures `[batch, channels, height, width]`
    /// @return         logits, `[batch, classes]`; without a head the last rows, `[batch, 1 + squares, dModel]`
    /// @throws IllegalArgumentException if the pictures have another size
    public Tensor forward(Tensor pictures, Pass pass) {
        return forward(pictures, List.of(), pass);
    }

    /// The same, with squares that nobody may read, see [Batch#hiding].
    ///
    /// @param hidden for each picture, whether the row in front and each square is hidden; empty if nothing is
    public Tensor forward(Tensor pictures, List<boolean[]> hidden, Pass pass) {
        int batch = pictures.dim(0);
        Shape expected = Shape.of(batch, config.channels, config.height, config.width);
        if (!pictures.shape().equals(expected)) {
            throw new IllegalArgumentException("model: pictures%s (need %s: batch, channels, height, width)"
                    .formatted(pictures.shape(), expected));
        }
        int d = start.dim(0);
        Tensor seen = pass.at(Site.of(Stack.ONLY, Kind.PIXELS), pictures);
        Tensor squares = patches.forward(Patches.of(whole(seen), config.patch));                         // [batch, squares, dModel]
        Tensor rows = Tensor.concat(1, start.expand(Shape.of(batch, 1, d)), squares);
        Batch all = Batch.repeated(IntStream.range(0, rows.dim(1)).toArray(), batch);
        Batch places = hidden.isEmpty() ? all : all.hiding(hidden);
        Tensor x = tower.forward(pass.at(Site.of(Stack.ONLY, Kind.EMBED), rows), places, places.mask(), Optional.empty(), Stack.ONLY, pass);
        return head.isPresent() ? head.get().forward(x, pass) : x;
    }

    /// The part of the pictures that divides into squares.
    private Tensor whole(Tensor pictures) {
        int height = config.height - config.height % config.patch;
        int width = config.width - config.width % config.patch;
        Tensor rows = height == config.height ? pictures : pictures.slice(2, 0, height);
        return width == config.width ? rows : rows.slice(3, 0, width);
    }

    @Override public VisionModel map(Mapping each) {
        return new VisionModel(config, patches.map(each.in("patches")), each.at("start", start), tower.map(each.in("tower")),
                head.map(part -> part.map(each.in("head"))));
    }
}
