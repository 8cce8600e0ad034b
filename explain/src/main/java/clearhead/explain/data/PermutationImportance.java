package clearhead.explain.data;

import clearhead.core.BadInput;
import clearhead.explain.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Permutation importance (Breiman 2001, doi 10.1023/A:1010933404324; Fisher, Rudin & Dominici 2019, arXiv 1801.01489): a column's values
/// are exchanged among the examples, so that it tells nothing any more, and the model is asked again.
///
/// `imp(i) = 1/N Σ_j (y_j − y_{j,perm(i)})²`
///
/// y is the model's output, `y_{j,perm(i)}` that for example j with the value of column i from example π(j). Where labels are known, also
/// how much worse a metric becomes. All N! permutations are equally likely, so that a value stays in its place one time in N. Their mean is
/// `1/N² Σ_j Σ_k (y_j − y_{j,i from k})²`, in a linear model `2 wᵢ² Var(xᵢ)` with the variance of the N values as a population.
///
/// Repeat r exchanges every column by the same permutation r: what is said of one column does not depend on which others are asked about.
///
/// @param target   what is measured: see [Output]
/// @param repeats  how many permutations; empty for the mean of all of them, which takes N questions for each example
/// @param together columns that are exchanged as one
/// @param strata   where values are exchanged among examples that are alike in the other columns; empty for all examples
/// @param seed     where the permutations come from
public record PermutationImportance(Target target, OptionalInt repeats, List<List<String>> together, Optional<Strata> strata, long seed) {

    /// An error wants two.
    private static final int LEAST = 2;

    /// Ten permutations of each column alone.
    public PermutationImportance(long seed) {
        this(new Target.Predicted(OptionalInt.empty()), OptionalInt.of(10), List.of(), Optional.empty(), seed);
    }

    /// Checks that it can be done.
    ///
    /// @throws BadInput if there is one repeat, or all are wanted within strata
    public PermutationImportance {
        together = together.stream().map(List::copyOf).toList();
        if (repeats.isPresent() && repeats.getAsInt() < LEAST) {
            throw new BadInput("--repeats " + repeats.getAsInt(), "leaves no way to tell the error", "2 or more, or all");
        }
        if (repeats.isEmpty() && strata.isPresent()) {
            throw new BadInput("--repeats all", "stands beside --conditional", "a number of repeats with it");
        }
    }

    /// Measures the columns that the model reads.
    ///
    /// @param label the column that says what is right; empty if none does
    public Importance measure(RowModel model, Optional<String> label) {
        Table table = model.table();
        label.ifPresent(table::index);                           // before the model is asked
        List<Said> own = model.said();
        Optional<Labels> labels = label.map(column -> Labels.of(table, column, model.box(), own.getFirst().classes()));
        Study study = new Study(own, Output.of(target, own.getFirst().classes()), labels, labels.map(Metric::of).orElse(List.of()));
        List<List<String>> groups = groups(model.columns());
        List<Exchange> exchanges = groups.stream().map(group -> strata.map(by -> by.exchange(table, group,
                model.columns().stream().filter(column -> !group.contains(column)).toList())).orElse(Exchange.all(table.size()))).toList();

        List<List<Finding>> found = new ArrayList<>();                                          // [repeats][features]
        List<String> warnings = new ArrayList<>();
        int wanted = repeats.orElse(table.size());
        for (int repeat = 0; repeat < wanted; repeat++) {
            int number = repeat;
            List<List<List<String>>> rows = IntStream.range(0, groups.size()).mapToObj(f -> Exchange.rows(table,
                    groups.get(f).stream().map(table::index).toList(),
                    repeats.isPresent() ? exchanges.get(f).random(seed, number) : exchanges.get(f).circle(number))).toList();
            List<List<String>> asked = rows.stream().flatMap(List::stream).toList();
            Optional<String> stopped = model.stop(asked);
            if (stopped.isPresent()) {
                if (repeat < LEAST || repeats.isEmpty()) {
                    throw new BadInput("limits", "%s, before %s".formatted(stopped.get(), repeats.isEmpty() ? "all permutations are known"
                            : "two repeats are done"), "more, or fewer examples");
                }
                warnings.add("stopped early: %s, after %d of %d repeats".formatted(stopped.get(), repeat, wanted));
                break;
            }
            model.said(asked);                                                                  // all together; below, each is known
            found.add(rows.stream().map(changed -> study.finding(model.said(changed))).toList());
        }
        if (strata.isEmpty()) {
            warnings.addAll(Correlation.warnings(table, groups));
        }
        List<Importance.Column> columns = IntStream.range(0, groups.size()).mapToObj(f -> column(groups.get(f), exchanges.get(f),
                found.stream().map(repeat -> repeat.get(f)).toList(), study.metrics)).toList();
        return new Importance(this, model.box().info(), table.source(), table.size(), study.output.text(model.box()), study.unchanged(),
                columns, found.size(), model.calls(), warnings);
    }

    /// What one permutation does to the answers.
    private record Finding(double change, Map<Metric, Double> drops) {}

    /// The examples' own answers, and what is measured of others against them.
    private record Study(List<Said> own, Output output, Optional<Labels> labels, List<Metric> metrics) {

        Finding finding(List<Said> changed) {
            double sum = 0;
            for (int j = 0; j < changed.size(); j++) {
                int decided = own.get(j).decision();
                double difference = output.of(own.get(j), decided) - output.of(changed.get(j), decided);
                sum += difference * difference;
            }
            Map<Metric, Double> drops = new EnumMap<>(Metric.class);
            metrics.forEach(metric -> drops.put(metric, metric.drop(metric.of(labels.orElseThrow(), own),
                    metric.of(labels.orElseThrow(), changed))));
            return new Finding(sum / changed.size(), drops);
        }

        Map<Metric, Double> unchanged() {
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            metrics.forEach(metric -> values.put(metric, metric.of(labels.orElseThrow(), own)));
            return values;
        }
    }

    private Importance.Column column(List<String> group, Exchange exchange, List<Finding> repeated, List<Metric> metrics) {
        Map<Metric, Repeated> drops = new EnumMap<>(Metric.class);
        metrics.forEach(metric -> drops.put(metric, mean(repeated.stream().mapToDouble(one -> one.drops.get(metric)))));
        return new Importance.Column(group, mean(repeated.stream().mapToDouble(Finding::change)), drops, exchange.groups().size());
    }

    private Repeated mean(DoubleStream values) {
        return repeats.isPresent() ? Repeated.of(values.toArray()) : Repeated.all(values.toArray());
    }

    /// The columns that move together, and each other one alone, in the table's order.
    private List<List<String>> groups(List<String> columns) {
        TreeSet<String> taken = new TreeSet<>();
        together.stream().flatMap(List::stream).forEach(column -> {
            if (!columns.contains(column) || !taken.add(column)) {
                throw new BadInput("--together", columns.contains(column) ? "names '%s' twice".formatted(column)
                        : "'%s' is nothing that the model reads".formatted(column), "columns among " + String.join(", ", columns));
            }
        });
        return Stream.concat(together.stream(), columns.stream().filter(column -> !taken.contains(column)).map(List::of))
                .sorted(Comparator.comparingInt(group -> columns.indexOf(group.getFirst()))).toList();
    }
}
