package io.godwit.core.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationReport.Sample;
import io.godwit.core.internal.report.Throughput.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ThroughputTest {
    private static List<Sample> steady(String step, long from, long seconds, long perSecond) {
        List<Sample> samples = new ArrayList<>();
        for (long i = 0; i <= seconds; i++) {
            samples.add(new Sample(step, SampleReports.START.plusSeconds(from + i), i * perSecond, i));
        }
        return samples;
    }

    @Test
    void aSteadyStepIsAFlatLine() {
        Throughput series = Throughput.of(steady("a", 0, 60, 1000), Sample::bytes);
        assertThat(series.rates())
                .hasSize(120)
                .allSatisfy(rate -> assertThat(rate).isCloseTo(1000, Offset.offset(0.001)));
        assertThat(series.length()).isEqualTo(Duration.ofSeconds(60));
        assertThat(series.pauses()).isEmpty();
        assertThat(series.spans()).containsExactly(new Span("a", Duration.ZERO, Duration.ofSeconds(60)));
    }

    @Test
    void stepsAtTheSameTimeAddUp() {
        List<Sample> both = new ArrayList<>(steady("a", 0, 60, 1000));
        both.addAll(steady("b", 30, 30, 500));
        Throughput series = Throughput.of(both, Sample::bytes);
        assertThat(series.rates().get(10)).isCloseTo(1000, Offset.offset(0.001));
        assertThat(series.rates().get(100)).isCloseTo(1500, Offset.offset(0.001));
        assertThat(series.peak()).isCloseTo(1500, Offset.offset(0.001));
    }

    @Test
    void theTimeBetweenAFailureAndItsResumeIsLeftOut() {
        List<Sample> twice = new ArrayList<>(steady("a", 0, 30, 1000));
        for (Sample sample : steady("a", 7200, 30, 1000)) {
            twice.add(new Sample("a", sample.at(), sample.bytes() + 30_000, sample.items()));
        }
        Throughput series = Throughput.of(twice, Sample::bytes);
        assertThat(series.length()).isEqualTo(Duration.ofSeconds(60));
        assertThat(series.pauses()).containsExactly(Duration.ofSeconds(30));
        assertThat(series.peak()).isCloseTo(1000, Offset.offset(0.001));
    }

    @Test
    void aStepThatBeganAnewDoesNotCountBackwards() {
        List<Sample> anew = new ArrayList<>(steady("a", 0, 10, 1000));
        anew.addAll(steady("a", 11, 10, 1000));
        Throughput series = Throughput.of(anew, Sample::bytes);
        assertThat(series.rates()).allSatisfy(rate -> assertThat(rate).isNotNegative());
        assertThat(series.peak()).isCloseTo(1000, Offset.offset(0.001));
    }

    @Test
    void nothingGivesNothing() {
        assertThat(Throughput.of(List.of(), Sample::bytes).rates()).isEmpty();
        assertThat(Throughput.of(List.of(), Sample::bytes).peak()).isZero();
        assertThat(Throughput.of(steady("a", 0, 0, 5), Sample::bytes).rates()).isEmpty();
    }
}
