package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;

/// What is computed in an arena is what is computed anywhere, in arrays that are used again; once it is closed nobody can read them.
class ArenaTest {

    private static final String CLOSED = "tensor %s was made in a step arena that is closed; take a copy out with keep() before";

    private final Pool pool = new Pool();
    private final Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6).variable();

    // ---- the same bits

    @Provide Arbitrary<Case> cases() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    /// Every op writes all of its result: it does not matter that there was a NaN everywhere.
    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void whatWasInTheArraysDoesNotMatter(@ForAll("cases") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        Tensor u = Numbers.ANY.tensor(drawn.op().shape(), seed);
        Pool dirty = new Pool();
        try (Arena arena = dirty.open()) {
            List<float[]> sizes = new ArrayList<>();
            run(drawn, u, arena.engine(), y -> sizes.add(y.data()));
            Engine spoiling = arena.engine();
            for (float[] numbers : sizes) {
                for (int i = 0; i < 20; i++) {
                    Arrays.fill(spoiling.memory().take(numbers.length).array(), Float.NaN);
                }
            }
        }
        List<float[]> expected = run(drawn, u, Engine.standard(), _ -> { });
        try (Arena arena = dirty.open()) {
            List<float[]> actual = run(drawn, u, arena.engine(), y -> assertThat(y.engine()).isSameAs(arena.engine()));
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i)).as("result %d of %s", i, drawn).isEqualTo(expected.get(i));
            }
        }
    }

    /// The result, the gradients, and the gradients of the gradients.
    private static List<float[]> run(Case drawn, Tensor u, Engine engine, Consumer<Tensor> look) {
        List<Tensor> xs = drawn.variables().stream().map(x -> x.on(engine)).toList();
        Tensor y = drawn.run(xs);
        List<Tensor> results = new ArrayList<>(List.of(y));
        for (Tensor g : Gradients.of(y, u).wrt(xs)) {
            results.add(g);
            results.addAll(Gradients.of(g, g.detach()).wrt(xs));
        }
        results.forEach(look);
        return results.stream().map(Tensor::toArray).toList();
    }

    // ---- the same arrays

    private Tensor step(Arena arena) {
        Tensor inside = x.on(arena.engine());
        Tensor y = inside.affine(Tensor.full(Shape.of(3, 3), 0.5f).variable(), Tensor.vector(1, 2, 3)).gelu().softmax();
        return Gradients.of(y.square().sum()).wrt(inside);
    }

    @Test void theNextArenaUsesTheArraysOfTheOneBefore() {
        float[] first;
        try (Arena arena = pool.open()) {
            first = x.on(arena.engine()).exp().data();
        }
        try (Arena arena = pool.open()) {
            assertThat(x.on(arena.engine()).scale(3).data()).isSameAs(first);
        }
    }

    /// All arrays of a step are back in the pool after it: were new ones made, there would be more.
    @Test void aStepLikeTheOneBeforeMakesNoArray() {
        long afterTheFirst = 0;
        for (int i = 0; i < 3; i++) {
            try (Arena arena = pool.open()) {
                step(arena);
            }
            afterTheFirst = i == 0 ? pool.bytes() : afterTheFirst;
        }
        assertThat(pool.bytes()).isEqualTo(afterTheFirst).isPositive();
    }

    /// What a pass used on its way is free for the next one.
    @Test void onlyTheResultsOfAPassStay() {
        try (Arena arena = pool.open()) {
            Tensor inside = x.on(arena.engine());
            Tensor loss = inside.tanh().scale(2).tanh().square().sum();
            Gradients.of(loss).wrt(inside);
            long free = pool.bytes();
            assertThat(free).isPositive();
            Gradients.of(loss).wrt(inside);
            assertThat(pool.bytes()).isBetween(free - 4 * 6, free);
        }
    }

    @Test void twoArenasThatAreOpenAtOnceHaveNothingInCommon() {
        try (Arena one = pool.open(); Arena other = pool.open()) {
            assertThat(step(one).data()).isNotSameAs(step(other).data()).isEqualTo(step(one).data());
        }
    }

    @Test void aPoolForgetsTheSizesThatWereAskedForLongestAgo() {
        Pool small = new Pool(4 * (10 + 7));
        Storage ten = small.take(10);
        Storage seven = small.take(7);
        Storage three = small.take(3);
        small.put(ten);
        small.put(seven);
        assertThat(small.take(10)).isSameAs(ten);
        small.put(ten);
        small.put(three);
        assertThat(small.take(7)).isNotSameAs(seven);
        assertThat(small.take(10)).isSameAs(ten);
        assertThat(small.take(3)).isSameAs(three);
    }

    @Test void aPoolThatKeepsNothingIsAllowed() {
        Pool none = new Pool(0);
        Storage first = none.take(4);
        none.put(first);
        assertThat(none.take(4)).isNotSameAs(first);
        assertThatThrownBy(() -> new Pool(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool: a limit of -1 bytes (need 0 or more)");
    }

    // ---- inside and outside

    @Test void aClosedArenaIsNotRead() {
        Tensor y;
        Tensor g;
        try (Arena arena = pool.open()) {
            y = x.on(arena.engine()).scale(2);
            g = Gradients.of(y.sum()).wrt(y);
            assertThat(y.at(1, 2)).isEqualTo(12);
        }
        String said = CLOSED.formatted("[2, 3]");
        List<Runnable> reads = List.of(y::toArray, y::buffer, () -> y.at(0, 0), y::keep, () -> y.on(Engine.standard()),
                () -> y.detach().toArray(), () -> y.reshape(6).reshape(2, 3).toArray(), g::toArray);
        for (Runnable read : reads) {
            assertThatThrownBy(read::run).isInstanceOf(IllegalStateException.class).hasMessage(said);
        }
        assertThat(y).hasToString("Tensor[2, 3] was made in a step arena that is closed; take a copy out with keep() before");
        assertThatThrownBy(() -> y.add(x)).isInstanceOf(IllegalStateException.class)
                .hasMessage("arena: it is closed, nothing can be computed on its tensors any more");
        assertThatThrownBy(() -> Gradients.of(g.sum()).wrt(y)).isInstanceOf(IllegalStateException.class);
    }

    @Test void closingTwiceDoesNothing() {
        Arena arena = pool.open();
        Storage held = x.on(arena.engine()).exp().storage();
        arena.close();
        arena.close();
        assertThat(pool.take(6)).isSameAs(held);
        assertThat(pool.take(6)).isNotSameAs(held);
    }

    @Test void whatIsKeptOutlivesIt() {
        Tensor kept;
        try (Arena arena = pool.open()) {
            Tensor y = x.on(arena.engine()).scale(2);
            kept = y.keep();
            assertThat(kept.data()).isNotSameAs(y.data());
            assertThat(kept.isRecorded()).isTrue();
        }
        step(pool.open());
        assertThat(kept.toArray()).containsExactly(2, 4, 6, 8, 10, 12);
        assertThat(kept.engine()).isSameAs(Engine.standard());
        assertThat(kept.keep()).isSameAs(kept);
    }

    @Test void enteringCopiesNothing() {
        try (Arena arena = pool.open()) {
            assertThat(x.on(arena.engine()).data()).isSameAs(x.data());
        }
        assertThat(x.at(0, 0)).isEqualTo(1);
    }

    @Test void tensorsOfTwoArenasMeetWhenOneIsBroughtOver() {
        try (Arena one = pool.open(); Arena other = pool.open()) {
            Tensor a = x.on(one.engine()).exp();
            Tensor b = x.on(other.engine()).exp();
            assertThatThrownBy(() -> a.add(b)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("engine: tensor [2, 3] comes from another arena or dry run than the rest; bring it over with on(engine)");
            assertThat(a.add(b.on(one.engine())).toArray()).isEqualTo(x.exp().scale(2).toArray());
        }
    }

    @Test void anArenaHasTheKernelsAndThreadsItWasOpenedOn() {
        Counting counting = new Counting();
        Engine engine = counting.engine(Threads.of(1));
        try (Arena arena = pool.open(engine)) {
            assertThat(counting.during(() -> x.on(arena.engine()).exp())).containsExactly("exp");
            assertThat(x.on(arena.engine()).keep().engine()).isSameAs(engine);
            assertThat(pool.open(arena.engine()).engine().outside()).isSameAs(engine);
        }
    }

    @Test void newWeightsAreOutside() {
        Tensor next;
        try (Arena arena = pool.open()) {
            Tensor inside = x.on(arena.engine());
            next = new AdamW(AdamW.Settings.ADAM, x.shape()).step(inside, Gradients.of(inside.square().sum()).wrt(inside), 0.1f);
        }
        assertThat(next.toArray()).isEqualTo(new AdamW(AdamW.Settings.ADAM, x.shape())
                .step(x, Gradients.of(x.square().sum()).wrt(x), 0.1f).toArray());
    }

    // ---- threads

    @Test void anotherThreadMayReadButNeitherComputeNorClose() throws Exception {
        try (ExecutorService other = Executors.newSingleThreadExecutor(work -> new Thread(work, "other")); Arena arena = pool.open()) {
            Tensor y = x.on(arena.engine()).scale(2);
            String said = "arena: opened by thread %s, used by thread other (open one for each)"
                    .formatted(Thread.currentThread().getName());
            assertThat(other.submit(() -> y.at(1, 0)).get()).isEqualTo(8);
            assertThatThrownBy(() -> other.submit(() -> y.exp()).get()).hasCauseInstanceOf(WrongThreadException.class)
                    .cause().hasMessage(said);
            assertThatThrownBy(() -> other.submit(arena::close).get()).hasCauseInstanceOf(WrongThreadException.class);
            assertThat(y.at(1, 0)).isEqualTo(8);
        }
    }

    @Test void manyThreadsMayOpenArenasOfOnePool() throws Exception {
        Callable<float[]> work = () -> {
            try (Arena arena = pool.open()) {
                return step(arena).toArray();
            }
        };
        List<Future<float[]>> results = new ArrayList<>();
        try (ExecutorService team = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 200; i++) {
                results.add(team.submit(work));
            }
        }
        float[] alone = work.call();
        for (Future<float[]> result : results) {
            assertThat(result.get()).isEqualTo(alone);
        }
    }
}
