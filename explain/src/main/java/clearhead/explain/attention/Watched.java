package clearhead.explain.attention;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.Tower;
import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import clearhead.explain.Axis;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// One run of a model, watched: what its attentions did, and how matrices of who reads whom become an explanation.
///
/// @param values the explained numbers, `[1]` each
record Watched(WhiteBox model, Input input, Meter meter, Trace trace, List<Tensor> values) {

    /// Opens all embeddings, so that everything computed from them is recorded.
    private static final Probe OPEN = new Probe() {

        @Override public boolean wants(Site site) {
            return site.kind() == Kind.EMBED;
        }

        @Override public Tensor at(Site site, Tensor value) {
            return value.variable();
        }
    };

    /// Runs the model.
    ///
    /// @param open   whether gradients shall be asked for: then all that enters the model is open to them
    /// @param wanted what is remembered
    /// @throws BadInput if the model has no attention
    static Watched run(WhiteBox model, Input input, Target target, boolean open, Predicate<Site> wanted) {
        if (model.towers().isEmpty()) {
            throw new BadInput("attention", "this model has none", "a transformer");
        }
        Meter meter = new Meter(model, input, target);
        Trace trace = Trace.of(wanted);
        Meter.Look look = meter.look(open ? OPEN.then(trace) : trace);
        return new Watched(model, input, meter, trace, look.values());
    }

    /// Whether the model has an encoder and a decoder.
    static boolean hasTwo(WhiteBox model) {
        return model.towers().containsKey(Stack.DECODER);
    }

    /// The attention that was asked for; where none was, what a model with one stack has, else `otherwise`.
    ///
    /// @throws BadInput if the model has only one
    static AttentionSite site(WhiteBox model, Optional<AttentionSite> asked, AttentionSite otherwise) {
        if (hasTwo(model)) {
            return asked.orElse(otherwise);
        }
        asked.ifPresent(site -> {
            throw new BadInput("site=" + site.label(), "this model has one stack of blocks", "no site");
        });
        return AttentionSite.ONLY;
    }

    /// The layer that was asked for, else the last.
    ///
    /// @throws BadInput if there is no such layer
    static int layer(WhiteBox model, AttentionSite site, OptionalInt asked) {
        if (model.towers().isEmpty()) {
            throw new BadInput("attention", "this model has none", "a transformer");
        }
        int layers = model.towers().get(site.stack()).blocks().size();
        int layer = asked.orElse(layers - 1);
        if (layer < 0 || layer >= layers) {
            throw new BadInput("layer=" + layer, "there is no such layer", "0 to %d".formatted(layers - 1));
        }
        return layer;
    }

    /// A number or a word for none, as settings have it.
    static Object named(OptionalInt number, String word) {
        return number.isPresent() ? number.getAsInt() : word;
    }

    /// A method's own settings, and the attention where there are several.
    static Map<String, Object> settings(WhiteBox model, AttentionSite site, Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(own);
        if (hasTwo(model)) {
            settings.put("site", site.label());
        }
        return settings;
    }

    Tower tower(AttentionSite site) {
        return model.towers().get(site.stack());
    }

    int layers(AttentionSite site) {
        return tower(site).blocks().size();
    }

    Block block(AttentionSite site, int layer) {
        return tower(site).blocks().get(layer);
    }

    /// The weights of all layers, `[1, heads, rows, columns]`.
    List<Tensor> patterns(AttentionSite site) {
        return IntStream.range(0, layers(site)).mapToObj(layer -> trace.get(site.pattern(layer))).toList();
    }

    /// The weights of a layer, head by head.
    List<Matrix> heads(AttentionSite site, int layer) {
        return heads(trace.get(site.pattern(layer)));
    }

    /// @param pattern `[1, heads, rows, columns]`
    static List<Matrix> heads(Tensor pattern) {
        int rows = pattern.dim(2);
        int columns = pattern.dim(3);
        return IntStream.range(0, pattern.dim(1)).mapToObj(head -> Matrix.of(pattern, head * rows * columns, rows, columns)).toList();
    }

    /// What the rows of an attention are.
    List<Axis> rows(AttentionSite site) {
        return switch (site) {
            case ONLY -> model.causal(Stack.ONLY) && !input.targets().isEmpty()
                    ? List.of(Axis.of(Axis.TOKENS, input.tokens()), Axis.of(Axis.TARGETS, input.targets()))
                    : List.of(Axis.of(Axis.TOKENS, input.tokens()));
            case ENCODER -> List.of(Axis.of(Axis.TOKENS, input.tokens()));
            case DECODER, CROSS -> List.of(Axis.of(Axis.DECODER, model.decoderTokens(input)));
        };
    }

    /// What its columns are.
    List<Axis> columns(AttentionSite site) {
        return site.crosses() ? rows(AttentionSite.ENCODER) : rows(site);
    }

    /// The columns of a matrix that tells what the decoder holds of all that the model reads.
    List<Axis> everything() {
        List<Axis> axes = new ArrayList<>(rows(AttentionSite.ENCODER));
        axes.addAll(rows(AttentionSite.DECODER));
        return axes;
    }

    /// What a matrix says.
    ///
    /// @param site     whose rows it has
    /// @param columns  what its columns are
    /// @param matrices one for all explained numbers, or one for each
    /// @param asked    the row that is the answer; empty for the one that gives the explained number
    /// @param cautions why not to trust it, in sentences
    Explanation explanation(Explanation.Method method, AttentionSite site, List<Axis> columns, List<Matrix> matrices, OptionalInt asked,
                            List<String> cautions) {
        Scores scores = switch (meter.target()) {
            case Target.Each each -> each(each, site, columns, matrices);
            case Target.One _ -> new Scores.Grid(rows(site), columns, matrices.getFirst().floats(), row(site, asked),
                    values.getFirst().item(), OptionalDouble.empty());
        };
        return meter.explanation(method, scores, 0, cautions);
    }

    private OptionalInt row(AttentionSite site, OptionalInt asked) {
        int rows = Axis.size(rows(site));
        if (asked.isPresent() && asked.getAsInt() >= rows) {
            throw new BadInput("row=" + asked.getAsInt(), "there is no such row", "0 to %d".formatted(rows - 1));
        }
        return asked.isPresent() || site == AttentionSite.ENCODER ? asked : switch (meter.target()) {
            case Target.Placed placed -> OptionalInt.of(place(placed.position().orElseGet(() ->
                    model.position(input).orElseThrow()), rows));
            case Target.Start(int position) -> OptionalInt.of(place(position, rows));
            case Target.End(int position) -> OptionalInt.of(place(position, rows));
            case Target.Span _, Target.Sequence _, Target.Similarity _, Target.Each _, Target.Activation _ -> OptionalInt.empty();
        };
    }

    /// A classifier answers from the first row, its only position.
    private int place(int position, int rows) {
        return model.gives() == WhiteBox.Gives.CLASSES ? 0 : position < 0 ? position + rows : position;
    }

    /// The rows that give the targets; without those columns that stand for what was written, where the target leaves it out.
    private Scores each(Target.Each each, AttentionSite site, List<Axis> columns, List<Matrix> matrices) {
        if (site == AttentionSite.ENCODER) {
            throw new BadInput("target each", "no row of the encoder gives a token", "another site, or one number to explain");
        }
        List<Axis> read = each.both() || !columns.getFirst().name().equals(Axis.TOKENS) ? columns : columns.subList(0, 1);
        int first = model.firstTarget(input);
        List<Explanation.Row> rows = IntStream.range(0, values.size()).mapToObj(t -> new Explanation.Row(
                matrices.get(Math.min(t, matrices.size() - 1)).columns(0, Axis.size(read)).row(first + t), values.get(t).item(),
                OptionalDouble.empty())).toList();
        return new Scores.Each(Axis.of(Axis.TARGETS, input.targets()), read, rows);
    }
}
