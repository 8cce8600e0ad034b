package clearhead.explain.closed;

import clearhead.core.BadInput;
import clearhead.explain.Answer;
import clearhead.explain.Axis;
import clearhead.explain.Cost;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.Variant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// The side of a function in a [Game]. Variants that come to the same question, as where one of two equal words is cut out, are asked
/// about once.
final class ClosedSide<Q> implements Game.Side {

    private final long begin = System.nanoTime();
    private final ClosedBox<Q> box;
    private final Input input;
    private final List<int[]> players;
    private final Replacement used;
    private final Map<Object, double[]> known = new HashMap<>();
    private final double[] seen;
    private final Reading reading;
    private final Answer whole;

    /// Looks at the input as it is.
    ClosedSide(ClosedBox<Q> box, Input input, Target target, Players players) {
        this.box = box;
        this.input = input;
        this.players = players.in(input);
        this.used = box.form().used(players.replacement());
        List<Q> questions = questions(Variant.whole(this.players.size()));
        this.seen = box.ask(questions, OptionalInt.empty()).getFirst();
        known.put(box.form().key(questions.getFirst()), seen);
        this.reading = Reading.of(box, target, seen);
        this.whole = reading.answer(List.of(seen), () -> box.form().shown(questions.getFirst()));
    }

    @Override public List<int[]> players() {
        return players;
    }

    @Override public Replacement used() {
        return used;
    }

    @Override public Target target() {
        return reading.target();
    }

    @Override public Answer whole() {
        return whole;
    }

    @Override public int columns() {
        return input.tokens().size();
    }

    @Override public int callsEach() {
        return box.form().each();
    }

    @Override public int together() {
        return Math.max(1, box.batch() / callsEach());
    }

    @Override public List<Answer> answers(List<Variant> asked) {
        List<List<Q>> questions = asked.stream().map(this::questions).toList();
        Map<Object, Q> open = new LinkedHashMap<>();
        questions.forEach(some -> some.forEach(question -> open.put(box.form().key(question), question)));
        open.keySet().removeIf(known::containsKey);
        List<Object> keys = List.copyOf(open.keySet());
        List<double[]> said = box.ask(List.copyOf(open.values()), OptionalInt.of(reading.classes()));
        for (int i = 0; i < keys.size(); i++) {
            known.put(keys.get(i), said.get(i));
        }
        return questions.stream().map(some -> reading.answer(some.stream().map(question -> known.get(box.form().key(question))).toList(),
                () -> box.form().shown(some.getFirst()))).toList();
    }

    private List<Q> questions(Variant variant) {
        int[] at = new int[input.tokens().size()];
        Arrays.fill(at, Variant.KEPT);
        for (int player = 0; player < players.size(); player++) {
            int[] tokens = players.get(player);
            if (variant.at(player) >= 0 && tokens.length != 1) {
                throw new BadInput("group", "a word of %d tokens cannot be replaced by one".formatted(tokens.length), "--group token");
            }
            for (int token : tokens) {
                at[token] = variant.at(player);
            }
        }
        return box.form().questions(input, at, used);
    }

    @Override public Scores scores(List<Explanation.Row> rows) {
        return new Scores.One(List.of(Axis.of(Axis.TOKENS, input.tokens())), rows.getFirst());
    }

    @Override public Explanation explanation(Explanation.Method method, Scores scores, long seed, List<String> cautions) {
        List<String> warnings = Stream.concat(reading.warnings(seen).stream(), cautions.stream()).toList();
        return new Explanation(method, box.info(), input, reading.target(), scores, seed,
                new Cost(known.size(), 0, 0, System.nanoTime() - begin, 0), warnings);
    }
}
