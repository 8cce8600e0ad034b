package clearhead.explain.gradient;

import clearhead.core.model.Tower;
import clearhead.explain.Leaf;
import clearhead.explain.Replacement;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the first norm above the embeddings cannot see, and what that does to gradients.
final class FirstNorm {

    private FirstNorm() {}

    /// A norm by the root mean square sees only a row's direction, so along the row itself nothing changes: `⟨x, ∂F/∂x⟩ ≈ 0`.
    static List<String> alongTheInput(WhiteBox model, List<Leaf> leaves) {
        return any(model, leaves, Tower::scaleFree) ? List.of("input × gradient nearly vanishes in front of a root mean square norm, which "
                + "sees no scale: integrated gradients with replacement=mean do not") : List.of();
    }

    /// For the same reason all of a path from zero looks alike to that norm but its very beginning, where the gradient is a spike.
    static List<String> fromZero(WhiteBox model, List<Leaf> leaves, Replacement used) {
        return used == Replacement.Plain.ZERO && any(model, leaves, Tower::scaleFree) ? List.of("replacement=zero in front of a root mean "
                + "square norm, which sees no scale: the gradient is a spike where the path begins, and no number of nodes catches it; "
                + "replacement=mean has no such spike") : List.of();
    }

    /// Whether a layer norm is all that reads the embedding: it takes the mean away, so that a number added to all of a row is nothing, and
    /// the gradient's numbers sum to 0.
    static boolean seesNoMean(WhiteBox model, List<Leaf> leaves) {
        return any(model, leaves, Tower::meanFree);
    }

    private static boolean any(WhiteBox model, List<Leaf> leaves, Predicate<Tower> blind) {
        return leaves.stream().flatMap(leaf -> switch (leaf) {
            case Leaf.Rows _ -> Optional.ofNullable(model.towers().get(leaf.site().stack())).stream();
            case Leaf.Pixels _ -> Optional.<Tower>empty().stream();
        }).anyMatch(blind);
    }
}
