package clearhead.explain;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// The side of an open model in a [Game]. Many variants go through the model together, as many as its memory budget allows; that changes no
/// bit of an answer.
final class Removal implements Game.Side {

    /// How many rows go through the model at once, at most: more are no faster.
    private static final int ROWS = 2048;

    private final Meter meter;
    private final Answer whole;
    private final Input input;
    private final Replacement used;
    private final List<int[]> players;
    private final WhiteBox model;
    private final Tensor x;
    private final Map<Integer, Tensor> rows = new HashMap<>();

    /// Looks at the input as it is.
    ///
    /// @throws BadInput if pixels are explained
    Removal(WhiteBox model, Input input, Target target, Players players) {
        this.model = model;
        this.meter = new Meter(model, input, target);
        if (meter.leaves().getFirst() instanceof Leaf.Pixels) {
            throw new BadInput("leaf=pixels", "tokens are taken away, not pixels", "leaf=patches");
        }
        this.input = input;
        Meter.Look look = meter.look(Probe.NONE);
        this.whole = meter.answers(look.output()).getFirst();
        this.used = meter.removal(players.replacement());
        this.players = players.in(input);
        this.x = look.x();
    }

    @Override public Replacement used() {
        return used;
    }

    @Override public List<int[]> players() {
        return players;
    }

    @Override public Target target() {
        return meter.target();
    }

    @Override public int columns() {
        return x.dim(1);
    }

    @Override public Answer whole() {
        return whole;
    }

    /// @throws BadInput if this cannot be removed so
    @Override public List<Answer> answers(List<Variant> asked) {
        return switch (used) {
            case Replacement.InPlace replacement -> {
                Tensor empty = meter.without(x, replacement, true);
                yield together(asked, (some, points) -> meter.answers(meter.output(points, Probe.NONE)), empty);
            }
            case Replacement.Away away -> switch (away) {
                case HIDE -> together(asked, (some, points) ->
                        meter.answers(meter.hiding(points, some.stream().map(this::removed).toList())), x);
                case DELETE -> asked.stream().map(variant -> meter.deleting(substituted(variant), removed(variant))).toList();
            };
        };
    }

    /// @param empty `[1, rows, width]`, what stands where a player is away
    private List<Answer> together(List<Variant> asked, BiFunction<List<Variant>, Tensor, List<Answer>> run, Tensor empty) {
        int chunk = asked.isEmpty() ? 1 : meter.together(Math.clamp(ROWS / x.dim(1), 1, asked.size()), x.shape(),
                (points, dry) -> dry.at(points));
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < asked.size(); from += chunk) {
            List<Variant> some = asked.subList(from, Math.min(asked.size(), from + chunk));
            answers.addAll(run.apply(some, points(some, empty)));
        }
        return answers;
    }

    /// For each of the input's tokens, whether it is removed.
    private boolean[] removed(Variant variant) {
        boolean[] removed = new boolean[input.tokens().size()];
        for (int player = 0; player < players.size(); player++) {
            if (variant.at(player) == Variant.AWAY) {
                for (int token : players.get(player)) {
                    removed[token] = true;
                }
            }
        }
        return removed;
    }

    /// `[copies, rows, width]`.
    private Tensor points(List<Variant> some, Tensor empty) {
        int seq = x.dim(1);
        Tensor gone = Tensor.from(Shape.of(some.size(), seq, 1), flags -> {
            for (int copy = 0; copy < some.size(); copy++) {
                boolean[] removed = removed(some.get(copy));
                for (int i = 0; i < removed.length; i++) {
                    flags[copy * seq + i] = removed[i] ? 1 : 0;
                }
            }
        });
        Tensor points = Tensor.where(gone, empty, x);
        return some.stream().anyMatch(Variant::substitutes) ? substituted(points, some) : points;
    }

    /// The same with other tokens' rows where they stand.
    private Tensor substituted(Tensor points, List<Variant> some) {
        int width = x.dim(2);
        float[] numbers = points.toArray();
        for (int copy = 0; copy < some.size(); copy++) {
            for (int player = 0; player < players.size(); player++) {
                int id = some.get(copy).at(player);
                if (id >= 0) {
                    float[] row = row(id).toArray();
                    System.arraycopy(row, 0, numbers, (copy * x.dim(1) + only(player)) * width, width);
                }
            }
        }
        return Tensor.of(points.shape(), numbers);
    }

    private Input substituted(Variant variant) {
        Input result = input;
        for (int player = 0; player < players.size(); player++) {
            int id = variant.at(player);
            if (id >= 0 && result instanceof Input.Text text) {
                result = new Input.Text(text.words().with(only(player), id), text.target(), text.second());
            }
        }
        return result;
    }

    private Tensor row(int id) {
        return rows.computeIfAbsent(id, _ -> model.row(new Replacement.OfToken(id), meter.leaves().getFirst()).detach());
    }

    private int only(int player) {
        int[] tokens = players.get(player);
        if (tokens.length != 1) {
            throw new BadInput("group", "a word of %d tokens cannot be replaced by one".formatted(tokens.length), "--group token");
        }
        return tokens[0];
    }

    @Override public Scores scores(List<Explanation.Row> some) {
        return meter.scores(some);
    }

    @Override public Explanation explanation(Explanation.Method method, Scores scores, long seed, List<String> cautions) {
        return meter.explanation(method, scores, seed, cautions);
    }
}
