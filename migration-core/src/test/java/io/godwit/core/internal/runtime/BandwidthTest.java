package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BandwidthTest {
    private static final long MIB = 1 << 20;

    private final RunCancellation token = new RunCancellation("the run");

    @Test
    void keepsTenSecondsWithinFivePerCentAlsoAfterAPauseAndWithManyThreads() throws Exception {
        Bandwidth bandwidth = new Bandwidth(8 * MIB);
        Thread.sleep(1500);
        AtomicLong moved = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    bandwidth.acquire(64 * 1024, token);
                    if (System.nanoTime() < end) {
                        moved.addAndGet(64 * 1024);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(moved.get()).as("a starved machine moves less, never more").isBetween(70 * MIB, 84 * MIB);
    }

    @Test
    void letsNoMoreThanAFifthOfASecondBeCaughtUp() {
        ManualTime time = new ManualTime();
        Bandwidth bandwidth = new Bandwidth(1000, time);
        time.pass(Duration.ofHours(1));
        long immediate = 0;
        RunCancellation impatient = new RunCancellation("x");
        Thread waiter = Thread.currentThread();
        Thread watch = new Thread(() -> {
            await().pollInterval(Duration.ofMillis(5)).until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            impatient.cancel();
        });
        watch.start();
        try {
            while (true) {
                bandwidth.acquire(1, impatient);
                immediate++;
            }
        } catch (MigrationException e) {
            assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED);
        }
        assertThat(immediate).isBetween(150L, 202L);
    }

    @Test
    void aChangeIsFeltByThoseWhoWait() throws Exception {
        Bandwidth bandwidth = new Bandwidth(1024);
        Thread slow = new Thread(() -> bandwidth.acquire(100 * MIB, token));
        slow.start();
        await().until(() -> slow.getState() == Thread.State.TIMED_WAITING);
        assertThat(bandwidth.bytesPerSecond()).isEqualTo(1024);
        bandwidth.limit(0);
        slow.join(5000);
        assertThat(slow.isAlive()).isFalse();

        bandwidth.limit(10 * MIB);
        long before = System.nanoTime();
        bandwidth.acquire(3 * MIB, token);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(90), Duration.ofSeconds(3));
    }

    @Test
    void cancellationAndInterruptEndTheWait() throws Exception {
        Bandwidth bandwidth = new Bandwidth(10);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        for (boolean byInterrupt : new boolean[] {true, false}) {
            seen.set(null);
            RunCancellation mine = new RunCancellation("mine");
            Thread waiter = new Thread(() -> {
                try {
                    bandwidth.acquire(MIB, mine);
                } catch (MigrationException e) {
                    seen.set(e);
                }
            });
            waiter.start();
            await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            if (byInterrupt) {
                waiter.interrupt();
            } else {
                mine.cancel();
            }
            waiter.join();
            assertThat(seen.get())
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
        }
    }

    @Test
    void withoutALimitNothingWaitsButACancelledCallFails() {
        Bandwidth bandwidth = new Bandwidth(0);
        bandwidth.acquire(Long.MAX_VALUE, token);
        RunLimits limits = new RunLimits(2, bandwidth, new MemoryBudget(10), token);
        limits.acquireBandwidth(5);
        token.cancel();
        assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> limits.acquireBandwidth(1));
        assertThatIllegalArgumentException().isThrownBy(() -> bandwidth.acquire(-1, token));
        assertThatIllegalArgumentException().isThrownBy(() -> bandwidth.limit(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RunLimits(0, bandwidth, new MemoryBudget(1), token));
    }
}
