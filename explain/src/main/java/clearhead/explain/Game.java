package clearhead.explain;

import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// The explained numbers as a function of which players are kept, the others being removed: the one definition of "removed" for every
/// method and judge that takes tokens away, whatever is behind it.
///
/// ```java
/// Game game = model.game(input, target, Players.TOKENS);
/// double without = game.values(List.of(game.allBut(3))).getFirst()[0];
/// ```
///
/// Ask about many sets at once: the other side works on them together. Nothing is asked twice, and neither company nor order changes a bit
/// of an answer. A game serves one explanation, and one thread.
public final class Game {

    private final Side side;
    private final Limits limits;
    private final long begin = System.nanoTime();
    private final Map<Variant, Answer> known = new HashMap<>();
    private long calls;
    private Optional<String> stopped = Optional.empty();

    /// Who is played with.
    public interface Side {

        /// For each player the input's tokens that it is.
        List<int[]> players();

        /// What stands for "removed": never [Replacement#AUTO].
        Replacement used();

        /// What is explained: no prediction any more.
        Target target();

        /// What it says of the input as it is, which it has looked at before the game.
        Answer whole();

        /// What it says of these, one answer for each, in their order.
        List<Answer> answers(List<Variant> asked);

        /// How many scores a row has: one for each of the input's tokens, and where a text that was written is explained, too, its own.
        int columns();

        /// How often the model is asked for one answer.
        default int callsEach() {
            return 1;
        }

        /// How many variants it is asked about at once where somebody may stop the game, or hears how far it is.
        default int together() {
            return 64;
        }

        /// Rows of scores, one for each explained number, in the form that the target asks for.
        Scores scores(List<Explanation.Row> rows);

        /// The result.
        Explanation explanation(Explanation.Method method, Scores scores, long seed, List<String> cautions);
    }

    /// Begins.
    public Game(Side side, Limits limits) {
        this(side, limits, 0);
    }

    /// Begins where some of the calls are spent already.
    public Game(Side side, Limits limits, long spent) {
        this.side = side;
        this.limits = limits;
        this.calls = spent + side.callsEach();
        known.put(Variant.whole(size()), side.whole());
    }

    /// How many players.
    public int size() {
        return side.players().size();
    }

    /// For each player the input's tokens that it is.
    public List<int[]> players() {
        return side.players();
    }

    /// What stands for "removed": never [Replacement#AUTO].
    public Replacement used() {
        return side.used();
    }

    /// What is explained: no prediction any more.
    public Target target() {
        return side.target();
    }

    /// How many numbers are explained: one, or one for each token that is written.
    public int numbers() {
        return side.whole().values().length;
    }

    /// How many scores a row has: one for each of the input's tokens, and where a text that was written is explained, too, its own.
    public int columns() {
        return side.columns();
    }

    /// What is said of the input as it is.
    public Answer whole() {
        return side.whole();
    }

    /// How often the model has been asked.
    public long calls() {
        return calls;
    }

    /// Everybody.
    public BitSet all() {
        BitSet all = new BitSet();
        all.set(0, size());
        return all;
    }

    /// Everybody but these.
    public BitSet allBut(BitSet gone) {
        BitSet kept = all();
        kept.andNot(gone);
        return kept;
    }

    /// Everybody but one.
    public BitSet allBut(int player) {
        BitSet kept = all();
        kept.clear(player);
        return kept;
    }

    /// The explained numbers with these players kept.
    public double[] values(BitSet kept) {
        return values(List.of(kept)).getFirst();
    }

    /// The same for several sets, in their order.
    ///
    /// @throws BadInput if a limit is reached before all is known, or this cannot be removed so
    public List<double[]> values(List<BitSet> sets) {
        return answers(variants(sets)).stream().map(Answer::values).toList();
    }

    /// The same; empty if a limit is reached first: the explanation will say so.
    public Optional<List<double[]>> valuesIfAllowed(List<BitSet> sets) {
        return answersIfAllowed(variants(sets)).map(all -> all.stream().map(Answer::values).toList());
    }

    private List<Variant> variants(List<BitSet> sets) {
        return sets.stream().map(kept -> Variant.keeping(kept, size())).toList();
    }

    /// What is said of these, in their order.
    ///
    /// @throws BadInput if a limit is reached before all is known
    public List<Answer> answers(List<Variant> asked) {
        return answersIfAllowed(asked).orElseThrow(() -> new BadInput("limits", stopped.orElseThrow() + ", before all is known that this needs",
                "more, fewer players (--group word), or a method that draws samples"));
    }

    /// The same; empty if a limit is reached first: the explanation will say so.
    public Optional<List<Answer>> answersIfAllowed(List<Variant> asked) {
        List<Variant> open = open(asked);
        return allows(open.size()) && ask(open) ? Optional.of(asked.stream().map(known::get).toList()) : Optional.empty();
    }

    /// The explained numbers with these players kept, for as many of the sets, from the first on, as the limits allow: where that is not all
    /// of them, the explanation will say so.
    public List<double[]> valuesWhileAllowed(List<BitSet> sets) {
        List<Variant> asked = variants(sets);
        List<Variant> open = open(asked);
        ask(allows(open.size()) ? open : open.subList(0, Math.min(room(), open.size())));
        return asked.stream().takeWhile(known::containsKey).map(variant -> known.get(variant).values()).toList();
    }

    private List<Variant> open(List<Variant> asked) {
        List<Variant> open = new ArrayList<>(new LinkedHashSet<>(asked));
        open.removeIf(known::containsKey);
        return open;
    }

    /// @return whether nobody stopped it
    private boolean ask(List<Variant> open) {
        int chunk = limits.interrupts() ? side.together() : Math.max(1, open.size());
        for (int from = 0; from < open.size(); from += chunk) {
            if (!allows(0)) {
                return false;
            }
            List<Variant> some = open.subList(from, Math.min(open.size(), from + chunk));
            List<Answer> answers = side.answers(some);
            for (int i = 0; i < some.size(); i++) {
                known.put(some.get(i), answers.get(i));
            }
            calls += (long) some.size() * side.callsEach();
            limits.told().accept(calls);
        }
        return true;
    }

    /// Refuses at once what would end in the middle.
    ///
    /// @param sets how many different ones it takes, everybody and nobody included
    /// @param what takes so many
    /// @throws BadInput if they are more than the limits allow
    public void require(long sets, String what) {
        if (limits.calls().isPresent() && sets * side.callsEach() > limits.calls().getAsLong()) {
            throw new BadInput("limits", "a budget of %,d calls is too small: %s takes %,d".formatted(limits.calls().getAsLong(), what,
                    sets * side.callsEach()), "more calls, fewer players (--group word), or a method that draws samples");
        }
    }

    /// How many more different sets may be asked about; [Integer#MAX_VALUE] where there is no such limit.
    public int room() {
        return limits.calls().isEmpty() ? Integer.MAX_VALUE
                : Math.clamp((limits.calls().getAsLong() - calls) / side.callsEach(), 0, Integer.MAX_VALUE);
    }

    private boolean allows(int more) {
        if (limits.cancelled().getAsBoolean()) {
            stopped = Optional.of("cancelled after %,d calls".formatted(calls));
        } else if (more > room()) {
            stopped = Optional.of("a budget of %,d calls".formatted(limits.calls().getAsLong()));
        } else if (limits.time().isPresent() && System.nanoTime() - begin > limits.time().get().toNanos()) {
            stopped = Optional.of("%,d ms have passed".formatted(limits.time().get().toMillis()));
        } else {
            return true;
        }
        return false;
    }

    /// Scores of one explained number, a player's spread evenly over its tokens.
    ///
    /// @param number   which of the explained numbers
    /// @param scores   of each player
    /// @param errors   the standard error of each; empty where nothing was drawn
    /// @param baseline what the scores add up to the value from; empty for methods that promise no completeness
    public Explanation.Row row(int number, double[] scores, double[] errors, OptionalDouble baseline) {
        return new Explanation.Row(spread(scores), side.whole().values()[number], baseline, errors.length == 0 ? new float[0] : spread(errors));
    }

    private float[] spread(double[] perPlayer) {
        float[] spread = new float[side.columns()];
        for (int player = 0; player < perPlayer.length; player++) {
            int[] tokens = side.players().get(player);
            for (int token : tokens) {
                spread[token] = (float) (perPlayer[player] / tokens.length);
            }
        }
        return spread;
    }

    /// Rows of scores, one for each explained number, in the form that the target asks for.
    public Scores scores(List<Explanation.Row> rows) {
        return side.scores(rows);
    }

    /// The result; says so where a limit ended the game.
    ///
    /// @param seed     where its random numbers came from
    /// @param cautions of the method
    public Explanation explanation(Explanation.Method method, Scores scores, long seed, List<String> cautions) {
        return side.explanation(method, scores, seed, Stream.concat(stopped.map("stopped early: %s"::formatted).stream(),
                cautions.stream()).toList());
    }
}
