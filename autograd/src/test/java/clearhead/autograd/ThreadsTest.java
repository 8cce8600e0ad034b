package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A team does every piece of work once, whoever asks for it and from where, and tells what went wrong.
@Timeout(60)
class ThreadsTest {

    @Test void everyPieceIsDoneOnce() {
        for (int count : new int[] {1, 2, 3, 7}) {
            try (Threads team = Threads.of(count)) {
                assertThat(team.count()).isEqualTo(count);
                for (int n : new int[] {0, 1, 2, 5, 64, 1000}) {
                    for (int grain : new int[] {1, 7, 100}) {
                        assertDoneOnce(team, n, grain);
                    }
                }
            }
        }
    }

    private static void assertDoneOnce(Threads team, int n, int grain) {
        AtomicIntegerArray done = new AtomicIntegerArray(n);
        team.share(n, grain, (from, to) -> {
            for (int i = from; i < to; i++) {
                done.incrementAndGet(i);
            }
        });
        for (int i = 0; i < n; i++) {
            assertThat(done.get(i)).as("piece %d of %d", i, n).isEqualTo(1);
        }
    }

    /// The caller waits in its first piece until a helper has come, so that there is work for helpers.
    @Test void helpersReallyHelpAndTheirExceptionsReachTheCaller() {
        Thread caller = Thread.currentThread();
        CountDownLatch helped = new CountDownLatch(1);
        try (Threads team = Threads.of(2)) {
            assertThatThrownBy(() -> team.share(4, 1, (_, _) -> {
                if (Thread.currentThread() == caller) {
                    await(helped);
                } else {
                    helped.countDown();
                    throw new IllegalStateException("thrown in " + Thread.currentThread().getName());
                }
            })).isInstanceOf(IllegalStateException.class).hasMessage("thrown in clearhead-1");
            assertDoneOnce(team, 100, 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// A caller that spun for ever would keep a helper without a core from the one it needs.
    @Test void theCallerSleepsWhileAHelperTakesLong() {
        Thread caller = Thread.currentThread();
        CountDownLatch helped = new CountDownLatch(1);
        try (Threads team = Threads.of(2)) {
            team.share(4, 1, (_, _) -> {
                if (Thread.currentThread() == caller) {
                    await(helped);
                } else {
                    helped.countDown();
                    awaitSleepOf(caller);
                }
            });
            assertDoneOnce(team, 100, 1);
        }
    }

    /// The helper holds its last range until then, so the caller has nothing left but to wait.
    private static void awaitSleepOf(Thread caller) {
        while (!(LockSupport.getBlocker(caller) instanceof Record && caller.getState() == Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
    }

    @Test void errorsReachTheCallerAsTheyAre() {
        Error error = new AssertionError("broken");
        try (Threads team = Threads.of(3)) {
            assertThatThrownBy(() -> team.share(10, 1, (_, _) -> {
                throw error;
            })).isSameAs(error);
            assertDoneOnce(team, 100, 1);
        }
    }

    @Test void workMaySharePiecesItself() {
        try (Threads team = Threads.of(3)) {
            team.share(20, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    assertDoneOnce(team, 50, 1);
                }
            });
        }
    }

    @Test void manyMayAskAtOnce() throws Exception {
        List<Future<?>> askers = new ArrayList<>();
        try (Threads team = Threads.of(3); ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 100; i++) {
                askers.add(pool.submit(() -> assertDoneOnce(team, 500, 1)));
            }
        }
        for (Future<?> asker : askers) {
            asker.get();
        }
    }

    @Test void aClosedTeamLeavesAllToTheCaller() {
        Threads team = Threads.of(4);
        team.close();
        team.close();
        Thread caller = Thread.currentThread();
        team.share(100, 1, (_, _) -> assertThat(Thread.currentThread()).isSameAs(caller));
        assertDoneOnce(team, 100, 1);
    }

    @Test void closingInTheMiddleLosesNoWork() {
        Threads team = Threads.of(4);
        AtomicIntegerArray done = new AtomicIntegerArray(8);
        team.share(8, 1, (from, _) -> {
            team.close();
            done.incrementAndGet(from);
        });
        assertThat(done.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1]");
    }

    @Test void theTeamOfAllCoresCannotBeSentHome() {
        Threads.all().close();
        int count = Threads.all().count();
        assertThat(count).isEqualTo(Runtime.getRuntime().availableProcessors());
        if (count > 1) {
            CountDownLatch helped = new CountDownLatch(2);
            Threads.all().share(2 * count, 1, (_, _) -> {
                helped.countDown();
                await(helped);
            });
        }
    }

    /// A body holds the tensors of an operation.
    @Test void whatWasDoneIsForgotten() throws InterruptedException {
        try (Threads team = Threads.of(3)) {
            float[] big = new float[1000];
            WeakReference<float[]> kept = new WeakReference<>(big);
            team.share(big.length, 1, fill(big));
            big = null;
            for (int i = 0; i < 200 && kept.get() != null; i++) {
                System.gc();
                Thread.sleep(5);
            }
            assertThat(kept.get()).isNull();
        }
    }

    private static Threads.Range fill(float[] data) {
        return (from, to) -> Arrays.fill(data, from, to, 1);
    }
}
