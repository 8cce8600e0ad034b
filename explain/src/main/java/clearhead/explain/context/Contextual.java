package clearhead.explain.context;

import clearhead.core.BadInput;
import clearhead.core.generate.Choice;
import clearhead.core.generate.Limit;
import clearhead.core.generate.Prompts;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Batch;
import clearhead.core.pretrained.Special;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Token;
import clearhead.explain.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// A question with a context in front of it, and without.
///
/// @param with    what the model reads with the context
/// @param without what it reads without
/// @param context which of the first one's tokens are the context
public record Contextual(Words with, Words without, int[] context) {

    /// Copies the positions.
    ///
    /// @throws BadInput if there is no context
    public Contextual {
        context = context.clone();
        if (context.length == 0) {
            throw new BadInput("context", "has no token", "a text in front of the question");
        }
        for (int position : context) {
            if (position < 0 || position >= with.size()) {
                throw new IllegalArgumentException("contextual: token %d of %d".formatted(position, with.size()));
            }
        }
    }

    /// Two texts; the tokenizer reads them as one, or the question alone.
    ///
    /// @param separator what stands between them
    /// @throws BadInput if the model has no tokenizer
    public static Contextual of(OpenModel model, String context, String question, String separator) {
        Words with = model.read(context + separator + question).words();
        int[] before = with.tokens().stream().filter(token -> !token.special() && token.end() > token.start()
                && token.start() < context.length())
                .mapToInt(Token::index).toArray();
        return new Contextual(with, model.read(question).words(), before);
    }

    /// Ids as they are.
    public static Contextual of(OpenModel model, int[] context, int[] question) {
        int[] both = IntStream.concat(Arrays.stream(context), Arrays.stream(question)).toArray();
        return new Contextual(words(model, both), words(model, question), IntStream.range(0, context.length).toArray());
    }

    private static Words words(OpenModel model, int[] ids) {
        return Words.of(ids, new int[ids.length], model.names().tokenizer());
    }

    /// What the model writes when it reads the context, the likeliest token each time, the end token not among them.
    ///
    /// @param most at most so many tokens
    /// @throws BadInput if it is no model that writes, or it ends at once
    public Words written(OpenModel model, int most) {
        Special special = model.special();
        Prompts prompts = switch (model.model()) {
            case CausalModel causal -> Prompts.of(causal, List.of(with.ids()));
            case EncoderDecoder both -> Prompts.of(both, Batch.of(with.ids()), special.start());
            case EncoderModel _, VisionModel _ -> throw new BadInput("context", "this model reads, and does not write",
                    "a decoder such as gpt2 or llama, or an encoder-decoder");
        };
        Set<Integer> ends = Set.copyOf(special.ends());
        int[] ids = prompts.without(special.never()).write(Choice.GREEDY, new Limit(most, ends, special.forcedEnd())).getFirst().ids();
        int[] text = Arrays.stream(ids).takeWhile(id -> !ends.contains(id)).toArray();
        if (text.length == 0) {
            throw new BadInput("context", "the model writes nothing here", "a text that it may have written, --target-text");
        }
        return words(model, text);
    }

    /// The question with the context, and what is written.
    Input.Text with(Optional<Words> written) {
        return new Input.Text(with, written, Optional.empty());
    }

    /// The question alone, and what is written.
    Input.Text without(Words written) {
        return new Input.Text(without, Optional.of(written), Optional.empty());
    }

    /// The tokens of the context.
    public List<Token> tokens() {
        return Arrays.stream(context).mapToObj(with.tokens()::get).toList();
    }

    @Override public int[] context() {
        return context.clone();
    }
}
