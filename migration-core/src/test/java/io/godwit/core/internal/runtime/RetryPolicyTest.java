package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {
    private final RunCancellation token = new RunCancellation("the run");
    private final List<Duration> slept = new ArrayList<>();
    private final RetryPolicy policy = RetryPolicy.of(6, Duration.ofMillis(500), Duration.ofSeconds(3))
            .withSleeper((time, cancellation) -> slept.add(time))
            .withRandom(() -> 1);

    private static MigrationException passing(int attempt) {
        return MigrationException.of(ErrorCategory.CONNECTIVITY, "host.lost", "lost for the " + attempt + ". time")
                .retryable(true)
                .build();
    }

    @Test
    void repeatsUntilItWorks() {
        AtomicInteger attempts = new AtomicInteger();
        List<String> heard = new ArrayList<>();
        String result = policy.withListener((what, failure, attempt, pause) ->
                        heard.add(what + " " + failure.code() + " " + attempt + " " + pause.toMillis()))
                .call("unit 1", token, () -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw passing(attempts.get());
                    }
                    return "done";
                });
        assertThat(result).isEqualTo("done");
        assertThat(heard).containsExactly("unit 1 host.lost 1 500", "unit 1 host.lost 2 1000");
    }

    @Test
    void pausesDoubleUpToTheCapAndTheLastFailureTellsHowOften() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> policy.run("unit", token, () -> {
                    throw passing(attempts.incrementAndGet());
                }))
                .satisfies(failure -> {
                    assertThat(failure).hasMessage("lost for the 6. time");
                    assertThat(failure.trail()).containsExactly("attempt 6");
                    assertThat(failure.getSuppressed())
                            .singleElement()
                            .satisfies(before -> assertThat(before).hasMessage("lost for the 5. time"));
                });
        assertThat(slept.stream().map(Duration::toMillis)).containsExactly(500L, 1000L, 2000L, 3000L, 3000L);
    }

    @Test
    void jitterIsFull() {
        AtomicInteger attempts = new AtomicInteger();
        double[] dice = {0, 0.25, 0.999};
        AtomicInteger throwsOfDice = new AtomicInteger();
        policy.withRandom(() -> dice[throwsOfDice.getAndIncrement()]).run("unit", token, () -> {
            if (attempts.incrementAndGet() < 4) {
                throw passing(attempts.get());
            }
        });
        assertThat(slept.stream().map(Duration::toMillis)).containsExactly(0L, 250L, 1998L);
    }

    @Test
    void doesNotRepeatWhatARetryCannotHelp() {
        AtomicInteger attempts = new AtomicInteger();
        MigrationException lasting = MigrationException.of(ErrorCategory.CONFIGURATION, "plugin.missing", "no")
                .build();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> policy.run("unit", token, () -> {
                    attempts.incrementAndGet();
                    throw lasting;
                }))
                .isSameAs(lasting);
        assertThatIllegalStateException()
                .isThrownBy(() -> policy.run("unit", token, () -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("a defect");
                }));
        assertThat(attempts).hasValue(2);
        assertThat(slept).isEmpty();
    }

    @Test
    void aCancelledRunIsNotRepeated() {
        AtomicInteger attempts = new AtomicInteger();
        MigrationException same = passing(1);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> policy.run("unit", token, () -> {
                    attempts.incrementAndGet();
                    token.cancel();
                    throw same;
                }))
                .isSameAs(same);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> policy.run("unit", token, attempts::incrementAndGet))
                .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void theSameFailureThrownTwiceIsNoTrouble() {
        MigrationException same = passing(1);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> policy.run("unit", token, () -> {
                    throw same;
                }))
                .withMessage("lost for the 1. time");
    }

    @Test
    void reallySleepsAndCancellationEndsThat() {
        RetryPolicy slow =
                RetryPolicy.of(2, Duration.ofHours(1), Duration.ofHours(1)).withRandom(() -> 1);
        Thread canceller = new Thread(token::cancel);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> slow.withListener((what, failure, attempt, pause) -> canceller.start())
                        .run("unit", token, () -> {
                            throw passing(1);
                        }))
                .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
    }

    @Test
    void knowsItsDefaults() {
        assertThat(RetryPolicy.standard().maxAttempts()).isEqualTo(5);
        assertThat(RetryPolicy.none().maxAttempts()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.of(0, Duration.ZERO, Duration.ZERO));
    }
}
