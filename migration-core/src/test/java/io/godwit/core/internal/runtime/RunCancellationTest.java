package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RunCancellationTest {
    @Test
    void failsWorkFromTheMomentOfCancellationOn() {
        RunCancellation token = new RunCancellation("session 7");
        token.throwIfCancelled();
        assertThat(token.isCancelled()).isFalse();
        token.cancel();
        assertThat(token.isCancelled()).isTrue();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(token::throwIfCancelled)
                .withMessageContaining("session 7")
                .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
    }

    @Test
    void failsAnInterruptedThreadAndLeavesItsFlag() {
        RunCancellation token = new RunCancellation("session 7");
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(MigrationException.class).isThrownBy(token::throwIfCancelled);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        token.throwIfCancelled();
    }

    @Test
    void runsActionsOnceNewestFirstAndSurvivesOneThatFails() {
        RunCancellation token = new RunCancellation("x");
        List<String> ran = new ArrayList<>();
        token.onCancel(() -> ran.add("first"));
        CancellationToken.Registration gone = token.onCancel(() -> ran.add("taken back"));
        token.onCancel(() -> {
            throw new IllegalStateException("cannot stop");
        });
        token.onCancel(() -> ran.add("last"));
        gone.close();
        gone.close();
        token.cancel();
        token.cancel();
        assertThat(ran).containsExactly("last", "first");
        token.onCancel(() -> ran.add("late"));
        assertThat(ran).containsExactly("last", "first", "late");
    }

    @Test
    void endsASleepAtOnce() throws Exception {
        RunCancellation token = new RunCancellation("x");
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread sleeper = new Thread(() -> {
            begun.countDown();
            try {
                Waiting.sleep(Duration.ofHours(1), token);
            } catch (MigrationException e) {
                seen.set(e);
            }
        });
        sleeper.start();
        begun.await();
        token.cancel();
        sleeper.join();
        assertThat(seen.get()).isInstanceOf(MigrationException.class);
    }

    @Test
    void endsASleepByInterruptAndKeepsTheFlag() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> Waiting.sleep(Duration.ofHours(1), new RunCancellation("x")));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void sleepsAsLongAsToldWhenNobodyCancels() {
        long before = System.nanoTime();
        Waiting.sleep(Duration.ofMillis(30), new RunCancellation("x"));
        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
    }
}
