package clearhead.explain.layer;

import java.util.List;

/// A line of a [Ledger].
///
/// @param name   what the amount belongs to
/// @param amount its share of the difference explained
/// @param splits what it is made of, or becomes: each of them is another account of the same amount
public record Entry(String name, double amount, List<Split> splits) {

    /// Copies the list.
    public Entry {
        splits = List.copyOf(splits);
    }

    /// A line that goes no deeper.
    Entry(String name, double amount) {
        this(name, amount, List.of());
    }

    /// The account of this name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Split by(String name) {
        return splits.stream().filter(split -> split.by().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "ledger: no account '%s' of '%s'; there are %s".formatted(name, this.name, splits.stream().map(Split::by).toList())));
    }
}
