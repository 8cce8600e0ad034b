package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Model;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Batch;
import clearhead.core.pretrained.Special;
import clearhead.core.probe.Pass;
import clearhead.explain.Token;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a model is given: checked, so that the model can read it.
sealed interface Given {

    /// Runs the model on it.
    ///
    /// @return what the model gives; of a text its continuation's rows stand behind those of the text, or are the decoder's
    Tensor forward(Model<?> model, Special special, Pass pass);

    /// What the model reads, token by token.
    List<Token> tokens();

    /// What it shall write.
    List<Token> targets();

    /// A text.
    ///
    /// @param target what the decoder of an encoder-decoder has written, or how the text goes on
    record Text(Words words, Optional<Words> target) implements Given {

        @Override public Tensor forward(Model<?> model, Special special, Pass pass) {
            return switch (model) {
                case CausalModel causal -> causal.forward(Batch.of(joined(words.ids(), targetIds())), pass);
                case EncoderModel encoder ->
                        encoder.forward(Batch.of(words.ids()).withTypes(List.of(words.types())), pass);
                case EncoderDecoder both ->
                        both.forward(Batch.of(words.ids()), Batch.of(joined(new int[] {start(special)}, targetIds())), pass);
                case VisionModel _ -> throw new IllegalStateException("a vision model reads no text");
            };
        }

        @Override public List<Token> tokens() {
            return words.tokens();
        }

        @Override public List<Token> targets() {
            return target.map(Words::tokens).orElse(List.of());
        }

        int[] targetIds() {
            return target.map(Words::ids).orElse(new int[0]);
        }

        private static int[] joined(int[] first, int[] second) {
            return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
        }
    }

    /// A picture.
    ///
    /// @param pixels `[1, channels, height, width]`
    /// @param config what the model reads
    record Picture(Tensor pixels, VisionModel.Config config) implements Given {

        @Override public Tensor forward(Model<?> model, Special special, Pass pass) {
            return switch (model) {
                case VisionModel vision -> vision.forward(pixels, pass);
                case CausalModel _, EncoderModel _, EncoderDecoder _ ->
                        throw new IllegalStateException("a model of texts reads no picture");
            };
        }

        /// The row in front of the squares, then the squares in reading order.
        @Override public List<Token> tokens() {
            int columns = config.width() / config.patch();
            return IntStream.rangeClosed(0, config.squares()).mapToObj(i -> i == 0 ? new Token(0, 0, "[CLS]", 0, 0, true)
                    : new Token(i, i, "patch %d,%d".formatted((i - 1) / columns, (i - 1) % columns), 0, 0, false)).toList();
        }

        @Override public List<Token> targets() {
            return List.of();
        }
    }

    /// What stands in front of all that a decoder writes.
    static int start(Special special) {
        return special.decoderStart().orElseGet(() -> special.begin().orElseThrow(() -> new BadInput("config.json",
                "names no decoder_start_token_id", "the token that the decoder begins with")));
    }
}
