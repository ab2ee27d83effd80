package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class ProgressMeterTest {
    private final ManualTime time = new ManualTime();
    private final List<Finding> findings = new ArrayList<>();
    private final ProgressMeter meter = new ProgressMeter(findings::add, time);

    @Test
    void tellsRateAndTimeLeft() {
        meter.expect(100_000, 1000);
        for (int i = 0; i < 20; i++) {
            time.pass(Duration.ofMillis(250));
            meter.addBytes(500);
            meter.addItems(5);
            meter.snapshot();
        }
        ProgressSnapshot seen = meter.snapshot();
        assertThat(seen.bytes()).isEqualTo(10_000);
        assertThat(seen.items()).isEqualTo(100);
        assertThat(seen.bytesPerSecond()).isCloseTo(2000, Percentage.withPercentage(0.1));
        assertThat(seen.itemsPerSecond()).isCloseTo(20, Percentage.withPercentage(0.1));
        assertThat(seen.elapsed()).isEqualTo(Duration.ofSeconds(5));
        assertThat(seen.percent()).isEqualTo(10);
        assertThat(seen.remaining().orElseThrow()).isBetween(Duration.ofMillis(44_900), Duration.ofMillis(45_100));
    }

    @Test
    void followsAChangeOfPaceWithinSecondsButNotAtOnce() {
        for (int i = 0; i < 120; i++) {
            time.pass(Duration.ofMillis(250));
            meter.addBytes(1000);
            meter.snapshot();
        }
        time.pass(Duration.ofMillis(250));
        assertThat(meter.snapshot().bytesPerSecond()).isBetween(3500.0, 4000.0);
        for (int i = 0; i < 160; i++) {
            time.pass(Duration.ofMillis(250));
            meter.snapshot();
        }
        assertThat(meter.snapshot().bytesPerSecond()).isLessThan(40);
    }

    @Test
    void doesNotDependOnHowOftenItIsAsked() {
        ProgressMeter often = new ProgressMeter(findings::add, time);
        for (int i = 0; i < 1000; i++) {
            time.pass(Duration.ofMillis(10));
            meter.addBytes(100);
            often.addBytes(100);
            often.snapshot();
            if (i % 200 == 199) {
                meter.snapshot();
            }
        }
        assertThat(often.snapshot().bytesPerSecond())
                .isCloseTo(meter.snapshot().bytesPerSecond(), Percentage.withPercentage(1));
    }

    @Test
    void whatWasDoneBeforeCountsForTheTotalAndNotForTheRate() {
        meter.expect(1000, 0);
        meter.skip(900, 9);
        time.pass(Duration.ofSeconds(1));
        meter.addBytes(50);
        ProgressSnapshot seen = meter.snapshot();
        assertThat(seen.bytes()).isEqualTo(950);
        assertThat(seen.items()).isEqualTo(9);
        assertThat(seen.bytesPerSecond()).isCloseTo(50, Percentage.withPercentage(0.1));
        assertThat(seen.remaining()).contains(Duration.ofSeconds(1));
        assertThat(seen.percent()).isEqualTo(95);
    }

    @Test
    void saysNothingThatItCannotKnow() {
        assertThat(meter.snapshot().remaining()).isEmpty();
        assertThat(meter.snapshot().percent()).isZero();
        assertThat(meter.snapshot().bytesPerSecond()).isZero();
        meter.expect(10, 0);
        time.pass(Duration.ofSeconds(1));
        assertThat(meter.snapshot().remaining()).isEmpty();
        meter.addBytes(10);
        time.pass(Duration.ofSeconds(1));
        assertThat(meter.snapshot().remaining()).contains(Duration.ZERO);
        assertThat(meter.snapshot().percent()).isEqualTo(100);
    }

    @Test
    void bytesAndItemsDecideTogether() {
        meter.expect(200_000_000, 300);
        for (int i = 0; i < 40; i++) {
            time.pass(Duration.ofMillis(250));
            meter.addBytes(4_900_000);
            meter.snapshot();
        }
        meter.addItems(1);

        // 299 small files are left behind a large one, and none of them has shown yet how long it takes
        assertThat(meter.snapshot().remaining().orElseThrow()).isLessThan(Duration.ofSeconds(5));
        assertThat(meter.snapshot().percent()).isBetween(90, 97);
    }

    @Test
    void manySmallThingsCountByTheirNumber() {
        meter.expect(1000, 1000);
        time.pass(Duration.ofSeconds(1));
        meter.addBytes(900);
        meter.addItems(10);
        assertThat(meter.snapshot().remaining().orElseThrow()).isGreaterThan(Duration.ofSeconds(90));
        assertThat(meter.snapshot().percent()).isEqualTo(1);
        meter.addItems(989);
        meter.addBytes(100);
        assertThat(meter.snapshot().percent()).isEqualTo(99);
        meter.addItems(1);
        assertThat(meter.snapshot().percent()).isEqualTo(100);
    }

    @Test
    void countsFromManyThreadsAndPassesFindingsOn() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 10_000; n++) {
                    meter.addBytes(3);
                    meter.addItems(1);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(meter.snapshot().bytes()).isEqualTo(240_000);
        assertThat(meter.snapshot().items()).isEqualTo(80_000);
        meter.report(Finding.info("tree.odd", "a", "something"));
        assertThat(findings).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> meter.addBytes(-1));
    }
}
