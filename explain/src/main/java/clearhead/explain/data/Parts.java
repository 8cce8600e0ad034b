package clearhead.explain.data;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which examples are learned from, which choose how far, and which are held out until the end. Examples that are one input to the model
/// stay together: what was held out has not been seen.
///
/// @param training   about 60 of 100
/// @param validation about 20
/// @param heldOut    about 20
record Parts(int[] training, int[] validation, int[] heldOut) {

    private static final int LEAST = 20;

    static Parts of(RowModel model, long seed) {
        Table table = model.table();
        Map<Object, List<Integer>> inputs = IntStream.range(0, table.size()).boxed().collect(Collectors.groupingBy(
                row -> model.filled(table.rows().get(row)), LinkedHashMap::new, Collectors.toList()));
        if (inputs.size() < LEAST) {
            throw new BadInput(table.source(), "holds %d different examples".formatted(inputs.size()),
                    "at least %d: some of them are held out".formatted(LEAST));
        }
        List<List<Integer>> all = List.copyOf(inputs.values());
        List<Integer> order = IntStream.range(0, all.size()).boxed().sorted(Comparator.comparingLong(i -> Seeds.mix(seed, i))).toList();
        int first = Math.ceilDiv(3 * all.size(), 5);
        int second = Math.ceilDiv(4 * all.size(), 5);
        return new Parts(rows(all, order.subList(0, first)), rows(all, order.subList(first, second)),
                rows(all, order.subList(second, order.size())));
    }

    private static int[] rows(List<List<Integer>> all, List<Integer> chosen) {
        List<Integer> rows = new ArrayList<>();
        chosen.forEach(input -> rows.addAll(all.get(input)));
        return rows.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
}
