package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Limits.Reservation;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MemoryBudgetTest {
    private final RunCancellation token = new RunCancellation("the run");

    @Test
    void givesAndTakesBackOnce() {
        MemoryBudget budget = new MemoryBudget(100);
        Reservation whole = budget.reserve(100, token);
        assertThat(budget.used()).isEqualTo(100);
        whole.close();
        whole.close();
        assertThat(budget.used()).isZero();
        budget.reserve(0, token).close();
        assertThat(budget.total()).isEqualTo(100);
        assertThat(MemoryBudget.ofHeap().total()).isPositive();
    }

    @Test
    void refusesWhatCanNeverFit() {
        MemoryBudget budget = new MemoryBudget(100);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> budget.reserve(101, token))
                .satisfies(failure -> {
                    assertThat(failure.category()).isEqualTo(ErrorCategory.TRANSFER);
                    assertThat(failure.code()).isEqualTo("memory.exceeds-budget");
                });
        assertThatIllegalArgumentException().isThrownBy(() -> budget.reserve(-1, token));
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryBudget(0));
    }

    @Test
    void aLargeRequestIsServedBeforeSmallOnesThatCameLater() throws Exception {
        MemoryBudget budget = new MemoryBudget(100);
        Reservation first = budget.reserve(60, token);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread large = waiter(budget, 90, "large", order);
        await().until(() -> large.getState() == Thread.State.TIMED_WAITING);
        Thread small = waiter(budget, 20, "small", order);
        await().until(() -> small.getState() == Thread.State.TIMED_WAITING);
        assertThat(order).isEmpty();
        first.close();
        large.join();
        small.join();
        assertThat(order).containsExactly("large", "small");
        assertThat(budget.used()).isZero();
    }

    private Thread waiter(MemoryBudget budget, long bytes, String name, List<String> order) {
        Thread thread = new Thread(() -> {
            Reservation taken = budget.reserve(bytes, token);
            order.add(name);
            taken.close();
        });
        thread.start();
        return thread;
    }

    @Test
    void whoIsCancelledLeavesTheQueueToTheNext() throws Exception {
        MemoryBudget budget = new MemoryBudget(100);
        Reservation first = budget.reserve(50, token);
        RunCancellation other = new RunCancellation("other");
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread large = new Thread(() -> {
            try {
                budget.reserve(100, other);
            } catch (MigrationException e) {
                seen.set(e);
            }
        });
        large.start();
        await().until(() -> large.getState() == Thread.State.TIMED_WAITING);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread small = waiter(budget, 50, "small", order);
        await().until(() -> small.getState() == Thread.State.TIMED_WAITING);
        other.cancel();
        large.join();
        small.join();
        assertThat(seen.get()).isInstanceOf(MigrationException.class);
        assertThat(order).containsExactly("small");
        first.close();
        assertThat(budget.used()).isZero();
        token.cancel();
        assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> budget.reserve(1, token));
    }

    @Test
    void neverGivesMoreThanThereIs() throws Exception {
        MemoryBudget budget = new MemoryBudget(1000);
        AtomicLong inUse = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Random random = new Random(i);
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 500; n++) {
                    long bytes = random.nextInt(700);
                    Reservation taken = budget.reserve(bytes, token);
                    most.accumulateAndGet(inUse.addAndGet(bytes), Math::max);
                    LockSupport.parkNanos(1_000);
                    inUse.addAndGet(-bytes);
                    taken.close();
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1L, 1000L);
        assertThat(budget.used()).isZero();
    }
}
