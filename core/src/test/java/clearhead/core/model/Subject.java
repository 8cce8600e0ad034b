package clearhead.core.model;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Kind.Axis;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A model of any kind with something to read, and what it must do with it: what the laws of models are said of.
///
/// @param filling what shorter rows are filled up with
record Subject(String name, Model<?> model, List<Text> texts, int filling) {

    private static final Set<Kind> CROSS = EnumSet.range(Kind.RESID_CROSS, Kind.CROSS_ATTN_OUT);

    Tensor forward(Pass pass) {
        Batch ids = Batch.of(filling, texts.stream().map(Text::ids).toList());
        return switch (model) {
            case CausalModel causal -> causal.forward(ids, pass);
            case EncoderModel encoder -> encoder.forward(encoder.config().tower().types() < 2 ? ids
                    : ids.withTypes(texts.stream().map(Text::types).toList()), pass);
            case EncoderDecoder both -> both.forward(ids, Batch.of(filling, texts.stream().map(Text::target).toList()), pass);
            case VisionModel vision -> vision.forward(Tensor.concat(0, texts.stream().map(text -> picture(vision.config(), text))
                    .toArray(Tensor[]::new)), pass);
        };
    }

    /// `[1, channels, height, width]`.
    static Tensor picture(VisionModel.Config config, Text text) {
        return Tensor.normal(Shape.of(1, config.channels(), config.height(), config.width()), 1, Arrays.hashCode(text.ids()));
    }

    Subject with(Model<?> other) {
        return new Subject(name, other, texts, filling);
    }

    Subject with(List<Text> other, int otherFilling) {
        return new Subject(name, model, other, otherFilling);
    }

    Subject alone(int row) {
        return with(List.of(texts.get(row)), filling);
    }

    // ---- what it is made of

    Map<Stack, Tower.Config> towers() {
        return new EnumMap<>(switch (model) {
            case CausalModel causal -> Map.of(Stack.ONLY, causal.config().tower());
            case EncoderModel encoder -> Map.of(Stack.ONLY, encoder.config().tower());
            case EncoderDecoder both -> Map.of(Stack.ENCODER, both.config().encoder(), Stack.DECODER, both.config().decoder());
            case VisionModel vision -> Map.of(Stack.ONLY, vision.config().tower());
        });
    }

    /// All that it must show to a probe.
    List<Site> sites() {
        List<Site> sites = new ArrayList<>();
        if (model instanceof VisionModel) {
            sites.add(Site.of(Stack.ONLY, Kind.PIXELS));
        }
        towers().forEach((stack, tower) -> {
            sites.add(Site.of(stack, Kind.EMBED));
            Arrays.stream(Kind.values()).filter(Kind::perLayer).filter(kind -> tower.block().cross() || !CROSS.contains(kind))
                    .forEach(kind -> IntStream.range(0, tower.layers()).forEach(layer -> sites.add(new Site(stack, layer, kind))));
            if (tower.last()) {
                sites.add(Site.of(stack, Kind.LN_FINAL));
            }
        });
        shown().forEach(kind -> sites.add(Site.of(Stack.ONLY, kind)));
        return sites;
    }

    /// Those that it computes.
    List<Site> computed() {
        return sites().stream().filter(site -> site.kind().isComputed()).toList();
    }

    /// What its head shows.
    private List<Kind> shown() {
        return switch (model) {
            case CausalModel _, EncoderDecoder _ -> List.of(Kind.LOGITS);
            case VisionModel vision -> vision.head().isPresent() ? List.of(Kind.LOGITS) : List.of();
            case EncoderModel encoder -> switch (encoder.head()) {
                case EncoderHead.Classes _, EncoderHead.Tokens _, EncoderHead.Masked _ -> List.of(Kind.LOGITS);
                case EncoderHead.Span _ -> List.of(Kind.START_LOGITS, Kind.END_LOGITS);
                case EncoderHead.Sentence _ -> List.of();
            };
        };
    }

    /// The axes of what it gives; `VOCAB` are its classes, whatever they are.
    List<Axis> axes() {
        return switch (model) {
            case CausalModel _, EncoderDecoder _ -> List.of(Axis.BATCH, Axis.SEQ, Axis.VOCAB);
            case VisionModel vision -> vision.head().isPresent() ? List.of(Axis.BATCH, Axis.VOCAB)
                    : List.of(Axis.BATCH, Axis.SEQ, Axis.D_MODEL);
            case EncoderModel encoder -> switch (encoder.head()) {
                case EncoderHead.Classes _ -> List.of(Axis.BATCH, Axis.VOCAB);
                case EncoderHead.Tokens _, EncoderHead.Masked _, EncoderHead.Span _ -> List.of(Axis.BATCH, Axis.SEQ, Axis.VOCAB);
                case EncoderHead.Sentence _ -> List.of(Axis.BATCH, Axis.D_MODEL);
            };
        };
    }

    List<Axis> axes(Site site) {
        return site.kind() == Kind.LOGITS ? axes() : site.kind().axes();
    }

    int size(Axis axis, Stack stack) {
        Block.Config block = towers().getOrDefault(stack, towers().values().iterator().next()).block();
        return switch (axis) {
            case BATCH -> texts.size();
            case SEQ -> IntStream.range(0, texts.size()).map(row -> length(row, stack)).max().orElseThrow();
            case MEMORY -> size(Axis.SEQ, Stack.ENCODER);
            case D_MODEL -> block.dModel();
            case HEADS -> block.attention().heads();
            case KV_HEADS -> block.attention().kvHeads();
            case D_HEAD -> block.attention().dHead();
            case D_MLP -> block.mlp().dMlp();
            case VOCAB -> classes();
            case CHANNELS -> ((VisionModel) model).config().channels();
            case HEIGHT -> ((VisionModel) model).config().height();
            case WIDTH -> ((VisionModel) model).config().width();
        };
    }

    private int classes() {
        return switch (model) {
            case CausalModel causal -> causal.config().vocab();
            case EncoderDecoder both -> both.config().targetVocab();
            case VisionModel vision -> vision.config().labels();
            case EncoderModel encoder -> switch (encoder.config().head()) {
                case EncoderHead.Config.Classes(int labels, _) -> labels;
                case EncoderHead.Config.Tokens(int labels) -> labels;
                case EncoderHead.Config.Span() -> 2;
                case EncoderHead.Config.Masked _ -> encoder.config().vocab();
                case EncoderHead.Config.Sentence _ -> throw new AssertionError("a vector has no classes");
            };
        };
    }

    /// How many positions a row has of its own.
    int length(int row, Stack stack) {
        return switch (model) {
            case VisionModel vision -> 1 + vision.config().squares();
            case EncoderDecoder _ when stack != Stack.ENCODER -> texts.get(row).target().length;
            case CausalModel _, EncoderModel _, EncoderDecoder _ -> texts.get(row).ids().length;
        };
    }

    /// What belongs to a row of an activation, or of the result, without the filling.
    Tensor own(Tensor value, List<Axis> axes, Stack stack, int row) {
        Tensor own = value;
        for (int axis = 0; axis < axes.size(); axis++) {
            own = switch (axes.get(axis)) {
                case BATCH -> own.slice(axis, row, row + 1);
                case SEQ -> own.slice(axis, 0, length(row, stack));
                case MEMORY -> own.slice(axis, 0, length(row, Stack.ENCODER));
                case D_MODEL, HEADS, KV_HEADS, D_HEAD, D_MLP, VOCAB, CHANNELS, HEIGHT, WIDTH -> own;
            };
        }
        return own;
    }

    /// What belongs to a row of the result.
    Tensor ownResult(Tensor result, int row) {
        return own(result, axes(), towers().containsKey(Stack.DECODER) ? Stack.DECODER : Stack.ONLY, row);
    }

    @Override public String toString() {
        return name;
    }
}
