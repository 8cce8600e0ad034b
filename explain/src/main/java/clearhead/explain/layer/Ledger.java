package clearhead.explain.layer;

import clearhead.core.BadInput;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;

/// The books of one answer: F(x) − F(x′), kept at every level of the model, so that each amount can be followed to where it came from and
/// to where it went, and each level adds up to the one above it.
///
/// Every amount is a conductance (Dhamdhere et al. 2018, arXiv 1805.12233), `∫ ⟨∂F/∂y, dy/dα⟩ dα` along the path of integrated gradients.
/// The integrand is a derivative along the path, and so it obeys the chain rule: what goes into a row, past a part of a block and through
/// it, head by head, from source to reader, neuron by neuron, comes out of it again, at each point of the path by itself. See `Flows` for
/// the formulas. So no level has an error of its own: the difference explained has the gap of the quadrature, the same for every layer,
/// and all other gaps are the rounding of floats.
///
/// ```java
/// Ledger ledger = Ledger.of(model, input, target, new StraightPath());
/// Split heads = ledger.difference().by("blocks.1").parts().get(3).by("attention");       // of what token 3 carries after block 1
/// System.out.println(ledger.text(6, 4));
/// ```
///
/// @param explanation the tokens' scores, which are those of integrated gradients, with all settings
/// @param difference  F(x) − F(x′), with an account of each layer
public record Ledger(Explanation explanation, Entry difference) {

    /// Keeps the books of one answer.
    ///
    /// @throws BadInput if several numbers are explained, or the books would not fit into the model's budget
    public static Ledger of(WhiteBox model, Input input, Target target, StraightPath path) {
        if (target instanceof Target.Each) {
            throw new BadInput("ledger", "there are books of one number, and the target has several", "a target of one number");
        }
        Stack first = model.towers().containsKey(Stack.ENCODER) ? Stack.ENCODER : Stack.ONLY;
        Flows flows = new Flows(model.towers(), Site.of(first, Kind.EMBED));
        Walk walk = new Walk(model, input, target, path, flows.sites());
        require(walk, model, flows);
        Walk.Integral<Flows.Key> integral = walk.integrate(flows::of);
        float[] tokens = Walk.floats(integral.sums().get(new Flows.Key(flows.embed(), Flows.Flow.LEAF)));
        Explanation explanation = walk.meter().explanation(
                new Explanation.Method("ledger", path.settings(walk.meter(), integral.steps(), Map.of()), ""),
                walk.meter().scores(walk.rows(List.of(tokens), true)), 0, walk.warnings(integral));
        return new Ledger(explanation, Books.of(flows, integral.sums(), model, input)
                .difference(walk.difference(0), walk.meter().leaves().getFirst()));
    }

    /// The books are kept in doubles: three for each pair of tokens of each head, one for each neuron at each token.
    private static void require(Walk walk, WhiteBox model, Flows flows) {
        long numbers = flows.sites().stream().mapToLong(site -> switch (site.kind()) {
            case PATTERN, CROSS_PATTERN -> 3L * walk.activation(site).shape().size();
            case MLP_POST -> walk.activation(site).shape().size();
            default -> 0;
        }).sum();
        if (numbers * Double.BYTES > model.budget().bytes()) {
            throw new BadInput("memory", "the ledger of this input takes %d bytes and the budget is %d".formatted(numbers * Double.BYTES,
                    model.budget().bytes()), "a larger budget, --memory, or a shorter input");
        }
    }

    /// The books as a tree.
    ///
    /// @param most  how many parts of an account are shown, the greatest; the others become one
    /// @param depth how many levels; below the first only the greatest part of each account is opened
    public String text(int most, int depth) {
        return new LedgerText(this, most, depth).toString();
    }

    /// The books as JSON, schema `clearhead/ledger/1`: what an explanation has, and `ledger`, a tree of
    /// `{name, amount, splits: [{by, sum, gap, parts}]}`.
    ///
    /// @param model gives the names of classes
    /// @param most  how many parts of an account are written
    /// @param depth how many levels
    public String json(WhiteBox model, int most, int depth) {
        return LedgerJson.of(this, model, most, depth);
    }
}
