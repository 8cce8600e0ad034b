package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.text.Tokenizer;
import clearhead.explain.Input;
import clearhead.explain.Words;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// What a model is asked about: the same options for every command. Whatever is wrong with them is said with the option's name.
final class Inputs {

    @Option(names = "--text", paramLabel = "TEXT", description = "what the model reads, cut by its own tokenizer")
    Optional<String> text = Optional.empty();

    @Option(names = "--pair", paramLabel = "TEXT", description = "a second text that belongs to the first")
    Optional<String> pair = Optional.empty();

    @Option(names = "--ids", paramLabel = "N,N,…", description = "token ids in place of a text, taken as they are")
    Optional<String> ids = Optional.empty();

    @Option(names = "--type-ids", paramLabel = "N,N,…", description = "the segment of each id")
    private Optional<String> typeIds = Optional.empty();

    @Option(names = "--pair-ids", paramLabel = "N,N,…", description = "ids of the second text of a similarity")
    private Optional<String> pairIds = Optional.empty();

    @Option(names = "--target-text", paramLabel = "TEXT", description = "what the decoder has written, or how the text goes on")
    private Optional<String> targetText = Optional.empty();

    @Option(names = "--target-ids", paramLabel = "N,N,…", description = "the same as ids, without the start token")
    private Optional<String> targetIds = Optional.empty();

    @Option(names = "--image", paramLabel = "FILE", description = "a picture, prepared as the model's preprocessor_config.json says")
    private Optional<Path> image = Optional.empty();

    @Option(names = "--pixels", paramLabel = "FILE", description = "JSON numbers [channels][height][width], taken as they are")
    private Optional<Path> pixels = Optional.empty();

    @Option(names = "--batch", paramLabel = "FILE",
            description = "many inputs: each line a JSON object whose keys are these options without dashes; results are JSON lines, too")
    Optional<Path> batch = Optional.empty();

    /// All that the model is given.
    Input given(Opened opened) {
        return switch (opened.model()) {
            case VisionModel vision -> picture(opened, vision);
            case CausalModel model -> {
                Words words = words(opened, Limits.of(model.config().vocab(), model.tower()));
                yield new Input.Text(words, target(opened, Limits.of(model.config().vocab(), model.tower()), words.size(), false),
                        Optional.empty());
            }
            case EncoderDecoder model -> new Input.Text(words(opened, Limits.of(model.config().sourceVocab(), model.encoder())),
                    target(opened, Limits.of(model.config().targetVocab(), model.decoder()), 1, true), Optional.empty());
            case EncoderModel model -> {
                requireNoTarget();
                yield new Input.Text(words(opened, Limits.of(model.config().vocab(), model.tower())));
            }
        };
    }

    /// The same for a question whose answer may compare two texts: of a model that gives vectors, each of them is read alone.
    ///
    /// @throws BadInput if there are ids of a second text, and the model does not give vectors
    Input asked(Opened opened) {
        if (opened.model() instanceof EncoderModel model && model.head() instanceof EncoderHead.Sentence) {
            requireNoTarget();
            Limits limits = Limits.of(model.config().vocab(), model.tower());
            Words first = text.isPresent() ? words(opened, "--text", text.get(), limits) : words(opened, limits);
            return new Input.Text(first, Optional.empty(), second(opened, limits));
        }
        if (pairIds.isPresent()) {
            throw new BadInput("--pair-ids", "is for models that give vectors, to compare two of them", "--type-ids for a second segment");
        }
        return given(opened);
    }

    /// What a model behind a service is asked about: one text, or ids.
    ///
    /// @throws BadInput if there is something else that it cannot be sent
    Words behind(Closed closed) {
        Stream.of(Optional.of("--pair").filter(_ -> pair.isPresent()), Optional.of("--type-ids").filter(_ -> typeIds.isPresent()),
                Optional.of("--pair-ids").filter(_ -> pairIds.isPresent()), Optional.of("--target-text")
                        .filter(_ -> targetText.isPresent()),
                Optional.of("--target-ids").filter(_ -> targetIds.isPresent()), Optional.of("--image").filter(_ -> image.isPresent()),
                Optional.of("--pixels").filter(_ -> pixels.isPresent())).flatMap(Optional::stream).findFirst().ifPresent(option -> {
                    throw new BadInput(option, "is for models that are at hand, and not for a service", "--text or --ids alone");
                });
        requireOne("--text", text.isPresent(), "--ids", ids.isPresent());
        return text.map(closed::words).orElseGet(() -> closed.words(Numbers.parse("--ids", ids.orElseThrow())));
    }

    private Optional<Words> second(Opened opened, Limits limits) {
        if (pair.isPresent() && pairIds.isPresent()) {
            throw new BadInput("--pair-ids", "stands beside --pair", "one of them");
        }
        return pair.map(given -> words(opened, "--pair", given, limits))
                .or(() -> pairIds.map(given -> words(opened, "--pair-ids", given, Optional.empty(), limits)));
    }

    boolean hasTarget() {
        return targetText.isPresent() || targetIds.isPresent();
    }

    private Words words(Opened opened, Limits limits) {
        if (image.isPresent() || pixels.isPresent()) {
            throw new BadInput(image.isPresent() ? "--image" : "--pixels", "is for models that read pictures, and this one reads texts",
                    "--text or --ids");
        }
        requireOne("--text", text.isPresent(), "--ids", ids.isPresent());
        if (text.isPresent()) {
            if (typeIds.isPresent()) {
                throw new BadInput("--type-ids", "stands beside --text, whose tokenizer knows the segments", "--ids with them");
            }
            if (pair.isEmpty()) {
                return words(opened, "--text", text.get(), limits);
            }
            List<String> texts = texts();
            Words both = Words.of(opened.tokenizer().encode(texts.getFirst(), texts.getLast()), texts);
            limits.check("--text and --pair", both, 0);
            return both;
        }
        if (pair.isPresent()) {
            throw new BadInput("--pair", "stands beside --ids", "--text with it; of ids, --type-ids tells the second segment");
        }
        return words(opened, "--ids", ids.get(), typeIds, limits);
    }

    /// A text as a model reads it.
    ///
    /// @param option what messages call it
    static Words words(Opened opened, String option, String text, Limits limits) {
        Words words = cut(option, opened.tokenizer(), text);
        limits.check(option, words, 0);
        return words;
    }

    private static Words words(Opened opened, String option, String ids, Optional<String> types, Limits limits) {
        int[] numbers = Numbers.parse(option, ids);
        int[] segments = types.map(given -> Numbers.parse("--type-ids", given)).orElse(new int[numbers.length]);
        if (segments.length != numbers.length) {
            throw new BadInput("--type-ids", "%d numbers for %d ids".formatted(segments.length, numbers.length), "one for each");
        }
        if (limits.types() == 0 && Arrays.stream(segments).anyMatch(segment -> segment != 0)) {
            throw new BadInput("--type-ids", "this model does not tell segments apart", "zeros, or none");
        }
        Words words = Words.of(numbers, segments, opened.pretrained().tokenizer());
        limits.check(option, words, 0);
        return words;
    }

    /// @param before tokens that stand in front of it in the same row
    /// @param whole  whether it is a text of its own, with the special tokens of one
    private Optional<Words> target(Opened opened, Limits limits, int before, boolean whole) {
        if (!hasTarget()) {
            return Optional.empty();
        }
        requireOne("--target-text", targetText.isPresent(), "--target-ids", targetIds.isPresent());
        Words words = targetText.isPresent()
                ? cut("--target-text", whole ? opened.tokenizer() : opened.tokenizer().withoutSpecial(), targetText.get())
                : words(opened, "--target-ids", targetIds.get(), Optional.empty(), limits);
        limits.check(targetText.isPresent() ? "--target-text" : "--target-ids", words, before);
        return Optional.of(words);
    }

    private Input picture(Opened opened, VisionModel vision) {
        if (text.isPresent() || ids.isPresent()) {
            throw new BadInput(text.isPresent() ? "--text" : "--ids", "is for models that read texts, and this one reads pictures",
                    "--image or --pixels");
        }
        requireOne("--image", image.isPresent(), "--pixels", pixels.isPresent());
        return picture(image.isPresent() ? Preprocessor.of(opened.pretrained()).prepare(image.get(), vision.config())
                : Pixels.read(pixels.get(), vision.config()), vision.config());
    }

    /// @param pixels `[1, channels, height, width]`
    static Input picture(Tensor pixels, VisionModel.Config config) {
        return new Input.Picture(pixels, config.height() / config.patch(), config.width() / config.patch(), false);
    }

    /// `--text`, and `--pair` if there is one.
    List<String> texts() {
        if (text.isEmpty()) {
            throw new BadInput("input", "is missing", "--text");
        }
        return Stream.concat(text.stream(), pair.stream()).toList();
    }

    /// An empty text is one where the tokenizer puts special tokens around it.
    private static Words cut(String option, Tokenizer tokenizer, String text) {
        Words words = Words.of(tokenizer.encode(text), List.of(text));
        if (words.size() == 0) {
            throw new BadInput(option, text.isEmpty() ? "is empty" : "has no tokens", "a text");
        }
        return words;
    }

    private void requireNoTarget() {
        if (hasTarget()) {
            throw new BadInput(targetText.isPresent() ? "--target-text" : "--target-ids", "is for models that write, and this one reads",
                    "no target");
        }
    }

    private static void requireOne(String first, boolean hasFirst, String second, boolean hasSecond) {
        if (hasFirst == hasSecond) {
            throw new BadInput("input", hasFirst ? "%s stands beside %s".formatted(first, second) : "is missing",
                    "%s or %s".formatted(first, second));
        }
    }
}
