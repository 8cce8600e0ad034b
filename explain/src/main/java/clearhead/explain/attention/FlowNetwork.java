package clearhead.explain.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Pipes with capacities, and the most that can flow through them from one node to another: Dinitz's algorithm (1970, Soviet Math. Doklady
/// 11). Levels are the distances to the sink; paths lead down them until none is left, then the levels are found anew, where what flows can
/// also be sent back. When no level reaches the source, or all pipes at one end are full, the flow is a maximum.
///
/// Nodes stand in groups, with pipes from every node of one to every node of another: a panel. Capacities are whole numbers of 2⁻⁵⁰, so
/// that sums are exact: the algorithm ends, and the flow equals the smallest cut to the last bit.
final class FlowNetwork {

    private static final double UNIT = 0x1p-50;

    private final List<Panel> panels = new ArrayList<>();
    private final List<List<Side>> sides = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();
    private int nodes;

    /// All pipes from one group to another.
    private record Panel(int number, int from, int to, int rows, int columns, long[] capacity) {}

    /// A panel as one of its groups sees it.
    private record Side(Panel panel, boolean leaves) {

        int group() {
            return leaves ? panel.to : panel.from;
        }

        int size() {
            return leaves ? panel.columns : panel.rows;
        }

        /// Where the pipe between a node of this group and one of the other is.
        int pipe(int here, int there) {
            return leaves ? here * panel.columns + there : there * panel.columns + here;
        }
    }

    /// Adds nodes.
    ///
    /// @return the number of their group
    int group(int size) {
        firsts.add(nodes);
        sides.add(new ArrayList<>());
        nodes += size;
        return firsts.size() - 1;
    }

    /// The nodes of a group.
    int[] nodes(int group) {
        return IntStream.range(firsts.get(group), group + 1 < firsts.size() ? firsts.get(group + 1) : nodes).toArray();
    }

    /// How many pipes there are.
    long pipes() {
        return panels.stream().mapToLong(panel -> panel.capacity.length).sum();
    }

    /// Lays pipes: row i, column j leads from node i of one group to node j of the other.
    void lay(int from, int to, Matrix capacities) {
        Panel panel = new Panel(panels.size(), from, to, capacities.rows(), capacities.columns(),
                Arrays.stream(capacities.values()).mapToLong(capacity -> Math.round(capacity / UNIT)).toArray());
        panels.add(panel);
        sides.get(from).add(new Side(panel, true));
        sides.get(to).add(new Side(panel, false));
    }

    /// The maximum flow from each source to one sink, each alone.
    double[] flows(int[] sources, int sink) {
        Search search = new Search(sink);
        int[] empty = search.levels(-1);
        return Arrays.stream(sources).mapToDouble(source -> search.flow(source, empty) * UNIT).toArray();
    }

    /// Flows to one sink, one after the other.
    private final class Search {

        private final int sink;
        private final int[] groups = new int[nodes];
        private final int[] starts = firsts.stream().mapToInt(Integer::intValue).toArray();
        private final long[][] left = panels.stream().map(panel -> panel.capacity.clone()).toArray(long[][]::new);
        private final long arriving;
        private final Side[][] around = sides.stream().map(all -> all.toArray(Side[]::new)).toArray(Side[][]::new);
        /// The way that is being tried: its nodes, and the pipe after each.
        private final int[] path = new int[nodes + 1];
        private final Side[] through = new Side[nodes];
        private final int[] pipe = new int[nodes];
        /// For each node the sides of its group, and the pipes of the next one, from which nothing leads on.
        private final int[] side = new int[nodes];
        private final int[] tried = new int[nodes];
        private final BitSet[] changed = panels.stream().map(_ -> new BitSet()).toArray(BitSet[]::new);

        Search(int sink) {
            this.sink = sink;
            for (int group = 0; group < firsts.size(); group++) {
                for (int node : nodes(group)) {
                    groups[node] = group;
                }
            }
            arriving = total(sink, false);
        }

        /// @param levels of the empty network
        long flow(int source, int[] levels) {
            long most = Math.min(total(source, true), arriving);
            long flow = 0;
            for (int[] level = levels; flow < most && level[source] >= 0; level = levels(source)) {
                flow += blocking(source, level, most - flow);
            }
            for (int panel = 0; panel < changed.length; panel++) {
                for (int i = changed[panel].nextSetBit(0); i >= 0; i = changed[panel].nextSetBit(i + 1)) {
                    left[panel][i] = panels.get(panel).capacity[i];
                }
                changed[panel].clear();
            }
            return flow;
        }

        private long total(int node, boolean leaving) {
            return sides.get(groups[node]).stream().filter(one -> one.leaves == leaving).mapToLong(one -> IntStream.range(0, one.size())
                    .mapToLong(there -> one.panel.capacity[one.pipe(local(node), there)]).sum()).sum();
        }

        private int local(int node) {
            return node - starts[groups[node]];
        }

        /// What can still flow from a node to the other end of a pipe, or be sent back to there.
        private long free(Side one, int pipe, boolean away) {
            long forth = left[one.panel.number][pipe];
            return one.leaves == away ? forth : one.panel.capacity[pipe] - forth;
        }

        /// How many pipes lead to the sink at least; −1 where none does. Ends where the source has been found.
        int[] levels(int source) {
            int[] level = new int[nodes];
            Arrays.fill(level, -1);
            int[][] unknown = IntStream.range(0, firsts.size()).mapToObj(group -> IntStream.range(0, nodes(group).length).toArray())
                    .toArray(int[][]::new);
            int[] many = Arrays.stream(unknown).mapToInt(group -> group.length).toArray();
            int[] queue = new int[nodes];
            int end = 1;
            queue[0] = sink;
            level[sink] = 0;
            for (int at = 0; at < end && (source < 0 || level[source] < 0); at++) {
                int here = local(queue[at]);
                for (Side one : around[groups[queue[at]]]) {
                    int group = one.group();
                    int kept = 0;
                    for (int i = 0; i < many[group]; i++) {
                        int there = unknown[group][i];
                        int node = starts[group] + there;
                        if (level[node] < 0 && free(one, one.pipe(here, there), false) > 0) {
                            level[node] = level[queue[at]] + 1;
                            queue[end++] = node;
                        } else {
                            unknown[group][kept++] = there;
                        }
                    }
                    many[group] = kept;
                }
            }
            return level;
        }

        /// Sends along paths that go down level by level, until each has a pipe that is full, or nothing more can flow.
        private long blocking(int source, int[] level, long most) {
            Arrays.fill(side, 0);
            Arrays.fill(tried, 0);
            long flow = 0;
            int depth = 0;
            path[0] = source;
            while (flow < most) {
                if (leadsOn(depth, level)) {
                    depth++;
                    if (path[depth] == sink) {
                        flow += send(depth);
                        depth = beforeFull();
                    }
                } else if (depth > 0) {
                    tried[path[--depth]]++;
                } else {
                    return flow;
                }
            }
            return flow;
        }

        /// Takes the node's first pipe that something can flow through to the next level, if there is one; at first the one to its own
        /// place in the other group, the residual connection, which is wide.
        private boolean leadsOn(int depth, int[] level) {
            int node = path[depth];
            Side[] all = around[groups[node]];
            int here = local(node);
            for (; side[node] < all.length; side[node]++, tried[node] = 0) {
                Side one = all[side[node]];
                int first = starts[one.group()];
                for (int size = one.size(); tried[node] < size; tried[node]++) {
                    int there = (here + tried[node]) % size;
                    if (level[first + there] == level[node] - 1 && free(one, one.pipe(here, there), true) > 0) {
                        path[depth + 1] = first + there;
                        through[depth] = one;
                        pipe[depth] = one.pipe(here, there);
                        return true;
                    }
                }
            }
            return false;
        }

        private long send(int depth) {
            long most = Long.MAX_VALUE;
            for (int step = 0; step < depth; step++) {
                most = Math.min(most, free(through[step], pipe[step], true));
            }
            for (int step = 0; step < depth; step++) {
                int panel = through[step].panel.number;
                changed[panel].set(pipe[step]);
                left[panel][pipe[step]] += through[step].leaves ? -most : most;
            }
            return most;
        }

        /// How much of the path just sent along stands before its first full pipe: from there one can go on.
        private int beforeFull() {
            int depth = 0;
            while (free(through[depth], pipe[depth], true) > 0) {
                depth++;
            }
            return depth;
        }
    }
}
