package clearhead.explain;

import clearhead.autograd.Budget;
import clearhead.autograd.Engine;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Model;
import clearhead.core.model.Tower;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Embedding;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.pretrained.Special;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Any transformer of this house, opened.
///
/// ```java
/// OpenModel model = OpenModel.of(Pretrained.open("jar:minilm"));
/// Input input = model.read("A good film.", "The movie was great.");
/// ```
///
/// @param model   its parameters are constants here, so that nothing is recorded for them
/// @param names   what its tokens and classes are called
/// @param special tokens with a task of their own
/// @param budget  how much memory an explanation may take at a time
/// @param about   what it is: asked for when an explanation needs it, since a digest takes a walk over all weights
public record OpenModel(Model<?> model, Names names, Special special, Budget budget, Supplier<ModelInfo> about) implements WhiteBox {

    /// Freezes the model.
    public OpenModel {
        model = model.frozen();
    }

    /// A quarter of the heap.
    public static Budget standardBudget() {
        return new Budget(Runtime.getRuntime().maxMemory() / 4);
    }

    /// A model that somebody has trained.
    public static OpenModel of(Pretrained pretrained) {
        ModelInfo info = new ModelInfo(Digest.of(config(pretrained.model()), pretrained.model()), pretrained.family(), pretrained.source());
        return new OpenModel(pretrained.model(), Names.of(pretrained), pretrained.special(), standardBudget(), () -> info);
    }

    /// The same, computed by another engine.
    public OpenModel on(Engine engine) {
        return new OpenModel(model.on(engine), names, special, budget, about);
    }

    /// The same with another budget.
    public OpenModel within(Budget other) {
        return new OpenModel(model, names, special, other, about);
    }

    /// The record that a model was made of.
    public static Record config(Model<?> model) {
        return switch (model) {
            case CausalModel causal -> causal.config();
            case EncoderModel encoder -> encoder.config();
            case EncoderDecoder both -> both.config();
            case VisionModel vision -> vision.config();
        };
    }

    /// A text, cut by the model's own tokenizer.
    ///
    /// @throws BadInput if it has none
    public Input.Text read(String text) {
        return new Input.Text(names.words(text));
    }

    /// Two texts; for a model that gives vectors the second is read alone, for others behind the first.
    ///
    /// @throws BadInput if there is no tokenizer
    public Input.Text read(String text, String pair) {
        return gives() == Gives.VECTOR ? new Input.Text(names.words(text), Optional.empty(), Optional.of(names.words(pair)))
                : new Input.Text(names.words(text, pair));
    }

    @Override public ModelInfo info() {
        return about.get();
    }

    @Override public Gives gives() {
        return switch (model) {
            case CausalModel _, EncoderDecoder _ -> Gives.NEXT;
            case VisionModel vision -> vision.head().isPresent() ? Gives.CLASSES : Gives.ROWS;
            case EncoderModel encoder -> switch (encoder.head()) {
                case EncoderHead.Classes _ -> Gives.CLASSES;
                case EncoderHead.Tokens _ -> Gives.POSITION_CLASSES;
                case EncoderHead.Span _ -> Gives.SPAN;
                case EncoderHead.Masked _ -> Gives.FILLING;
                case EncoderHead.Sentence _ -> Gives.VECTOR;
            };
        };
    }

    @Override public List<Leaf> leaves(Input input, boolean both) {
        Axis tokens = Axis.of(Axis.TOKENS, input.tokens());
        return switch (model) {
            case CausalModel _ -> List.of(new Leaf.Rows(Site.of(Stack.ONLY, Kind.EMBED),
                    both ? List.of(tokens, Axis.of(Axis.TARGETS, input.targets())) : List.of(tokens)));
            case EncoderModel _ -> List.of(new Leaf.Rows(Site.of(Stack.ONLY, Kind.EMBED), List.of(tokens)));
            case EncoderDecoder _ -> {
                List<Leaf> leaves = new ArrayList<>(List.of(new Leaf.Rows(Site.of(Stack.ENCODER, Kind.EMBED), List.of(tokens))));
                if (both) {
                    leaves.add(new Leaf.Rows(Site.of(Stack.DECODER, Kind.EMBED), List.of(Axis.of(Axis.DECODER, decoderTokens(input)))));
                }
                yield leaves;
            }
            case VisionModel vision -> List.of(((Input.Picture) input).byPixel()
                    ? new Leaf.Pixels(vision.config().height(), vision.config().width())
                    : new Leaf.Rows(Site.of(Stack.ONLY, Kind.EMBED), List.of(tokens)));
        };
    }

    @Override public Tensor forward(Input input, int copies, Pass pass) {
        return forward(input, Collections.nCopies(copies, new boolean[input.tokens().size()]), pass);
    }

    /// @throws BadInput if the input is longer than the model's positions, or of another kind than it reads
    @Override public Tensor forward(Input input, List<boolean[]> hidden, Pass pass) {
        return running().of(Collections.nCopies(hidden.size(), input), hidden, pass);
    }

    @Override public Tensor forward(List<? extends Input> inputs, Pass pass) {
        return running().of(inputs, inputs.stream().map(input -> new boolean[input.tokens().size()]).toList(), pass);
    }

    private Running running() {
        return new Running(model, input -> decoderTokens(input).stream().mapToInt(Token::id).toArray());
    }

    @Override public Optional<CausalModel> causal() {
        return model instanceof CausalModel causal ? Optional.of(causal) : Optional.empty();
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }

    @Override public Tensor row(Replacement.InPlace replacement, Leaf leaf) {
        return switch (replacement) {
            case Replacement.Auto _ -> row(automatic(leaf), leaf);
            case Replacement.OfToken(int id) -> tokenRow(id, leaf, replacement);
            case Replacement.Plain plain -> switch (plain) {
                case ZERO -> Tensor.full(Shape.of(width(leaf)), 0);
                case MEAN -> table(leaf, replacement).mean(0);
                case MASK -> tokenRow(known(special.mask(), "mask token", plain), leaf, plain);
                case PAD -> tokenRow(known(special.padding(), "padding token", plain), leaf, plain);
            };
        };
    }

    private static int known(OptionalInt token, String what, Replacement replacement) {
        return token.orElseThrow(() -> new BadInput("replacement=" + replacement.id(), "this model has no " + what,
                "zero, mean, or token:#123 for a token of its vocabulary"));
    }

    private Tensor tokenRow(int id, Leaf leaf, Replacement replacement) {
        Tensor table = table(leaf, replacement);
        if (id >= table.dim(0)) {
            throw new BadInput("replacement=" + replacement.id(), "%d is no token of this model".formatted(id), "0 to %d".formatted(table.dim(0) - 1));
        }
        return table.slice(0, id, id + 1).reshape(table.dim(1));
    }

    private int width(Leaf leaf) {
        return switch (leaf) {
            case Leaf.Pixels _ -> ((VisionModel) model).config().channels();
            case Leaf.Rows _ -> towers().get(leaf.site().stack()).width();
        };
    }

    @Override public Optional<Tensor> table(Leaf leaf) {
        return switch (model) {
            case CausalModel causal -> Optional.of(causal.tokens().weight());
            case EncoderModel encoder -> Optional.of(encoder.tokens().weight());
            case EncoderDecoder both -> {
                Embedding table = leaf.site().stack() == Stack.DECODER ? both.writing() : both.tokens();
                yield Optional.of(both.config().scale() == 1 ? table.weight() : table.weight().scale(both.config().scale()));
            }
            case VisionModel _ -> Optional.empty();
        };
    }

    private Tensor table(Leaf leaf, Replacement replacement) {
        return table(leaf).orElseThrow(() -> new BadInput("replacement=" + replacement.id(), "a picture has no table of tokens", "zero"));
    }

    @Override public Replacement removal() {
        return special.mask().isPresent() ? Replacement.Plain.MASK : Replacement.Away.HIDE;
    }

    @Override public OptionalInt position(Input input) {
        return switch (gives()) {
            case CLASSES, VECTOR -> OptionalInt.of(0);
            case NEXT -> OptionalInt.of(firstTarget(input) + input.targets().size());
            case FILLING -> {
                int[] ids = input.ids();
                int[] masks = IntStream.range(0, ids.length).filter(i -> special.mask().isPresent() && ids[i] == special.mask().getAsInt()).toArray();
                yield masks.length == 1 ? OptionalInt.of(masks[0]) : OptionalInt.empty();
            }
            case POSITION_CLASSES, NUMBERS, SPAN, ROWS -> OptionalInt.empty();
        };
    }

    @Override public int firstTarget(Input input) {
        return model instanceof EncoderDecoder ? 0 : input.tokens().size() - 1;
    }

    @Override public List<Token> decoderTokens(Input input) {
        if (!(model instanceof EncoderDecoder)) {
            return List.of();
        }
        int start = special.start();
        List<Token> read = new ArrayList<>(List.of(new Token(0, start, names.piece(start), 0, 0, true)));
        input.targets().forEach(token -> read.add(new Token(token.index() + 1, token.id(), token.piece(), token.start(), token.end(), token.special())));
        return read;
    }

    @Override public SortedMap<Stack, Tower> towers() {
        return new TreeMap<>(switch (model) {
            case CausalModel causal -> Map.of(Stack.ONLY, causal.tower());
            case EncoderModel encoder -> Map.of(Stack.ONLY, encoder.tower());
            case EncoderDecoder both -> Map.of(Stack.ENCODER, both.encoder(), Stack.DECODER, both.decoder());
            case VisionModel vision -> Map.of(Stack.ONLY, vision.tower());
        });
    }

    @Override public String label(int index) {
        return switch (gives()) {
            case NEXT, FILLING -> names.piece(index);
            case CLASSES, POSITION_CLASSES -> names.label(index);
            case NUMBERS, SPAN, VECTOR, ROWS -> Integer.toString(index);
        };
    }

    @Override public String shown(int index) {
        return switch (gives()) {
            case NEXT, FILLING -> names.shown(index);
            case CLASSES, POSITION_CLASSES, NUMBERS, SPAN, VECTOR, ROWS -> label(index);
        };
    }

    @Override public OptionalInt index(String name) {
        return switch (gives()) {
            case NEXT, FILLING -> names.token(name);
            case CLASSES, POSITION_CLASSES -> names.ofClass(name);
            case NUMBERS, SPAN, VECTOR, ROWS -> OptionalInt.empty();
        };
    }
}
