package clearhead.explain;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The side of an open model in a [Game]. What is the same to the model is read once ([Line]); of a model that reads forward, what is the
/// same at its beginning ([Forward]). Else many variants go through the model together, as many as its memory budget allows. All that
/// changes no bit of an answer.
final class Removal implements Game.Side {

    /// How many rows go through the model at once, at most: more are no faster.
    private static final int ROWS = 2048;
    private static final String WRITTEN = "tokens of what is read are taken away; those that were written before stay, and have no score";

    private final WhiteBox model;
    private final Input input;
    private final int[] ids;
    private final Meter meter;
    private final Answer whole;
    private final Replacement used;
    private final List<int[]> players;
    private final Tensor x;
    private final Map<Line, Answer> known = new HashMap<>();
    private final Map<Integer, float[]> rows = new HashMap<>();
    /// What is there once something has been asked.
    private Optional<Forward> forward = Optional.empty();
    private int[] away = new int[0];
    private int together;

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
        this.ids = input.ids();
        Meter.Look look = meter.look(Probe.NONE);
        this.whole = meter.reading().of(look.output()).getFirst();
        this.used = meter.removal(players.replacement());
        this.players = players.special() ? players.in(input)
                : players.in(input).stream().map(this::withoutMask).filter(player -> player.length > 0).toList();
        this.x = look.x();
    }

    /// A mask that is to be filled is where the answer stands, not what it is made of, whether it came as an id or stood in the text.
    private int[] withoutMask(int[] player) {
        return model.gives() != BlackBox.Gives.FILLING ? player
                : IntStream.of(player).filter(token -> !model.position(input).equals(OptionalInt.of(token))).toArray();
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
        if (away.length == 0 && !asked.isEmpty()) {
            begin();
        }
        Map<Line, Variant> open = new LinkedHashMap<>();
        List<Line> lines = new ArrayList<>();
        for (Variant variant : asked) {
            Line line = line(variant);
            lines.add(line);
            if (!known.containsKey(line)) {
                open.putIfAbsent(line, variant);
            }
        }
        List<Line> unread = List.copyOf(open.keySet());
        if (forward.isPresent()) {
            put(unread, forward.get().answers(unread));
        } else if (used == Replacement.Away.DELETE) {
            alike(unread).forEach(some -> put(some, meter.answers(some.stream().map(line -> deletion(open.get(line)).left()).toList(),
                    some.getFirst().target())));
        } else {
            chunks(unread).forEach(some -> put(some, meter.reading().of(used == Replacement.Away.HIDE
                    ? meter.hiding(points(some), some.stream().map(Removal::hidden).toList()) : meter.output(points(some), Probe.NONE))));
        }
        return lines.stream().map(known::get).toList();
    }

    private void begin() {
        float[] empty = switch (used) {
            case Replacement.InPlace replacement -> model.row(meter.used(replacement), meter.leaves().getFirst()).toArray();
            case Replacement.Away _ -> new float[x.dim(2)];
        };
        rows.put(Line.EMPTY, empty);
        away = IntStream.range(0, ids.length).map(token -> switch (used) {
            case Replacement.InPlace _ -> Arrays.equals(x.slice(1, token, token + 1).toArray(), empty) ? ids[token] : Line.EMPTY;
            case Replacement.Away _ -> Line.hidden(ids[token]);
        }).toArray();
        if (!(target() instanceof Target.Activation)) {
            forward = model.causal().map(causal -> new Forward(causal, model, meter, input, empty));
        }
        if (forward.isEmpty()) {
            together = meter.together(Math.max(1, ROWS / x.dim(1)), x.shape(), (points, dry) -> dry.at(points));
        }
    }

    private void put(List<Line> lines, List<Answer> answers) {
        for (int i = 0; i < lines.size(); i++) {
            known.put(lines.get(i), answers.get(i));
        }
    }

    private Stream<List<Line>> chunks(List<Line> lines) {
        return IntStream.iterate(0, from -> from < lines.size(), from -> from + together)
                .mapToObj(from -> lines.subList(from, Math.min(lines.size(), from + together)));
    }

    /// Those that can be read together though tokens are gone: as many are left, of the same types, and the target has moved alike.
    private Stream<List<Line>> alike(List<Line> lines) {
        return lines.stream().collect(Collectors.groupingBy(line -> new Line(new int[0], line.types(), line.target()), LinkedHashMap::new,
                Collectors.toList())).values().stream().flatMap(this::chunks);
    }

    // ---- what is read

    private Line line(Variant variant) {
        if (used == Replacement.Away.DELETE) {
            Deletion deletion = deletion(variant);
            Input.Text left = deletion.left();
            return new Line(left.ids(), left.words().types(), deletion.moved());
        }
        int[] marks = ids.clone();
        for (int player = 0; player < players.size(); player++) {
            int id = variant.at(player);
            for (int token : id == Variant.KEPT ? new int[0] : players.get(player)) {
                marks[token] = id == Variant.AWAY ? away[token] : only(player, id);
            }
        }
        return new Line(marks, new int[0], target());
    }

    /// @return the token that stands in the place of a player
    private int only(int player, int id) {
        if (players.get(player).length != 1) {
            throw new BadInput("group", "a word of %d tokens cannot be replaced by one".formatted(players.get(player).length),
                    "--group token");
        }
        token(id);                                                                               // refuses what is no token
        return id;
    }

    private Deletion deletion(Variant variant) {
        boolean[] gone = new boolean[ids.length];
        Input read = input;
        for (int player = 0; player < players.size(); player++) {
            int id = variant.at(player);
            for (int token : players.get(player)) {
                gone[token] = id == Variant.AWAY;
                read = id >= 0 && read instanceof Input.Text text
                        ? new Input.Text(text.words().with(token, only(player, id)), text.target(), text.second()) : read;
            }
        }
        return new Deletion(model, read, target(), gone);
    }

    // ---- as rows

    private static boolean[] hidden(Line line) {
        boolean[] hidden = new boolean[line.marks().length];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = Line.isHidden(line.marks()[i]);
        }
        return hidden;
    }

    /// `[copies, rows, width]`.
    private Tensor points(List<Line> some) {
        int width = x.dim(2);
        float[] own = x.toArray();
        return Tensor.from(Shape.of(some.size(), x.dim(1), width), numbers -> {
            for (int copy = 0; copy < some.size(); copy++) {
                System.arraycopy(own, 0, numbers, copy * own.length, own.length);
                int[] marks = some.get(copy).marks();
                for (int i = 0; i < marks.length; i++) {
                    if (marks[i] != ids[i] && !Line.isHidden(marks[i])) {
                        System.arraycopy(token(marks[i]), 0, numbers, copy * own.length + i * width, width);
                    }
                }
            }
        });
    }

    /// The row of a token, or what stands where one was taken away.
    private float[] token(int mark) {
        return rows.computeIfAbsent(mark, id -> model.row(new Replacement.OfToken(id), meter.leaves().getFirst()).toArray());
    }

    @Override public Scores scores(List<Explanation.Row> some) {
        return meter.scores(some);
    }

    @Override public Explanation explanation(Explanation.Method method, Scores scores, long seed, List<String> cautions) {
        boolean written = target() instanceof Target.Each each && each.both();
        return meter.explanation(method, scores, seed, written ? Stream.concat(cautions.stream(), Stream.of(WRITTEN)).toList() : cautions);
    }
}
