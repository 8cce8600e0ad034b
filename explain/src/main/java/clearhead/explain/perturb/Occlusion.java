package clearhead.explain.perturb;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Occlusion (Zeiler & Fergus 2014, arXiv 1311.2901): take some neighbouring tokens away, and see what changes.
///
/// A window w slides over the tokens: `Δ_w = F(x) − F(x without w)`, or `F(only w) − F(nothing)`; the last may be shorter. It is spread
/// evenly over its tokens: `sᵢ = Σ Δ_w / |w|` over the windows with i in it.
///
/// @param players tokens, or words or sentences in their place
/// @param window  how many of them at a time
/// @param stride  how far it moves
/// @param leave   whether the window is taken away, or kept alone
public record Occlusion(Players players, int window, int stride, Leave leave) implements Explainer<BlackBox> {

    /// What is left.
    public enum Leave {
        /// All but the window.
        ONE_OUT,
        /// The window alone.
        ONE_IN
    }

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking("occlusion", "Occlusion",
            "what is lost without a token; of several that say the same, nothing", "tokens + 1 forwards",
            "Zeiler & Fergus 2014, arXiv 1311.2901", true,
            "What the answer loses without the token. Where two tokens say the same, neither is missed.", settings -> new Occlusion(
                    Players.of(settings), settings.whole("window", 1, 1), settings.whole("stride", 1, 1),
                    settings.choice("leave", Leave.ONE_OUT)));

    private static final String GAP = "each window is taken away alone: what tokens do together is counted for all of them, or for none";

    /// Checks the numbers.
    ///
    /// @throws BadInput if a window has no token, or does not move
    public Occlusion {
        if (window < 1 || stride < 1) {
            throw new BadInput("occlusion", "window %d, stride %d".formatted(window, stride), "at least 1");
        }
    }

    /// One token after the other, away.
    public Occlusion() {
        this(Players.TOKENS, 1, 1, Leave.ONE_OUT);
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, players);
        List<BitSet> windows = windows(game.size());
        List<BitSet> sets = new ArrayList<>(switch (leave) {
            case ONE_OUT -> windows.stream().map(game::allBut).toList();
            case ONE_IN -> windows;
        });
        sets.add(leave == Leave.ONE_IN ? new BitSet() : game.all());
        game.require(sets.size(), "occlusion by %d windows".formatted(windows.size()));
        List<double[]> values = game.values(sets);                                  // those of the windows, and what they are held against

        List<Explanation.Row> rows = new ArrayList<>();
        for (int number = 0; number < game.numbers(); number++) {
            double[] scores = new double[game.size()];
            double against = values.getLast()[number];
            for (int w = 0; w < windows.size(); w++) {
                double change = leave == Leave.ONE_IN ? values.get(w)[number] - against : against - values.get(w)[number];
                double share = change / windows.get(w).cardinality();
                windows.get(w).stream().forEach(player -> scores[player] += share);
            }
            rows.add(game.row(number, scores, new double[0], OptionalDouble.empty()));
        }
        Map<String, Object> settings = players.settings(game, Map.of("window", window, "stride", stride, "leave", Settings.id(leave)));
        return game.explanation(new Explanation.Method("occlusion", settings, GAP), game.scores(rows), 0, List.of());
    }

    /// Until one reaches the end, or the next would begin behind it.
    private List<BitSet> windows(int players) {
        List<BitSet> windows = new ArrayList<>();
        for (int from = 0, to = 0; to < players && from < players; from += stride) {
            to = Math.min(players, from + window);
            BitSet one = new BitSet();
            one.set(from, to);
            windows.add(one);
        }
        return windows;
    }
}
