package clearhead.explain.gradient;

import clearhead.autograd.Arena;
import clearhead.autograd.Pool;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.explain.Meter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Gradients of the explained numbers at many points: as many points at a time as fit into memory, told one by one in their order. What is
/// told of a point does not depend on which others it went through the model with.
final class Slopes {

    /// Rows that go through the model at once, at most: more are slower, since caches hold less of them. Changes no bit of the result.
    private static final int ROWS = 640;

    private final Meter meter;
    private final int together;
    /// The arrays of one chunk serve the next.
    private final Pool pool = new Pool();

    /// Where to look at the gradient, and what it is weighed with there.
    ///
    /// @param at    `[1, rows, width]`
    /// @param along `[1, rows, width]`
    record Spot(Tensor at, Tensor along) {}

    /// Hears the scores of one explained number at one spot.
    @FunctionalInterface
    interface Listener {

        /// @param scores one for each row
        void hear(int number, int spot, float[] scores);
    }

    /// @param rows the shape of the rows, `[1, rows, width]`
    /// @param most how many spots there will be at a time, at most
    Slopes(Meter meter, Shape rows, int most) {
        this.meter = meter;
        this.together = meter.together(Math.clamp(ROWS / rows.dim(1), 1, most), rows,
                (points, dry) -> dry.gradients(dry.at(points), List.of(points)));
    }

    /// @param numbers which of the explained numbers
    /// @param score   from a spot's [Spot#along] and the gradient, each `[spots, rows, width]`, to scores `[spots, rows]`
    void tell(int spots, IntFunction<Spot> spot, Collection<Integer> numbers, BinaryOperator<Tensor> score, Listener listener) {
        int chunks = Math.ceilDiv(spots, together);
        int size = Math.ceilDiv(spots, Math.max(1, chunks));                                     // all but the last have one size
        for (int begin = 0; begin < spots; begin += size) {
            List<Spot> chunk = IntStream.range(begin, Math.min(spots, begin + size)).mapToObj(spot).toList();
            Tensor at = joined(chunk, Spot::at);
            try (Arena arena = pool.open(at)) {
                tell(begin, at.on(arena.engine()).variable(), joined(chunk, Spot::along), numbers, score, listener);
            }
        }
    }

    /// @param points `[spots, rows, width]`
    /// @param along  `[spots, rows, width]`
    private void tell(int first, Tensor points, Tensor along, Collection<Integer> numbers, BinaryOperator<Tensor> score, Listener listener) {
        List<Tensor> values = meter.at(points);                                                  // for each number [spots]
        List<List<Tensor>> gradients = meter.gradients(numbers.stream().map(values::get).toList(), List.of(points));
        int next = 0;
        for (int number : numbers) {
            float[] scores = score.apply(along, gradients.get(next++).getFirst()).toArray();
            int rows = scores.length / points.dim(0);
            IntStream.range(0, points.dim(0)).forEach(k ->
                    listener.hear(number, first + k, Arrays.copyOfRange(scores, k * rows, (k + 1) * rows)));
        }
    }

    private static Tensor joined(List<Spot> spots, Function<Spot, Tensor> part) {
        return spots.size() == 1 ? part.apply(spots.getFirst()) : Tensor.concat(0, spots.stream().map(part).toArray(Tensor[]::new));
    }
}
