package clearhead.explain.attention;

import clearhead.core.BadInput;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.Norm;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.Settings;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One of a model's attentions: who reads whom.
public enum AttentionSite {
    /// The positions of a model with one stack read each other.
    ONLY("attn", Stack.ONLY),
    /// The decoder's positions read the encoder's.
    CROSS("decoder.cross_attn", Stack.DECODER),
    /// The encoder's positions read each other.
    ENCODER("encoder.attn", Stack.ENCODER),
    /// The decoder's positions read each other.
    DECODER("decoder.attn", Stack.DECODER);

    /// The name of all of them together.
    static final String WHOLE = "whole";

    private final String label;
    private final Stack stack;

    AttentionSite(String label, Stack stack) {
        this.label = label;
        this.stack = stack;
    }

    /// Its name in settings.
    public String label() {
        return label;
    }

    /// Where it stands.
    public Stack stack() {
        return stack;
    }

    /// The setting `site`, of models with an encoder and a decoder.
    ///
    /// @param whole whether the method can go through the whole model, which it does where it is not told otherwise
    /// @param sites what it may be
    static Optional<AttentionSite> of(Settings settings, boolean whole, AttentionSite... sites) {
        String names = (whole ? WHOLE + "|" : "") + Stream.of(sites).map(AttentionSite::label).collect(Collectors.joining("|"));
        return settings.text("site", names).filter(text -> !whole || !text.equals(WHOLE)).map(text -> Stream.of(sites)
                .filter(site -> site.label.equals(text)).findFirst().orElseThrow(() ->
                        new BadInput("site=" + text, "there is no such attention to look at", names.replace("|", ", "))));
    }

    /// The same for a method that looks at one attention.
    static Optional<AttentionSite> ofOne(Settings settings) {
        return of(settings, false, CROSS, ENCODER, DECODER);
    }

    /// The same for a method that goes through the layers of a stack, or of the whole model.
    static Optional<AttentionSite> ofStack(Settings settings) {
        return of(settings, true, ENCODER, DECODER);
    }

    /// Whether what is read comes from the other stack.
    boolean crosses() {
        return this == CROSS;
    }

    /// Its weights, `[1, heads, rows, columns]`.
    Site pattern(int layer) {
        return new Site(stack, layer, crosses() ? Kind.CROSS_PATTERN : Kind.PATTERN);
    }

    /// Its values, `[1, kvHeads, columns, dHead]`.
    Site values(int layer) {
        return new Site(stack, layer, crosses() ? Kind.CROSS_V : Kind.V);
    }

    /// The residual stream that it adds to, `[1, rows, dModel]`.
    Site before(int layer) {
        return new Site(stack, layer, crosses() ? Kind.RESID_CROSS : Kind.RESID_PRE);
    }

    /// The residual stream after that, `[1, rows, dModel]`, normalised where the norm comes after.
    Site after(Block block, int layer) {
        return new Site(stack, layer, block.cross().isPresent() && !crosses() ? Kind.RESID_CROSS : Kind.RESID_MID);
    }

    /// Its parameters.
    Attention of(Block block) {
        return crosses() ? block.cross().orElseThrow().attention() : block.self();
    }

    /// Its norm.
    Norm norm(Block block) {
        return crosses() ? block.cross().orElseThrow().norm() : block.selfNorm();
    }
}
