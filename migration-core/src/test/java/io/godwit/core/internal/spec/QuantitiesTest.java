package io.godwit.core.internal.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.ByteRate;
import io.godwit.core.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers with units, and names that were probably meant. */
class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0B,0",
        "1B,1",
        "64MB,64000000",
        "64MiB,67108864",
        "1.5GiB,1610612736",
        "1 TB,1000000000000",
        "2tib,2199023255552",
        "10kB,10000",
        "10KB,10000",
        "0.5KiB,512",
        "' 7 B ',7"
    })
    void sizesAreRead(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "64",
                "MB",
                "64XB",
                "-1B",
                "1e3B",
                "1,5GB",
                "64MB/s",
                "9999999999999999999B",
                "8388608TiB",
                "1..5B"
            })
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"20MiB/s,20971520", "20MB/s,20000000", "100Mbit/s,12500000", "8bit/s,1", "1.5 kB/s,1500"})
    void ratesAreRead(String text, long bytes) {
        assertThat(ByteRate.parse(text).bytesPerSecond()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "20MiB", "20/s", "0B/s", "7bit/s", "/s", "bit/s", "20MB/h"})
    void whatIsNoRateIsRefused(String text) {
        assertThatThrownBy(() -> ByteRate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"30s,PT30S", "15m,PT15M", "2h,PT2H", "1d,PT24H", "250ms,PT0.25S", "' 5 s',PT5S", "0s,PT0S"})
    void timesAreRead(String text, Duration time) {
        assertThat(Times.parse(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5h", "2 hours", "99999999999d"})
    void whatIsNoTimeIsRefused(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadBack() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int i = 0; i < 2000; i++) {
            long value = random.nextLong(1, 1L << random.nextInt(1, 62));
            assertThat(ByteSize.parse(new ByteSize(value).toString()).bytes()).isEqualTo(value);
            assertThat(ByteRate.parse(new ByteRate(value).toString()).bytesPerSecond())
                    .isEqualTo(value);
            Duration time = Duration.ofMillis(random.nextLong(0, 9_999_999_999L));
            assertThat(Times.parse(Times.text(time))).contains(time);
        }
        assertThat(new ByteSize(0)).hasToString("0B");
        assertThat(new ByteSize(1 << 20)).hasToString("1MiB");
        assertThat(new ByteSize(64_000_000)).hasToString("64MB");
        assertThat(Times.text(Duration.ofMinutes(90))).isEqualTo("90m");
        assertThat(Times.text(Duration.ZERO)).isEqualTo("0ms");
    }

    @Test
    void limitsAreHeld() {
        assertThatThrownBy(() -> new ByteSize(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteRate(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "paralelism,parallelism",
        "parallelsim,parallelism",
        "bandwidthLimit,bandwidth_limit",
        "bandwith-limit,bandwidth_limit",
        "exlcude,exclude",
        "EXCLUDE,exclude",
        "exclud,exclude",
        "wibble,",
        "x,",
        "'',",
    })
    void theNearestNameIsFound(String word, String expected) {
        assertThat(Nearest.among(
                        word == null ? "" : word,
                        List.of("parallelism", "bandwidth_limit", "exclude", "include", "database")))
                .isEqualTo(java.util.Optional.ofNullable(expected));
        assertThat(Nearest.among("x".repeat(100_000), List.of("x"))).isEmpty();
    }
}
