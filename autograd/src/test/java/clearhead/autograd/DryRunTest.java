package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.kernels.Kernels;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;

/// A dry run costs what the real work costs, to the byte, and does nothing.
class DryRunTest {

    /// Really computes, and counts the arrays it makes, the ops that are run, and the multiply-adds that the kernels are asked for.
    private static final class Ledger extends Memory {

        private final Map<String, Long> calls = new TreeMap<>();
        private final AtomicLong multiplyAdds = new AtomicLong();
        private final Engine engine = Engine.with((Kernels) Proxy.newProxyInstance(Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class}, (_, method, arguments) -> {
                    if (method.getName().equals("matmul")) {
                        multiplyAdds.addAndGet((long) (int) arguments[0] * (int) arguments[1] * (int) arguments[2]);
                    }
                    try {
                        return method.invoke(Kernels.scalar(), arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }), Threads.of(1)).in(this, Engine.Kind.ARENA);
        private long allocated;
        private long held;
        private long peak;

        @Override Storage take(int size) {
            float[] array = new float[size];
            allocated += 4L * array.length;
            held += 4L * array.length;
            peak = Math.max(peak, held);
            return Storage.of(array);
        }

        @Override void giveBack(Storage storage) {
            held -= 4L * storage.array().length;
        }

        @Override String refusal() {
            return null;
        }

        @Override void compute(Op op, Engine engine, Storage y) {
            calls.merge(op.name(), 1L, Long::sum);
            super.compute(op, engine, y);
        }

        DryRun.Cost cost() {
            return new DryRun.Cost(allocated, peak, multiplyAdds.get(), new TreeMap<>(calls));
        }
    }

    private static void sameCost(Consumer<Engine> work) {
        Ledger real = new Ledger();
        DryRun dry = new DryRun();
        work.accept(real.engine);
        work.accept(dry.engine());
        assertThat(dry.cost()).isEqualTo(real.cost());
    }

    @Provide Arbitrary<Case> cases() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    /// Forward, backward, backward again, and the derivative of that.
    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void everyOpCostsWhatItSays(@ForAll("cases") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        Tensor u = Numbers.ANY.tensor(drawn.op().shape(), seed);
        sameCost(engine -> {
            List<Tensor> xs = drawn.variables().stream().map(x -> x.on(engine)).toList();
            Tensor y = drawn.run(xs);
            Gradients.of(y, u).wrt(xs.getFirst());
            for (Tensor g : Gradients.of(y, u).wrt(xs)) {
                Gradients.of(g, g.detach()).wrt(xs);
            }
        });
    }

    @Test void soDoesAWholeBlock() {
        sameCost(engine -> AttentionBlock.drawn().on(engine).loss());
        sameCost(engine -> {
            AttentionBlock block = AttentionBlock.drawn().on(engine);
            Gradients.of(block.loss()).wrt(block.parameters());
        });
        sameCost(engine -> {
            AttentionBlock block = AttentionBlock.drawn().on(engine);
            Tensor dx = Gradients.of(block.loss()).wrt(block.x());
            Gradients.of(dx.square().sum()).wrt(block.parameters());
        });
    }

    /// By hand: `y = x · w + b` is [5, 3], 15 numbers; s = Σ y is one. Its gradient is stretched back to 15, then dw is [4, 3].
    @Test void theNumbersAreTheseByHand() {
        DryRun dry = new DryRun();
        Tensor x = dry.input(Shape.of(5, 4));
        Tensor w = dry.input(Shape.of(4, 3)).variable();
        Tensor s = x.affine(w, Tensor.vector(1, 2, 3)).sum();
        assertThat(dry.cost()).isEqualTo(new DryRun.Cost(4 * 16, 4 * 16, 5 * 3 * 4, new TreeMap<>(Map.of("Affine", 1L, "SumTo", 1L))));
        Gradients.of(s).wrt(w);
        assertThat(dry.cost()).isEqualTo(new DryRun.Cost(4 * (16 + 15 + 12), 4 * (16 + 15 + 12), 2 * 5 * 3 * 4,
                new TreeMap<>(Map.of("Affine", 1L, "SumTo", 1L, "Expand", 1L, "MatMul", 1L))));
        assertThat(dry.cost().calls()).isUnmodifiable();
    }

    /// The second pass writes where the first one's temporaries were.
    @Test void thePeakCountsWhatAPassGivesBackOnce() {
        DryRun dry = new DryRun();
        Tensor x = dry.input(Shape.of(1000)).variable();
        Tensor loss = x.tanh().tanh().tanh().tanh().sum();
        Gradients gradients = Gradients.of(loss);
        gradients.wrt(x);
        DryRun.Cost once = dry.cost();
        gradients.wrt(x);
        assertThat(once.peak()).isEqualTo(once.allocated());
        assertThat(dry.cost().peak() - once.peak()).isEqualTo(4 * 1000);
        assertThat(dry.cost().allocated() - once.allocated()).isGreaterThan(4 * 1000);
    }

    /// 4 TB of activations.
    @Test void nothingIsAllocatedOrComputed() {
        DryRun dry = new DryRun();
        Tensor x = dry.input(Shape.of(1_000_000_000)).variable();
        Tensor y = x;
        for (int i = 0; i < 1000; i++) {
            y = y.gelu();
        }
        Tensor g = Gradients.of(y.sum()).wrt(x);
        assertThat(g.shape()).isEqualTo(x.shape());
        assertThat(dry.cost().calls()).containsEntry("Gelu", 1000L).containsEntry("Gradient(GELU)", 1000L);
        assertThat(dry.cost().allocated()).isBetween(4_000_000_000_000L, 4_020_000_000_000L);
    }

    @Test void numbersAreNotThere() {
        DryRun dry = new DryRun();
        Tensor y = dry.input(Shape.of(2)).exp();
        List<Runnable> reads = List.of(y::toArray, y::buffer, () -> y.at(0), y::keep, () -> y.on(Engine.standard()));
        for (Runnable read : reads) {
            assertThatThrownBy(read::run).isInstanceOf(IllegalStateException.class)
                    .hasMessage("tensor [2] was made in a dry run: it has a shape but no numbers");
        }
        assertThatThrownBy(() -> y.add(new DryRun().input(Shape.of(2)))).hasMessage(
                "engine: tensor [2] comes from another arena or dry run than the rest; bring it over with on(engine)");
        assertThatThrownBy(() -> dry.input(Shape.of(3)).exp().add(y)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("add: shapes do not fit");
    }

    @Test void anArenaTakesPartToo() {
        DryRun dry = new DryRun();
        try (Arena arena = new Pool().open()) {
            Tensor inside = Tensor.vector(1, 2).on(arena.engine()).exp();
            assertThat(inside.add(dry.input(Shape.of(2))).engine()).isSameAs(dry.engine());
        }
    }

    // ---- budgets

    private static Budget.Work rowsOf(int width) {
        return (rows, dry) -> {
            Tensor x = dry.input(Shape.of(rows, width)).variable();
            Gradients.of(x.exp().sum()).wrt(x);
        };
    }

    /// A row of 10 takes 40 bytes for exp, 4 for the sum, 40 for its gradient stretched, 40 for the product; that 4 is there once.
    @Test void theGreatestNumberOfRowsThatFits() {
        assertThat(new Budget(4 + 120).rows(100, rowsOf(10))).isEqualTo(1);
        assertThat(new Budget(4 + 120 * 7 - 1).rows(100, rowsOf(10))).isEqualTo(6);
        assertThat(new Budget(4 + 120 * 7).rows(100, rowsOf(10))).isEqualTo(7);
        assertThat(new Budget(4 + 120 * 100).rows(100, rowsOf(10))).isEqualTo(100);
        assertThat(new Budget(Long.MAX_VALUE).rows(5, rowsOf(10))).isEqualTo(5);
    }

    @Test void aBudgetTooSmallForOneRowIsRefused() {
        assertThatThrownBy(() -> new Budget(123).rows(100, rowsOf(10))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("budget: a single row takes 124 bytes and the budget is 123 (need a budget of 124 bytes, or a smaller row)");
        assertThatThrownBy(() -> new Budget(123).rows(0, rowsOf(10))).hasMessage("budget: 0 rows to choose from (need at least 1)");
    }

    @Provide Arbitrary<Long> budgets() {
        return net.jqwik.api.Arbitraries.longs().between(124, 40_000);
    }

    /// What fits by dry run fits in reality, and one row more does not.
    @Property(tries = 30) void realWorkKeepsTheBudget(@ForAll("budgets") long bytes) {
        int rows = new Budget(bytes).rows(1000, rowsOf(10));
        assertThat(realPeak(rows)).isLessThanOrEqualTo(bytes);
        assertThat(realPeak(rows + 1)).isGreaterThan(bytes);
    }

    private static long realPeak(int rows) {
        Ledger real = new Ledger();
        Tensor x = Tensor.full(Shape.of(rows, 10), 1).variable().on(real.engine);
        Gradients.of(x.exp().sum()).wrt(x);
        return real.cost().peak();
    }
}
