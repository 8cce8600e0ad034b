package clearhead.explain.layer;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Tensor;
import clearhead.core.model.Tower;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// What flows through every part of every block at a point of the path: amounts per dα, all of one form, `⟨∂F/∂y, dy⟩` for some y.
///
/// A part of a block writes `f` into the residual stream and nowhere else, so ∂F/∂f is the gradient with respect to the sum `x + f`,
/// whether the norm stands before it, after it or beside it; and the two terms `⟨∂F/∂f, dx⟩` (the stream) and `⟨∂F/∂f, df⟩` are all of
/// what the sum carries. df is linear in the heads' z and in the neurons. `z = A v` and `A = softmax S`, `S = s · q kᵀ`, so by the product
/// rule, from source j to reader i,
///
/// `⟨∂F/∂zᵢ, dzᵢ⟩ = Σⱼ Aᵢⱼ ⟨∂F/∂zᵢ, dvⱼ⟩ + Σⱼ ∂F/∂Sᵢⱼ · s ⟨qᵢ, dkⱼ⟩ + Σⱼ ∂F/∂Sᵢⱼ · s ⟨dqᵢ, kⱼ⟩`
///
/// what the source says, how it draws attention to itself, and how the reader's question draws attention to it. Biases and the scores that
/// positions add do not move, and have no share.
///
/// @param towers the blocks
/// @param embed  where rows enter them
record Flows(SortedMap<Stack, Tower> towers, Site embed) {

    /// Which amount of a site.
    enum Flow {
        /// What the activation itself carries; row by row, neuron by neuron or head by head.
        OWN,
        /// What goes past a part of a block.
        STREAM,
        /// From source to reader by values.
        VALUE,
        /// From source to reader by keys.
        KEY,
        /// By the reader's queries.
        QUERY,
        /// What the rows of the leaves carry.
        LEAF
    }

    /// The name of an amount.
    record Key(Site site, Flow flow) {}

    private static final List<Kind> SELF = List.of(Kind.Q, Kind.K, Kind.V, Kind.SCORES, Kind.PATTERN, Kind.Z, Kind.ATTN_OUT);
    private static final List<Kind> CROSS = List.of(Kind.CROSS_Q, Kind.CROSS_K, Kind.CROSS_V, Kind.CROSS_SCORES, Kind.CROSS_PATTERN,
            Kind.CROSS_Z, Kind.CROSS_ATTN_OUT);

    /// What must be watched.
    List<Site> sites() {
        List<Site> sites = new ArrayList<>(List.of(embed));
        towers.forEach((stack, tower) -> {
            for (int layer = 0; layer < tower.blocks().size(); layer++) {
                List<Kind> kinds = new ArrayList<>(List.of(Kind.RESID_PRE, Kind.RESID_MID, Kind.MLP_POST, Kind.MLP_OUT, Kind.RESID_POST));
                kinds.addAll(SELF);
                if (tower.blocks().get(layer).cross().isPresent()) {
                    kinds.add(Kind.RESID_CROSS);
                    kinds.addAll(CROSS);
                }
                for (Kind kind : kinds) {
                    sites.add(new Site(stack, layer, kind));
                }
            }
        });
        return sites;
    }

    /// All amounts, `[copies, …]` each.
    Map<Key, Tensor> of(Walk.Step step) {
        List<Site> moving = sites().stream().filter(site -> switch (site.kind()) {
            case SCORES, CROSS_SCORES, PATTERN, CROSS_PATTERN, ATTN_OUT, CROSS_ATTN_OUT -> false;
            default -> true;
        }).toList();
        At at = new At(step, step.velocities(moving), new LinkedHashMap<>());
        at.terms.put(new Key(embed, Flow.LEAF), step.shares(0));                                         // [copies, rows]
        at.own(embed);
        towers.forEach((stack, tower) -> {
            for (int layer = 0; layer < tower.blocks().size(); layer++) {
                at.block(tower.blocks().get(layer), stack, layer);
            }
        });
        return at.terms;
    }

    /// @param moves dy/dα of each activation
    private record At(Walk.Step step, Map<Site, Tensor> moves, Map<Key, Tensor> terms) {

        void block(Block block, Stack stack, int layer) {
            own(new Site(stack, layer, Kind.RESID_POST));
            stream(new Site(stack, layer, Kind.ATTN_OUT), new Site(stack, layer, Kind.RESID_PRE));
            attention(block.self(), SELF.stream().map(kind -> new Site(stack, layer, kind)).toList());
            block.cross().ifPresent(cross -> {
                own(new Site(stack, layer, Kind.RESID_CROSS));
                stream(new Site(stack, layer, Kind.CROSS_ATTN_OUT), new Site(stack, layer, Kind.RESID_CROSS));
                attention(cross.attention(), CROSS.stream().map(kind -> new Site(stack, layer, kind)).toList());
            });
            stream(new Site(stack, layer, Kind.MLP_OUT), new Site(stack, layer,
                    block.order() == Block.Order.PARALLEL ? Kind.RESID_PRE : Kind.RESID_MID));
            own(new Site(stack, layer, Kind.MLP_OUT));
            Site neurons = new Site(stack, layer, Kind.MLP_POST);
            terms.put(new Key(neurons, Flow.OWN), step.gradient(0, neurons).mul(moves.get(neurons)));    // [copies, seq, dMlp]
        }

        /// `[copies, seq]`, or `[copies, heads, seq]`.
        void own(Site site) {
            terms.put(new Key(site, Flow.OWN), step.gradient(0, site).mul(moves.get(site)).sum(LAST));
        }

        /// `[copies, seq]`.
        void stream(Site part, Site past) {
            terms.put(new Key(part, Flow.STREAM), step.gradient(0, part).mul(moves.get(past)).sum(LAST));
        }

        /// @param sites q, k, v, scores, pattern and z
        void attention(Attention attention, List<Site> sites) {
            Site q = sites.get(0);
            Site k = sites.get(1);
            Site v = sites.get(2);
            Site pattern = sites.get(4);
            Site z = sites.get(5);
            Tensor pull = step.gradient(0, sites.get(3)).scale(attention.scale());                       // [copies, heads, seqQ, seqK]
            own(z);
            terms.put(new Key(pattern, Flow.VALUE), step.seen().get(pattern).mul(products(step.gradient(0, z), moves.get(v))));
            terms.put(new Key(pattern, Flow.KEY), pull.mul(products(step.seen().get(q).detach(), moves.get(k))));
            terms.put(new Key(pattern, Flow.QUERY), pull.mul(products(moves.get(q), step.seen().get(k).detach())));
        }

        /// `⟨aᵢ, bⱼ⟩` of each head, where several heads of a may share one of b.
        ///
        /// @param a `[copies, heads, seqQ, dHead]`
        /// @param b `[copies, kvHeads, seqK, dHead]`
        /// @return  `[copies, heads, seqQ, seqK]`
        private static Tensor products(Tensor a, Tensor b) {
            int sharing = a.dim(1) / b.dim(1);
            Tensor grouped = a.reshape(a.dim(0), b.dim(1), sharing * a.dim(2), a.dim(3));
            return grouped.matmulT(b).reshape(a.dim(0), a.dim(1), a.dim(2), b.dim(2));
        }
    }
}
