package clearhead.explain.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Pipes with capacities, and the most that can flow through them from one node to another: Dinitz's algorithm (1970, Soviet Math. Doklady
/// 11). Levels are the distances to the sink; paths lead down them until none is left, then the levels are found anew, where what flows can
/// also be sent back; when the source has no level any more, the flow is a maximum.
///
/// Capacities are whole numbers of 2⁻⁵⁰, so that sums are exact: the algorithm ends, and the flow equals the smallest cut to the last bit.
final class FlowNetwork {

    private static final double UNIT = 0x1p-50;

    /// Arc a of node v leads to `to[a]`, for `first[v] ≤ a < first[v + 1]`; `back[a]` is the same pipe seen from its other end.
    private final int[] first;
    private final int[] to;
    private final int[] back;
    private final long[] capacity;

    /// A pipe.
    record Pipe(int from, int to, double capacity) {

        private long units() {
            return Math.round(capacity / UNIT);
        }
    }

    /// Lays the pipes; wide ones are tried first.
    FlowNetwork(int nodes, List<Pipe> pipes) {
        List<Pipe> open = new ArrayList<>(pipes.stream().filter(pipe -> pipe.units() > 0).toList());
        open.sort(Comparator.comparingLong(Pipe::units).reversed());
        first = new int[nodes + 1];
        for (Pipe pipe : open) {
            first[pipe.from + 1]++;
            first[pipe.to + 1]++;
        }
        Arrays.parallelPrefix(first, Integer::sum);
        to = new int[2 * open.size()];
        back = new int[to.length];
        capacity = new long[to.length];
        int[] next = first.clone();
        for (Pipe pipe : open) {
            int there = next[pipe.from]++;
            int again = next[pipe.to]++;
            to[there] = pipe.to;
            to[again] = pipe.from;
            back[there] = again;
            back[again] = there;
            capacity[there] = pipe.units();
        }
    }

    /// How many of them let anything through.
    int pipes() {
        return to.length / 2;
    }

    /// The maximum flow from each source to one sink.
    double[] flows(int[] sources, int sink) {
        Search search = new Search(sink);
        int[] empty = search.levels();
        return Arrays.stream(sources).mapToDouble(source -> source == sink ? 0 : search.flow(source, empty) * UNIT).toArray();
    }

    /// Flows to one sink, one after the other.
    private final class Search {

        private final int sink;
        /// What can still flow through each arc.
        private final long[] left = capacity.clone();
        private final BitSet changed = new BitSet(to.length);
        private final int[] path = new int[first.length];

        Search(int sink) {
            this.sink = sink;
        }

        /// @param levels of the empty network
        long flow(int source, int[] levels) {
            long most = Math.min(leaving(source), arriving());
            long flow = 0;
            for (int[] level = levels; flow < most && level[source] >= 0; level = levels()) {
                flow += blocking(source, level, most - flow);
            }
            changed.stream().forEach(arc -> left[arc] = capacity[arc]);
            changed.clear();
            return flow;
        }

        private long leaving(int source) {
            return IntStream.range(first[source], first[source + 1]).mapToLong(arc -> left[arc]).sum();
        }

        private long arriving() {
            return IntStream.range(first[sink], first[sink + 1]).mapToLong(arc -> left[back[arc]]).sum();
        }

        /// How many arcs lead to the sink at least; −1 where none does.
        int[] levels() {
            int[] level = new int[first.length - 1];
            Arrays.fill(level, -1);
            int[] queue = new int[level.length];
            int end = 1;
            queue[0] = sink;
            level[sink] = 0;
            for (int at = 0; at < end; at++) {
                int node = queue[at];
                for (int arc = first[node]; arc < first[node + 1]; arc++) {
                    if (level[to[arc]] < 0 && left[back[arc]] > 0) {
                        level[to[arc]] = level[node] + 1;
                        queue[end++] = to[arc];
                    }
                }
            }
            return level;
        }

        /// Sends along paths that go down level by level, until each has an arc that is full, or nothing more can flow.
        private long blocking(int source, int[] level, long most) {
            int[] next = Arrays.copyOf(first, first.length - 1);
            long flow = 0;
            int depth = 0;
            while (flow < most) {
                int node = depth == 0 ? source : to[path[depth - 1]];
                while (next[node] < first[node + 1] && !(left[next[node]] > 0 && level[to[next[node]]] == level[node] - 1)) {
                    next[node]++;
                }
                if (next[node] < first[node + 1]) {
                    path[depth++] = next[node];
                    if (to[path[depth - 1]] == sink) {
                        flow += send(depth);
                        depth = beforeFull();
                    }
                } else if (depth > 0) {
                    depth--;
                    next[to[back[path[depth]]]]++;
                } else {
                    return flow;
                }
            }
            return flow;
        }

        private long send(int depth) {
            long most = Arrays.stream(path, 0, depth).mapToLong(arc -> left[arc]).min().orElseThrow();
            for (int i = 0; i < depth; i++) {
                changed.set(path[i]);
                changed.set(back[path[i]]);
                left[path[i]] -= most;
                left[back[path[i]]] += most;
            }
            return most;
        }

        /// How much of the path just sent along stands before its first full arc: from there one can go on.
        private int beforeFull() {
            int depth = 0;
            while (left[path[depth]] > 0) {
                depth++;
            }
            return depth;
        }
    }
}
