package clearhead.core.nn;

import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;

/// The names of one attention's activations.
///
/// @param stack which tower of blocks
/// @param layer which block of it
/// @param cross whether this reads the encoder's memory, or the block's own rows
record AttentionSites(Stack stack, int layer, boolean cross) {

    Site q() {
        return site(cross ? Kind.CROSS_Q : Kind.Q);
    }

    Site k() {
        return site(cross ? Kind.CROSS_K : Kind.K);
    }

    Site v() {
        return site(cross ? Kind.CROSS_V : Kind.V);
    }

    Site scores() {
        return site(cross ? Kind.CROSS_SCORES : Kind.SCORES);
    }

    Site pattern() {
        return site(cross ? Kind.CROSS_PATTERN : Kind.PATTERN);
    }

    Site z() {
        return site(cross ? Kind.CROSS_Z : Kind.Z);
    }

    Site out() {
        return site(cross ? Kind.CROSS_ATTN_OUT : Kind.ATTN_OUT);
    }

    /// Whether somebody wants to see more than the weights and what comes out. Asks for each.
    boolean wantsSteps(Pass pass) {
        return pass.wants(q()) | pass.wants(k()) | pass.wants(v()) | pass.wants(scores()) | pass.wants(z());
    }

    private Site site(Kind kind) {
        return new Site(stack, layer, kind);
    }
}
