package clearhead.explain.attention;

import clearhead.core.BadInput;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Attention rollout (Abnar & Zuidema 2020, arXiv 2005.00928): the weights of all layers multiplied, with the residual connection as an
/// identity beside each:
///
/// `Ā_l = (A_l + I) / its row sums`,  `R₀ = I`,  `R_l = Ā_l R_{l−1}`
///
/// A decoder begins with `D₀ = [0 | I]` over source and own tokens; each of its layers first reads itself, `D ← S̄ D`, then the encoder,
/// `D ← ½ (D + C [R | 0])`.
///
/// @param heads how the heads of a layer become one
/// @param site  one stack to stay in; empty for the whole model
public record Rollout(Heads heads, Optional<AttentionSite> site) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("rollout", "Attention rollout", MethodCard.Needs.ATTENTION,
            "what was read through all layers; rows sum to 1", "1 forward", "Abnar & Zuidema 2020, arXiv 2005.00928", false,
            RawAttention.DISCLAIMER, settings -> new Rollout(settings.choice("heads", Heads.MEAN), AttentionSite.ofStack(settings)));

    /// The mean of the heads, through the whole model.
    public Rollout() {
        this(Heads.MEAN, Optional.empty());
    }

    /// @throws BadInput if the model has no such stack
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Watched run = watch(model, input, target, site);
        Explanation.Method method = new Explanation.Method("rollout", settings(model, Map.of("heads", Settings.id(heads)), site),
                "rows sum to 1, whatever the value");
        Mixing mixing = new Mixing(run, heads);
        if (Watched.hasTwo(model) && site.isEmpty()) {
            Matrix matrix = Chain.through(Chain.through(mixing.stack(AttentionSite.ENCODER)), mixing.decoder());
            return run.explanation(method, AttentionSite.DECODER, run.everything(), List.of(matrix), OptionalInt.empty(),
                    List.of(RawAttention.DISCLAIMER));
        }
        AttentionSite stack = Watched.site(model, site, AttentionSite.DECODER);
        return run.explanation(method, stack, run.columns(stack), List.of(Chain.through(mixing.stack(stack))), OptionalInt.empty(),
                List.of(RawAttention.DISCLAIMER));
    }

    /// A run that remembers all weights.
    ///
    /// @throws BadInput if the model has no such stack
    static Watched watch(WhiteBox model, Input input, Target target, Optional<AttentionSite> site) {
        requireStack(model, site);
        return Watched.run(model, input, target, false, Rollout::isPattern);
    }

    /// @throws BadInput if the site's layers do not read each other, or the model has no such site
    static void requireStack(WhiteBox model, Optional<AttentionSite> site) {
        if (site.isPresent() && site.get().crosses()) {
            throw new BadInput("site=" + site.get().label(), "its layers do not read each other",
                    "encoder.attn, decoder.attn, or whole for the whole model");
        }
        Watched.site(model, site, AttentionSite.DECODER);
    }

    static boolean isPattern(Site met) {
        return met.kind() == Kind.PATTERN || met.kind() == Kind.CROSS_PATTERN;
    }

    /// A method's own settings, and the stack where there are two.
    static Map<String, Object> settings(WhiteBox model, Map<String, Object> own, Optional<AttentionSite> site) {
        Map<String, Object> settings = new HashMap<>(own);
        if (Watched.hasTwo(model)) {
            settings.put("site", site.map(AttentionSite::label).orElse(AttentionSite.WHOLE));
        }
        return settings;
    }
}
