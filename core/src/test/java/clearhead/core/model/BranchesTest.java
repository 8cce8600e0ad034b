package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Engine;
import clearhead.autograd.Rotation;
import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Branches;
import clearhead.core.nn.Cache;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import clearhead.core.oracle.Oracle;
import clearhead.core.probe.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// A tree of sequences gives the bits of each sequence alone.
class BranchesTest {

    private static final int SEQ = 14;
    private static final Map<String, CausalModel> MODELS = new TreeMap<>();

    static {
        Stream.of("gpt2", "gpt_neox", "llama", "qwen2").forEach(name -> MODELS.put(name, (CausalModel) Oracle.of(name).open().model()));
        MODELS.put("learned", small(new Positions.Config.Learned(SEQ), 2, List.of(), 20));
        MODELS.put("turned, windows", small(new Positions.Config.Turned(Rotation.Pairs.HALVES, List.of(1.0, 0.3, 0.1), 1.1f), 3,
                List.of(4, 0, 7), 20));
        MODELS.put("relative, windows", small(new Positions.Config.Relative(8, 12, false, 6), 1, List.of(1, 5, 0), 20));
        MODELS.put("sines", small(new Positions.Config.Sinusoidal(), 6, List.of(), 20));
    }

    private static CausalModel small(Positions.Config positions, int kvHeads, List<Integer> windows, int dModel) {
        Attention.Config attention = new Attention.Config(6, kvHeads, 8, Attention.Config.scale(8), false, true, true);
        Block.Config block = new Block.Config(Block.Order.PRE_NORM, dModel, attention,
                new FeedForward.Config(24, Activation.SILU, true, false), new Norm.Config(Norm.Form.ROOT_MEAN_SQUARE, 1e-5f), false);
        return CausalModel.of(new CausalModel.Config(13, new Tower.Config(block, 3, positions, 0, false, true, windows),
                new Head.Config(true, 1, false)), Parameters.random(9));
    }

    @Provide Arbitrary<String> models() {
        return Arbitraries.of(MODELS.keySet());
    }

    /// A sequence, some tokens of which nobody reads; of those that are left out, there is not even a row.
    private record Sequence(int[] ids, boolean[] hidden, boolean[] out) {

        /// Every one has tokens of two kinds only, so that many begin alike.
        static Sequence of(long seed, boolean hides) {
            int n = 1 + (int) (SEQ * Seeds.uniform(seed, -1));
            boolean[] hidden = flags(n, i -> hides && Seeds.uniform(Seeds.mix(seed, 1), i) < 0.3);
            boolean[] out = flags(n, i -> hidden[i] && i < n - 1 && Seeds.uniform(Seeds.mix(seed, 2), i) < 0.7);
            return new Sequence(IntStream.range(0, n).map(i -> Seeds.uniform(seed, i) < 0.3 ? 1 : 2).toArray(), hidden, out);
        }

        private static boolean[] flags(int n, IntPredicate which) {
            boolean[] flags = new boolean[n];
            IntStream.range(0, n).forEach(i -> flags[i] = which.test(i));
            return flags;
        }

        float[] row(CausalModel model, int i) {
            return model.rows(Batch.of(ids).hiding(List.of(hidden)), Pass.PLAIN).slice(1, i, i + 1).toArray();
        }
    }

    /// Reads sequences one behind the other as branches of the first ones' beginnings, in steps of some sequences each.
    private static List<float[]> read(CausalModel model, List<Sequence> sequences, int[] trunk, int steps) {
        Cache cache = new Cache();
        if (trunk.length > 0) {
            model.read(List.of(cache), List.of(trunk));
        }
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < sequences.size(); from += steps) {
            List<Branches.Run> runs = new ArrayList<>();
            int next = cache.length() + 1;
            for (Sequence sequence : sequences.subList(from, Math.min(sequences.size(), from + steps))) {
                int[] reads = IntStream.concat(IntStream.rangeClosed(1, cache.length()), IntStream.range(0, sequence.ids.length)).toArray();
                int begin = 0;
                for (int i = 0; i <= sequence.ids.length; i++) {
                    boolean row = i < sequence.ids.length && !sequence.out[i];
                    if (row) {
                        reads[cache.length() + i] = sequence.hidden[i] ? Branches.NOTHING : next;
                        next++;
                    } else {
                        if (i < sequence.ids.length) {
                            reads[cache.length() + i] = Branches.NOTHING;
                        }
                        if (i > begin) {
                            runs.add(new Branches.Run(Arrays.copyOfRange(sequence.ids, begin, i),
                                    Arrays.copyOf(reads, cache.length() + i)));
                        }
                        begin = i + 1;
                    }
                }
            }
            Branches branches = new Branches(cache, runs, IntStream.rangeClosed(1, cache.length()).toArray());
            Tensor embedded = model.tokens().forward(branches.ids());
            Tensor read = model.read(branches, embedded);
            for (int i = 0; i < read.dim(1); i++) {
                rows.add(read.slice(1, i, i + 1).toArray());
            }
            assertThat(branches.kept().length()).isEqualTo(cache.length());
            cache = branches.kept();
        }
        return rows;
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void aBranchHasTheBitsOfItsSequence(@ForAll("models") String name, @ForAll @IntRange(min = 0, max = 5) int trunk,
            @ForAll boolean hides, @ForAll @IntRange(min = 1, max = 4) int steps, @ForAll long seed) {
        CausalModel model = MODELS.get(name);
        int[] begin = IntStream.range(0, trunk).map(i -> 3 + i % 2).toArray();
        List<Sequence> sequences = IntStream.range(0, 4).mapToObj(i -> Sequence.of(Seeds.mix(seed, i), hides))
                .map(s -> s.ids.length + trunk <= SEQ ? s : Sequence.of(0, false)).filter(s -> s.ids.length + trunk <= SEQ).toList();
        List<float[]> rows = read(model, sequences, begin, steps);
        int at = 0;
        for (Sequence sequence : sequences) {
            Sequence whole = new Sequence(IntStream.concat(IntStream.of(begin), IntStream.of(sequence.ids)).toArray(),
                    joined(trunk, sequence.hidden), sequence.out);
            for (int i = 0; i < sequence.ids.length; i++) {
                if (!sequence.out[i]) {
                    assertThat(rows.get(at++)).as("%s, %s, row %d", name, Arrays.toString(whole.ids), i)
                            .isEqualTo(whole.row(model, trunk + i));
                }
            }
        }
        assertThat(at).isEqualTo(rows.size());
    }

    private static boolean[] joined(int trunk, boolean[] hidden) {
        boolean[] all = new boolean[trunk + hidden.length];
        System.arraycopy(hidden, 0, all, trunk, hidden.length);
        return all;
    }

    @Example void theNumberOfThreadsChangesNoBit() {
        CausalModel model = small(new Positions.Config.Sinusoidal(), 2, List.of(), 256);
        List<Sequence> sequences = IntStream.range(0, 20).mapToObj(i -> Sequence.of(i, true)).toList();
        List<List<float[]>> bits = IntStream.of(1, 2, 3).mapToObj(threads -> {
            try (Threads team = Threads.of(threads)) {
                return read(model.on(Engine.with(team)), sequences, new int[] {1, 2}, 20);
            }
        }).toList();
        assertThat(bits).allSatisfy(run -> assertThat(run).usingRecursiveComparison().isEqualTo(bits.getFirst()));
    }

    @Example void aRunHasItsOwnPositions() {
        assertThatThrownBy(() -> new Branches.Run(new int[] {1, 2}, new int[] {1})).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("branches: 2 new positions of 1 (need at least 1, and no more than all)");
    }
}
