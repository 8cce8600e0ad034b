package clearhead.explain.layer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// One way in which an amount adds up.
///
/// @param by     what its parts are
/// @param amount what they should add up to
/// @param source makes the parts when somebody looks: the deeper levels of a large model have millions
public record Split(String by, double amount, Supplier<List<Entry>> source) {

    /// The parts.
    public List<Entry> parts() {
        return source.get();
    }

    /// What they add up to.
    public double sum() {
        return parts().stream().mapToDouble(Entry::amount).sum();
    }

    /// What is missing: the error of the quadrature where the amount was measured at both ends of the path, rounding everywhere else.
    public double gap() {
        return amount - sum();
    }

    /// The greatest parts in their order, and all others as one.
    public List<Entry> greatest(int most) {
        List<Entry> all = parts();
        if (all.size() <= most) {
            return all;
        }
        List<Integer> kept = IntStream.range(0, all.size()).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(all.get(i).amount()))).limit(most).sorted().toList();
        List<Entry> shown = new ArrayList<>(kept.stream().map(all::get).toList());
        shown.add(new Entry("%d others".formatted(all.size() - most), sum() - shown.stream().mapToDouble(Entry::amount).sum()));
        return shown;
    }
}
