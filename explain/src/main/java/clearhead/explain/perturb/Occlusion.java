package clearhead.explain.perturb;

import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Removal;
import clearhead.explain.Replacement;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
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
/// @param replacement what stands for "away"
/// @param window      how many tokens at a time
/// @param stride      how far it moves
/// @param leave       whether the window is taken away, or kept alone
/// @param special     whether special tokens are players, too
public record Occlusion(Replacement replacement, int window, int stride, Leave leave, boolean special) implements Explainer<WhiteBox> {

    /// What is left.
    public enum Leave {
        /// All but the window.
        ONE_OUT,
        /// The window alone.
        ONE_IN
    }

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("occlusion", "Occlusion", MethodCard.Needs.ANSWERS,
            "what is lost without a token; of several that say the same, nothing", "tokens + 1 forwards",
            "Zeiler & Fergus 2014, arXiv 1311.2901", true,
            "What the answer loses without the token. Where two tokens say the same, neither is missed.", settings -> new Occlusion(
                    settings.replacement(), settings.whole("window", 1, 1), settings.whole("stride", 1, 1),
                    settings.choice("leave", Leave.ONE_OUT), settings.flag("special", false)));

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
        this(Replacement.AUTO, 1, 1, Leave.ONE_OUT, false);
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        Removal game = new Removal(meter, look, replacement, Removal.tokens(input, special));
        List<BitSet> windows = windows(game.players().size());
        List<BitSet> sets = new ArrayList<>(switch (leave) {
            case ONE_OUT -> windows.stream().map(game::allBut).toList();
            case ONE_IN -> windows;
        });
        sets.add(leave == Leave.ONE_IN ? new BitSet() : game.all());
        List<double[]> values = game.values(sets);                                  // those of the windows, and what they are held against

        List<Explanation.Row> rows = new ArrayList<>();
        for (int row = 0; row < look.values().size(); row++) {
            double[] scores = new double[look.x().dim(1)];
            double against = values.getLast()[row];
            for (int w = 0; w < windows.size(); w++) {
                double change = leave == Leave.ONE_IN ? values.get(w)[row] - against : against - values.get(w)[row];
                double share = change / windows.get(w).cardinality();
                windows.get(w).stream().forEach(player -> scores[game.players().get(player)[0]] += share);
            }
            float[] rounded = new float[scores.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) scores[i];
            }
            rows.add(new Explanation.Row(rounded, look.values().get(row).item(), OptionalDouble.empty()));
        }
        Map<String, Object> settings = Map.of("replacement", game.used().id(), "window", window, "stride", stride,
                "leave", Settings.id(leave), "special", special);
        return meter.explanation(new Explanation.Method("occlusion", settings, GAP), meter.scores(rows), 0, List.of());
    }

    /// Until one reaches the end.
    private List<BitSet> windows(int players) {
        List<BitSet> windows = new ArrayList<>();
        for (int from = 0, to = 0; to < players; from += stride) {
            to = Math.min(players, from + window);
            BitSet one = new BitSet();
            one.set(from, to);
            windows.add(one);
        }
        return windows;
    }
}
