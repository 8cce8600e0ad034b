package clearhead.explain.layer;

import clearhead.autograd.Shape;
import clearhead.core.BadInput;
import clearhead.core.model.Tower;
import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.Axis;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Leaf;
import clearhead.explain.Scores;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// An activation, and what its numbers stand for. Its scores have a column for each position, and a row for each head where there are
/// heads:
///
/// | site | rows | columns | a score is of |
/// |---|---|---|---|
/// | `resid_*`, `attn_out`, `mlp.*`, … `[seq, width]` | | positions | one position's whole width |
/// | `q`, `k`, `v`, `z` `[heads, seq, dHead]` | heads | positions | one head at one position |
/// | `scores`, `pattern` `[heads, seqQ, seqK]` | heads | positions | how one head reads that position, from all positions that do |
///
/// @param site    the activation
/// @param shape   of one copy, `[1, …]`
/// @param columns the positions
record Place(Site site, Shape shape, List<Axis> columns) {

    /// The site that settings name; empty for [#automatic].
    static Optional<Site> of(Settings settings) {
        return settings.text("site", "auto|SITE").filter(name -> !name.equals("auto")).map(name -> {
            try {
                return Site.named(name);
            } catch (IllegalArgumentException unknown) {
                throw new BadInput("site=" + name, unknown.getMessage(), "auto, or a name such as blocks.1.resid_post");
            }
        });
    }

    /// What the middle block hands on; of two stacks, of the one that reads.
    static Site automatic(WhiteBox model) {
        Map<Stack, Tower> towers = model.towers();
        Stack stack = towers.containsKey(Stack.ENCODER) ? Stack.ENCODER : Stack.ONLY;
        return towers.isEmpty() ? Site.of(Stack.ONLY, Kind.EMBED)
                : new Site(stack, (towers.get(stack).blocks().size() - 1) / 2, Kind.RESID_POST);
    }

    /// @param shape of the activation on one copy
    /// @throws BadInput if its numbers belong to no position, or the target needs rows that heads have taken
    static Place of(Site site, Shape shape, WhiteBox model, Input input, Target target) {
        if (!Watch.inside(site)) {
            throw new BadInput("site=" + site, "does not stand between what is read and what is answered",
                    "a name such as blocks.1.resid_post");
        }
        if (target instanceof Target.Each && shape.rank() == 4) {
            throw new BadInput("site=" + site, "gives a row for each head, and the target one for each token", "a target of one number");
        }
        return new Place(site, shape, columns(site.kind().axes().contains(Kind.Axis.MEMORY) ? Stack.ENCODER : site.stack(), model, input));
    }

    /// The positions of a stack's rows.
    static List<Axis> columns(Stack stack, WhiteBox model, Input input) {
        Axis tokens = Axis.of(Axis.TOKENS, input.tokens());
        return switch (stack) {
            case ENCODER -> List.of(tokens);
            case DECODER -> List.of(Axis.of(Axis.DECODER, model.decoderTokens(input)));
            case ONLY -> input.targets().isEmpty() ? List.of(tokens) : List.of(tokens, Axis.of(Axis.TARGETS, input.targets()));
        };
    }

    /// How many heads it has; empty if it has none.
    OptionalInt heads() {
        return shape.rank() == 4 ? OptionalInt.of(shape.dim(1)) : OptionalInt.empty();
    }

    /// From one number for each unit to one for each score, row by row.
    float[] scores(double[] units, Reduce reduce) {
        int positions = Axis.size(columns);
        int scores = heads().orElse(1) * positions;
        int width = units.length / scores;
        boolean last = heads().isPresent() && site.kind().axes().getLast() != Kind.Axis.D_HEAD;       // [heads, seqQ, seqK]
        double[][] parts = new double[scores][width];
        for (int i = 0; i < units.length; i++) {
            int head = i / (positions * width);
            int rest = i % (positions * width);
            parts[head * positions + (last ? rest % positions : rest / width)][last ? rest / positions : rest % width] = units[i];
        }
        float[] reduced = new float[scores];
        for (int i = 0; i < scores; i++) {
            reduced[i] = (float) reduce.of(parts[i]);
        }
        return reduced;
    }

    /// One row of scores for each explained number, in the form that the target and the site ask for.
    Scores scores(Target target, Input input, List<Explanation.Row> rows) {
        Explanation.Row first = rows.getFirst();
        int positions = Axis.size(columns);
        return switch (target) {
            case Target.Each _ -> new Scores.Each(Axis.of(Axis.TARGETS, input.targets()), columns, rows);
            case Target.One _ when heads().isEmpty() -> new Scores.One(columns, first);
            case Target.One _ -> {
                float[][] matrix = IntStream.range(0, heads().getAsInt()).mapToObj(head ->
                        Arrays.copyOfRange(first.scores(), head * positions, (head + 1) * positions)).toArray(float[][]::new);
                yield new Scores.Grid(List.of(new Axis("heads", matrix.length, List.of())), columns, matrix, OptionalInt.empty(),
                        first.value(), first.baseline());
            }
        };
    }

    /// Whether all that the answer knows of the leaves goes through this activation: then what adds up at the leaves adds up here, too. A
    /// part of a block has the residual stream passing by; a decoder's row has the encoder's, which later layers read as well.
    boolean isCut(WhiteBox model, List<Leaf> leaves) {
        boolean stream = switch (site.kind()) {
            case EMBED, RESID_PRE, RESID_CROSS, RESID_POST, LN_FINAL -> true;
            case RESID_MID -> model.towers().get(site.stack()).blocks().getFirst().order() != Block.Order.PARALLEL;
            case PIXELS, Q, K, V, SCORES, PATTERN, Z, ATTN_OUT, CROSS_Q, CROSS_K, CROSS_V, CROSS_SCORES, CROSS_PATTERN, CROSS_Z,
                    CROSS_ATTN_OUT, MLP_PRE, MLP_POST, MLP_OUT, LOGITS, START_LOGITS, END_LOGITS -> false;
        };
        return stream && switch (site.stack()) {
            case ONLY -> true;
            case ENCODER -> leaves.stream().allMatch(leaf -> leaf.site().stack() == Stack.ENCODER);
            case DECODER -> site.kind() == Kind.LN_FINAL || site.layer() == model.towers().get(Stack.DECODER).blocks().size() - 1
                    && (site.kind() == Kind.RESID_MID || site.kind() == Kind.RESID_POST);
        };
    }
}
