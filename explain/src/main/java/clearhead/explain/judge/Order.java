package clearhead.explain.judge;

import clearhead.autograd.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Players one after the other.
///
/// @param players each once
record Order(List<Integer> players) {

    /// Greatest score first, of equal ones the earlier player; −0 equals 0.
    static Order of(double[] scores) {
        return new Order(IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> 0 - scores[i])).toList());
    }

    /// A random one (Fisher & Yates), a function of its seed alone.
    static Order random(int n, long seed) {
        List<Integer> players = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        for (int i = n - 1; i > 0; i--) {
            int j = (int) Math.floorMod(Seeds.mix(seed, i), i + 1L);
            players.set(i, players.set(j, players.get(i)));
        }
        return new Order(List.copyOf(players));
    }

    /// The first k of them.
    BitSet first(int k) {
        BitSet first = new BitSet();
        players.subList(0, k).forEach(first::set);
        return first;
    }

    /// All but the first k of them.
    BitSet rest(int k) {
        BitSet rest = new BitSet();
        players.subList(k, players.size()).forEach(rest::set);
        return rest;
    }

    /// The area under `v(all), v(all but the first), … , v(nobody)`, by trapezia, over a width of 1.
    double deletion(ToDoubleFunction<BitSet> v) {
        return area(IntStream.rangeClosed(0, players.size()).mapToDouble(k -> v.applyAsDouble(rest(k))).toArray());
    }

    /// The area under `v(nobody), v(the first), … , v(all)`.
    double insertion(ToDoubleFunction<BitSet> v) {
        return area(IntStream.rangeClosed(0, players.size()).mapToDouble(k -> v.applyAsDouble(first(k))).toArray());
    }

    private static double area(double[] points) {
        double sum = 0;
        for (int k = 1; k < points.length; k++) {
            sum += (points[k - 1] + points[k]) / 2;
        }
        return sum / (points.length - 1);
    }
}
