package clearhead.explain.data;

import java.util.List;
import java.util.stream.IntStream;

/// Groups of examples that are alike in all but some columns, as far as these depend on the others: the leaves of a tree that foretells the
/// columns from the others. Values exchanged within such a group still go with the values beside them, which a plain permutation would tear
/// apart (Strobl et al. 2008, doi 10.1186/1471-2105-9-307; the tree for any model: Molnar et al. 2020, arXiv 2006.04628).
///
/// @param depth how finely the others may be looked at: at most 2^depth groups
/// @param leaf  how many examples a group has at least
public record Strata(int depth, int leaf) {

    /// Up to 32 groups of ten examples or more.
    public Strata() {
        this(5, 10);
    }

    Exchange exchange(Table table, List<String> columns, List<String> others) {
        int[] all = IntStream.range(0, table.size()).toArray();
        Features known = Features.columns(table, others, all);
        Features told = Features.columns(table, columns, all);
        if (known.list().isEmpty() || told.list().isEmpty()) {
            return Exchange.all(table.size());
        }
        Tree tree = new Cart(depth, leaf).grow(known.x(), told.standardised());
        return new Exchange(tree.leaves().stream().map(leaf -> IntStream.of(all).filter(row -> tree.leaf(known.x()[row]) == leaf)
                .toArray()).toList());
    }
}
