package clearhead.explain.counter;

import clearhead.core.BadInput;
import clearhead.explain.Answer;
import clearhead.explain.BlackBox;
import clearhead.explain.Cost;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The game of one search: asks, counts what was looked at, and knows when the decision is another one.
///
/// Of a prediction the logarithm of its probability is asked for, which guides a search better than its logit: it falls, too, when a rival
/// rises.
final class Board {

    /// How many variants are asked about before one looks at the answers. Part of the result: a search ends behind the first chunk that
    /// holds what it looks for.
    private static final int CHUNK = 64;

    private final BlackBox model;
    private final Input input;
    private final Game game;
    private final long before;                               // calls that told what the prediction is
    private final Set<Variant> looked = new HashSet<>();
    private boolean stopped;

    /// A variant that was asked about.
    ///
    /// @param decision the class or token, or the position in the input as it was
    record Tried(Variant variant, double value, int decision) {

        /// The lowest explained number first; then what came first.
        static final Comparator<Tried> LOWEST = Comparator.comparingDouble(Tried::value);
    }

    Board(BlackBox model, Input input, Target target, Players players) {
        this.model = model;
        this.input = input;
        Game first = model.game(input, target, players);
        if (target instanceof Target.Predicted && first.target() instanceof Target.Logit(OptionalInt position, int index)) {
            this.before = first.calls();
            this.game = new Game(model.side(input, new Target.LogProbability(position, index), players), model.limits(), before);
        } else {
            this.before = 0;
            this.game = first;
        }
        requireDecision();
    }

    private void requireDecision() {
        if (game.whole().decision() == Answer.NONE || game.target() instanceof Target.Entropy) {
            throw new BadInput("target " + game.target().kind(), "the model decides nothing there", "predicted, or a class or token");
        }
        if (game.whole().rank() > 0) {
            throw new BadInput("target " + game.target().kind(), "is not what the model decides for, which is %s".formatted(
                    label(game.whole().decision())), isPosition() ? "start:%d".formatted(game.whole().decision())
                    : "predicted, or that one");
        }
    }

    Game game() {
        return game;
    }

    int size() {
        return game.size();
    }

    Variant whole() {
        return Variant.whole(size());
    }

    /// The input as it is.
    Tried start() {
        return new Tried(whole(), game.whole().value(), game.whole().decision());
    }

    /// Whether a limit was reached.
    boolean isStopped() {
        return stopped;
    }

    /// How many different variants were asked about.
    long looked() {
        return looked.size();
    }

    boolean flips(Tried tried) {
        return tried.decision != game.whole().decision();
    }

    /// Who may be removed: not the mask whose filling is explained, and with [Replacement.Away#DELETE] not a token at which the answer is
    /// read.
    int[] removable() {
        return IntStream.of(replaceable()).filter(player -> game.used() != Replacement.Away.DELETE
                || Arrays.stream(game.players().get(player))
                        .noneMatch(token -> Arrays.stream(read()).anyMatch(position -> position == token))).toArray();
    }

    /// The tokens at which the answer is read, where that is said.
    private int[] read() {
        return switch (game.target()) {
            case Target.Start(int position) -> new int[] {position};
            case Target.End(int position) -> new int[] {position};
            case Target.Span(int first, int last) -> new int[] {first, last};
            case Target.Placed placed -> switch (model.gives()) {
                case FILLING, POSITION_CLASSES -> placed.position().stream().toArray();
                case NEXT -> placed.position().equals(model.position(input)) ? new int[0] : placed.position().stream().toArray();
                case CLASSES, NUMBERS, SPAN, VECTOR, ROWS -> new int[0];
            };
            case Target.Sequence _, Target.Similarity _, Target.Activation _, Target.Each _ -> new int[0];
        };
    }

    /// In whose places other tokens may stand: not the mask whose filling is explained.
    int[] replaceable() {
        OptionalInt mask = model.gives() == BlackBox.Gives.FILLING && game.target() instanceof Target.Placed placed ? placed.position()
                : OptionalInt.empty();
        return IntStream.range(0, size()).filter(player -> mask.isEmpty()
                || Arrays.stream(game.players().get(player)).noneMatch(token -> token == mask.getAsInt())).toArray();
    }

    /// What the model says of these, in their order: of fewer where a limit is reached. Where nothing would be left, it is not asked.
    List<Tried> tried(List<Variant> variants) {
        List<Tried> tried = new ArrayList<>();
        List<Variant> all = variants.stream().filter(this::leavesSomething).toList();
        for (int from = 0; from < all.size() && !stopped; from += CHUNK) {
            List<Variant> some = all.subList(from, Math.min(all.size(), from + CHUNK));
            Optional<List<Answer>> answers = game.answersIfAllowed(some);
            stopped = answers.isEmpty();
            List<Variant> allowed = stopped ? some.subList(0, Math.min(some.size(), game.room())) : some;
            answers.or(() -> game.answersIfAllowed(allowed)).ifPresent(known ->
                    IntStream.range(0, known.size()).forEach(i -> tried.add(tried(allowed.get(i), known.get(i)))));
        }
        tried.forEach(one -> looked.add(one.variant));
        return tried;
    }

    private Tried tried(Variant variant, Answer answer) {
        return new Tried(variant, answer.value(), decision(variant, answer.decision()));
    }

    /// The one that flips with the lowest number, if any does.
    Optional<Tried> bestFlip(List<Tried> some) {
        return some.stream().filter(this::flips).min(Tried.LOWEST);
    }

    /// The best of the first chunk in which something flips; what was tried until then is added to `seen`.
    Optional<Tried> firstFlip(List<Variant> variants, List<Tried> seen) {
        for (int from = 0; from < variants.size() && !stopped; from += CHUNK) {
            List<Tried> some = tried(variants.subList(from, Math.min(variants.size(), from + CHUNK)));
            seen.addAll(some);
            Optional<Tried> flip = bestFlip(some);
            if (flip.isPresent()) {
                return flip;
            }
        }
        return Optional.empty();
    }

    /// Whether the model has anything to read.
    boolean leavesSomething(Variant variant) {
        return game.used() != Replacement.Away.DELETE || removed(variant) < input.tokens().size();
    }

    private int removed(Variant variant) {
        return IntStream.range(0, size()).filter(player -> variant.at(player) == Variant.AWAY)
                .map(player -> game.players().get(player).length).sum();
    }

    /// Where tokens move up, a position is that of the token that stood there.
    private int decision(Variant variant, int decision) {
        boolean moves = game.used() == Replacement.Away.DELETE && isPosition();
        if (!moves) {
            return decision;
        }
        boolean[] gone = new boolean[input.tokens().size()];
        IntStream.range(0, size()).filter(player -> variant.at(player) == Variant.AWAY)
                .forEach(player -> Arrays.stream(game.players().get(player)).forEach(token -> gone[token] = true));
        return IntStream.range(0, gone.length).filter(token -> !gone[token]).skip(decision).findFirst().orElse(decision);
    }

    private boolean isPosition() {
        return game.target() instanceof Target.Start || game.target() instanceof Target.End || game.target() instanceof Target.Span;
    }

    private String label(int decision) {
        return isPosition() ? "%s at %d".formatted(input.tokens().get(decision).piece(), decision) : model.shown(decision);
    }

    /// The same where nothing is put in.
    Counterfactual result(Tried found, Certificate certificate, double[] scores, Explanation.Method method) {
        return result(found, certificate, scores, method, String::valueOf, new Cost(0, 0, 0, 0, 0));
    }

    /// The result.
    ///
    /// @param found    the changed input
    /// @param scores   what each player's best edit alone takes from the explained number
    /// @param method   how it was searched for
    /// @param pieces   what tokens are called
    /// @param more     what it took beside the game
    Counterfactual result(Tried found, Certificate certificate, double[] scores, Explanation.Method method, IntFunction<String> pieces,
                          Cost more) {
        Explanation said = game.explanation(method, game.scores(List.of(game.row(0, scores, new double[0], OptionalDouble.empty()))), 0,
                List.of());
        Cost all = sum(sum(said.cost(), more), new Cost(before, 0, before * input.tokens().size(), 0, 0));
        return new Counterfactual(new Explanation(said.method(), said.model(), said.input(), said.target(), said.scores(), said.seed(), all,
                said.warnings()), edits(found.variant, pieces), says(start()), says(found), looked(), certificate);
    }

    private static Cost sum(Cost a, Cost b) {
        return new Cost(a.forwards() + b.forwards(), a.backwards() + b.backwards(), a.tokens() + b.tokens(), a.nanos() + b.nanos(),
                Math.max(a.peakBytes(), b.peakBytes()));
    }

    private Counterfactual.Says says(Tried tried) {
        return new Counterfactual.Says(tried.decision, label(tried.decision), tried.value);
    }

    private List<Edit> edits(Variant variant, IntFunction<String> pieces) {
        return IntStream.range(0, size()).filter(player -> variant.at(player) != Variant.KEPT).mapToObj(player -> {
            List<Token> tokens = Arrays.stream(game.players().get(player)).mapToObj(input.tokens()::get).toList();
            int to = variant.at(player);
            return new Edit(tokens, to == Variant.AWAY ? Optional.empty() : Optional.of(new Edit.Put(to, pieces.apply(to))));
        }).toList();
    }

    /// What each player's best edit alone takes from the explained number; 0 where none was tried.
    double[] drops(List<Tried> singles) {
        double[] drops = new double[size()];
        Map<Integer, Double> best = new TreeMap<>();
        for (Tried single : singles) {
            int player = IntStream.range(0, size()).filter(one -> single.variant.at(one) != Variant.KEPT).findFirst().orElseThrow();
            best.merge(player, game.whole().value() - single.value, Math::max);
        }
        best.forEach((player, drop) -> drops[player] = drop);
        return drops;
    }
}
