package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.Block.Order;
import clearhead.core.nn.Head;
import clearhead.core.nn.Positions;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A model of any kind said once more, from the formulas of the papers: one text at a time, so that there is no batch and no filling. It
/// shares with the model the numbers of the parameters and the configuration, and nothing else.
final class Restatement {

    /// Sees every activation and says what is used next, like a probe.
    @FunctionalInterface
    interface Watcher {

        /// @param value `[heads, rows, columns]`, with one head where there are none
        double[][][] at(Site site, double[][][] value);
    }

    /// One tower with its input.
    ///
    /// @param memory what cross-attention reads; without it there is no cross-attention
    private record Run(Stack stack, String name, Tower.Config config, boolean causal, int[] ids, Optional<double[][]> memory) {}

    private final Model<?> model;
    private final Formulas f;
    private final Watcher watcher;

    Restatement(Model<?> model, Formulas.Rounding rounding, Watcher watcher) {
        this.model = model;
        this.f = Formulas.of(model.parameters(), rounding);
        this.watcher = watcher;
    }

    /// What the model makes of a text, `[rows][columns]`.
    double[][] result(Text text) {
        return switch (model) {
            case CausalModel causal -> {
                Run run = new Run(Stack.ONLY, "tower", causal.config().tower(), true, text.ids(), Optional.empty());
                double[][] x = tower(run, f.rows("tokens", text.ids()), text.types());
                yield logits(head("head", causal.config().head(), "tokens", x));
            }
            case EncoderModel encoder -> {
                Run run = new Run(Stack.ONLY, "tower", encoder.config().tower(), false, text.ids(), Optional.empty());
                int[] types = encoder.config().tower().types() > 1 ? text.types() : new int[text.ids().length];
                yield head(encoder.config(), tower(run, f.rows("tokens", text.ids()), types));
            }
            case EncoderDecoder both -> logits(translated(both.config(), text));
            case VisionModel vision -> {
                double[][] squares = f.linear("patches", squares(vision.config(), text));
                double[] start = Formulas.numbers(vision.start())[0];
                double[][] rows = IntStream.rangeClosed(0, squares.length).mapToObj(i -> i == 0 ? start : squares[i - 1])
                        .toArray(double[][]::new);
                Run run = new Run(Stack.ONLY, "tower", vision.config().tower(), false, new int[rows.length], Optional.empty());
                double[][] x = tower(run, rows, new int[0]);
                yield vision.config().labels() > 0 ? logits(f.linear("head.out", first(x))) : x;
            }
        };
    }

    private double[][] translated(EncoderDecoder.Config config, Text text) {
        String written = config.shared() ? "tokens" : "written";
        Run encoder = new Run(Stack.ENCODER, "encoder", config.encoder(), false, text.ids(), Optional.empty());
        double[][] memory = tower(encoder, scaled(f.rows("tokens", text.ids()), config.scale()), new int[0]);
        Run decoder = new Run(Stack.DECODER, "decoder", config.decoder(), true, text.target(), Optional.of(memory));
        return head("head", config.head(), written, tower(decoder, scaled(f.rows(written, text.target()), config.scale()), new int[0]));
    }

    // ---- heads

    private double[][] head(String name, Head.Config config, String table, double[][] x) {
        return config.tied() ? f.tied(table, config.scale(), name, x) : f.linear(name, scaled(x, config.scale()));
    }

    private double[][] head(EncoderModel.Config config, double[][] x) {
        return switch (config.head()) {
            case EncoderHead.Config.Classes(_, Optional<Activation> dense) -> logits(f.linear("head.out",
                    dense.isPresent() ? f.activated(dense.get(), f.linear("head.dense", first(x))) : first(x)));
            case EncoderHead.Config.Tokens _ -> logits(f.linear("head.out", x));
            case EncoderHead.Config.Span _ -> span(f.linear("head.out", x));
            case EncoderHead.Config.Masked(Activation activation, Head.Config head) -> logits(head("head.out", head, "tokens",
                    f.norm("head.norm", config.tower().block().norm(), f.activated(activation, f.linear("head.dense", x)))));
            case EncoderHead.Config.Sentence(EncoderHead.Pooling pooling, _) -> new double[][] {f.normalised(switch (pooling) {
                case MEAN -> f.mean(x);
                case FIRST -> x[0];
            })};
        };
    }

    private double[][] span(double[][] both) {
        double[] start = watched(Site.of(Stack.ONLY, Kind.START_LOGITS), new double[][] {column(both, 0)})[0];
        double[] end = watched(Site.of(Stack.ONLY, Kind.END_LOGITS), new double[][] {column(both, 1)})[0];
        return IntStream.range(0, both.length).mapToObj(i -> new double[] {start[i], end[i]}).toArray(double[][]::new);
    }

    private double[][] logits(double[][] value) {
        return watched(Site.of(Stack.ONLY, Kind.LOGITS), value);
    }

    // ---- blocks

    private double[][] tower(Run run, double[][] embedded, int[] types) {
        Tower.Config config = run.config;
        double[][] x = watched(Site.of(run.stack, Kind.EMBED), embedded);
        x = config.types() > 0 ? f.sum(x, f.rows(run.name + ".types", types)) : x;
        x = placed(run, x);
        x = config.first() ? f.norm(run.name + ".first_norm", config.block().norm(), x) : x;
        for (int layer = 0; layer < config.layers(); layer++) {
            x = block(run, layer, x);
        }
        return config.last() ? watched(Site.of(run.stack, Kind.LN_FINAL), f.norm(run.name + ".final_norm", config.block().norm(), x)) : x;
    }

    private double[][] placed(Run run, double[][] x) {
        return switch (run.config.positions()) {
            case Positions.Config.Learned(_, Optional<Integer> padding) -> f.sum(x, f.rows(run.name + ".positions",
                    padding.isPresent() ? counted(run.ids, padding.get()) : IntStream.range(0, x.length).toArray()));
            case Positions.Config.Sinusoidal _ -> f.sum(x, f.waves(x.length, x[0].length));
            case Positions.Config.Turned _, Positions.Config.Relative _ -> x;
        };
    }

    private static int[] counted(int[] ids, int padding) {
        return IntStream.range(0, ids.length).map(i -> ids[i] == padding ? padding
                : padding + (int) Arrays.stream(ids, 0, i + 1).filter(id -> id != padding).count()).toArray();
    }

    private double[][] block(Run run, int layer, double[][] x) {
        String name = run.name + ".blocks." + layer;
        Order order = run.config.block().order();
        double[][] pre = watched(new Site(run.stack, layer, Kind.RESID_PRE), x);

        double[][] read = before(run, name + ".self_norm", pre);
        double[][] attended = after(run, name + ".self_norm", f.sum(pre, attention(run, name + ".self", layer, "", read, read)));

        if (run.memory.isPresent()) {
            double[][] asking = watched(new Site(run.stack, layer, Kind.RESID_CROSS), attended);
            attended = after(run, name + ".cross.norm", f.sum(asking, attention(run, name + ".cross.attention", layer, "CROSS_",
                    before(run, name + ".cross.norm", asking), run.memory.get())));
        }

        double[][] mid = watched(new Site(run.stack, layer, Kind.RESID_MID), attended);
        double[][] thought = mlp(run, name + ".mlp", layer, before(run, name + ".mlp_norm", order == Order.PARALLEL ? pre : mid));
        return watched(new Site(run.stack, layer, Kind.RESID_POST), after(run, name + ".mlp_norm", f.sum(mid, thought)));
    }

    private double[][] before(Run run, String norm, double[][] x) {
        return run.config.block().order() == Order.POST_NORM ? x : f.norm(norm, run.config.block().norm(), x);
    }

    private double[][] after(Run run, String norm, double[][] x) {
        return run.config.block().order() == Order.POST_NORM ? f.norm(norm, run.config.block().norm(), x) : x;
    }

    private double[][] mlp(Run run, String name, int layer, double[][] x) {
        boolean gated = run.config.block().mlp().gated();
        double[][] pre = watched(new Site(run.stack, layer, Kind.MLP_PRE), f.linear(name + (gated ? ".gate" : ".up"), x));
        double[][] active = f.activated(run.config.block().mlp().activation(), pre);
        double[][] neurons = watched(new Site(run.stack, layer, Kind.MLP_POST),
                gated ? f.product(active, f.linear(name + ".up", x)) : active);
        return watched(new Site(run.stack, layer, Kind.MLP_OUT), f.linear(name + ".down", neurons));
    }

    private double[][] attention(Run run, String name, int layer, String cross, double[][] x, double[][] memory) {
        Attention.Config config = run.config.block().attention();
        boolean self = cross.isEmpty();
        double[][][] q = watched(site(run, layer, cross + "Q"), heads(run, self, config.dHead(), f.linear(name + ".query", x)));
        double[][][] k = watched(site(run, layer, cross + "K"), heads(run, self, config.dHead(), f.linear(name + ".key", memory)));
        double[][][] v = watched(site(run, layer, cross + "V"), heads(run, false, config.dHead(), f.linear(name + ".value", memory)));
        int group = config.heads() / config.kvHeads();
        double scale = config.byLayer() ? f.rounded(config.scale() / (layer + 1)) : config.scale();

        double[][][] scores = new double[config.heads()][x.length][memory.length];
        for (int h = 0; h < scores.length; h++) {
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < memory.length; j++) {
                    double score = f.rounded(f.dot(q[h][i], k[h / group][j]) * scale);
                    scores[h][i][j] = self ? seen(run, layer, h, i, j, score) : score;
                }
            }
        }
        double[][][] given = watched(site(run, layer, cross + "SCORES"), scores);
        double[][][] pattern = watched(site(run, layer, cross + "PATTERN"), Arrays.stream(given)
                .map(head -> Arrays.stream(head).map(f::softmax).toArray(double[][]::new)).toArray(double[][][]::new));

        double[][][] z = new double[config.heads()][x.length][config.dHead()];
        for (int h = 0; h < z.length; h++) {
            for (int i = 0; i < x.length; i++) {
                double[] read = z[h][i];
                for (int j = 0; j < memory.length; j++) {
                    double weight = pattern[h][i][j];
                    double[] value = v[h / group][j];
                    Arrays.setAll(read, c -> f.rounded(read[c] + f.rounded(weight * value[c])));
                }
            }
        }
        return watched(site(run, layer, cross + "ATTN_OUT"), f.linear(name + ".out", joined(watched(site(run, layer, cross + "Z"), z))));
    }

    /// A score of self-attention with what its place makes of it.
    private double seen(Run run, int layer, int head, int i, int j, double score) {
        List<Integer> windows = run.config.windows();
        int window = windows.isEmpty() ? 0 : windows.get(layer);
        if (run.causal && j > i || window > 0 && j <= i - window) {
            return Double.NEGATIVE_INFINITY;
        }
        return run.config.positions() instanceof Positions.Config.Relative relative
                ? f.rounded(score + f.weight(run.name + ".positions")[Formulas.bucket(relative, j - i)][head]) : score;
    }

    // ---- rows, heads, sites

    /// Head h has columns `h · dHead …`; queries and keys of self-attention are turned, if this model turns them.
    private double[][][] heads(Run run, boolean turn, int dHead, double[][] x) {
        double[][][] split = new double[x[0].length / dHead][x.length][];
        for (int h = 0; h < split.length; h++) {
            for (int i = 0; i < x.length; i++) {
                double[] own = Arrays.copyOfRange(x[i], h * dHead, (h + 1) * dHead);
                split[h][i] = turn && run.config.positions() instanceof Positions.Config.Turned turned ? f.turned(turned, own, i) : own;
            }
        }
        return split;
    }

    private static double[][] joined(double[][][] z) {
        return IntStream.range(0, z[0].length).mapToObj(i -> Arrays.stream(z).flatMapToDouble(head -> Arrays.stream(head[i])).toArray())
                .toArray(double[][]::new);
    }

    private double[][] scaled(double[][] x, float scale) {
        return Arrays.stream(x).map(row -> Arrays.stream(row).map(value -> f.rounded(value * scale)).toArray()).toArray(double[][]::new);
    }

    private static double[] column(double[][] x, int column) {
        return Arrays.stream(x).mapToDouble(row -> row[column]).toArray();
    }

    private static double[][] first(double[][] x) {
        return new double[][] {x[0]};
    }

    /// The numbers of each square: a channel after the other, in it a row after the other.
    private static double[][] squares(VisionModel.Config config, Text text) {
        int across = config.width() / config.patch();
        int area = config.patch() * config.patch();
        Tensor picture = Subject.picture(config, text);
        double[][] squares = new double[config.squares()][config.channels() * area];
        for (int s = 0; s < squares.length; s++) {
            int top = s / across * config.patch();
            int left = s % across * config.patch();
            Arrays.setAll(squares[s], n -> picture.at(0, n / area, top + n % area / config.patch(), left + n % config.patch()));
        }
        return squares;
    }

    private static Site site(Run run, int layer, String kind) {
        return new Site(run.stack, layer, Kind.valueOf(kind));
    }

    private double[][] watched(Site site, double[][] value) {
        return watched(site, new double[][][] {value})[0];
    }

    private double[][][] watched(Site site, double[][][] value) {
        return watcher.at(site, value);
    }
}
