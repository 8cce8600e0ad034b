package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Model;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Batch;
import clearhead.core.probe.Pass;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// How each kind of model is run on inputs of one shape, with as many tokens and as many targets.
///
/// @param written what the decoder of an encoder-decoder reads
record Running(Model<?> model, Function<Input, int[]> written) {

    /// @param hidden for each input, for each of its tokens, whether nobody may read it
    /// @return       `[inputs, positions, classes]`
    /// @throws BadInput if an input is longer than the model's positions, or of another kind than it reads
    Tensor of(List<? extends Input> inputs, List<boolean[]> hidden, Pass pass) {
        int copies = inputs.size();
        return switch (model) {
            case CausalModel causal -> causal.forward(batch(inputs, Running::joined).hiding(IntStream.range(0, copies).mapToObj(i ->
                    Arrays.copyOf(hidden.get(i), hidden.get(i).length + inputs.get(i).targets().size())).toList()), pass);
            case EncoderDecoder both -> both.forward(batch(inputs, Input::ids).hiding(hidden), batch(inputs, written), pass);
            case EncoderModel encoder -> {
                Batch batch = batch(inputs, Input::ids).withTypes(inputs.stream().map(input -> text(input).words().types()).toList())
                        .hiding(hidden);
                yield switch (encoder.head()) {
                    case EncoderHead.Classes _ -> position(encoder.forward(batch, pass));
                    case EncoderHead.Tokens _, EncoderHead.Span _, EncoderHead.Masked _ -> encoder.forward(batch, pass);
                    case EncoderHead.Sentence sentence -> position(sentence.vector(encoder.rows(batch, pass), batch));
                };
            }
            case VisionModel vision -> {
                Tensor result = vision.forward(Tensor.concat(0, inputs.stream().map(Running::pixels).toArray(Tensor[]::new)), hidden, pass);
                yield vision.head().isPresent() ? position(result) : result;
            }
        };
    }

    private static Batch batch(List<? extends Input> inputs, Function<Input, int[]> ids) {
        return Batch.of(inputs.stream().map(Running::text).map(ids).toArray(int[][]::new));
    }

    private static int[] joined(Input input) {
        return IntStream.concat(IntStream.of(input.ids()), IntStream.of(input.targetIds())).toArray();
    }

    private static Input.Text text(Input input) {
        return switch (input) {
            case Input.Text text -> text;
            case Input.Picture _ -> throw new BadInput("input", "is a picture", "a text: that is what this model reads");
            case Input.Row _ -> throw new BadInput("input", "is a row of a table", "a text or a picture: that is what transformers read");
        };
    }

    private static Tensor pixels(Input input) {
        return switch (input) {
            case Input.Text _ -> throw new BadInput("input", "is a text", "a picture: that is what this model reads");
            case Input.Picture picture -> picture.pixels();
            case Input.Row _ -> throw new BadInput("input", "is a row of a table", "a text or a picture: that is what transformers read");
        };
    }

    /// `[inputs, classes]` as those of one position.
    private static Tensor position(Tensor classes) {
        return classes.reshape(classes.dim(0), 1, classes.dim(1));
    }
}
