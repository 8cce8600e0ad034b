package clearhead.bench;

import java.util.Arrays;

/// How long a call takes.
final class Stopwatch {

    private Stopwatch() {}

    /// The median of calls one after the other, in seconds: at least so many, for at least so long. One call before them is not counted:
    /// it finds the caches full of other people's numbers, and threads asleep.
    static double median(Contender.Job job, long milliseconds, int calls) {
        job.run();
        long[] times = new long[1024];
        int n = 0;
        long begin = System.nanoTime();
        for (long end = begin, last; n < calls || end - begin < milliseconds * 1_000_000; n++) {
            last = end;
            job.run();
            end = System.nanoTime();
            if (n == times.length) {
                times = Arrays.copyOf(times, 2 * n);
            }
            times[n] = end - last;
        }
        return median(Arrays.stream(times, 0, n).mapToDouble(t -> t * 1e-9).toArray());
    }

    /// The middle one, or the mean of the two in the middle.
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
