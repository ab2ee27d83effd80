package io.godwit.core.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048524, 1024 KiB",
        "1048575, 1.0 MiB",
        "1048576, 1.0 MiB",
        "641728512, 612 MiB",
        "9223372036854775807, 8.0 EiB",
    })
    void bytes(long value, String expected) {
        assertThat(Amounts.bytes(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "9999, 9.9 s",
        "10000, 10 s",
        "59999, 59 s",
        "60000, 1 min",
        "192000, 3 min 12 s",
        "7500000, 2 h 5 min",
        "90000000, 1 d 1 h",
        "-5, 0 ms",
    })
    void durations(long millis, String expected) {
        assertThat(Amounts.duration(Duration.ofMillis(millis))).isEqualTo(expected);
    }

    @Test
    void ratesCountsAndTimes() {
        assertThat(Amounts.itemRate(7.83)).isEqualTo("7.8/s");
        assertThat(Amounts.itemRate(1250.4)).isEqualTo("1,250/s");
        assertThat(Amounts.byteRate(6_710_886)).isEqualTo("6.4 MiB/s");
        assertThat(Amounts.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Amounts.plural(1, "thing", "things")).isEqualTo("1 thing");
        assertThat(Amounts.plural(0, "thing", "things")).isEqualTo("0 things");
        assertThat(Amounts.time(Instant.parse("2026-03-14T21:04:10.9Z"))).isEqualTo("2026-03-14 21:04:10 UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "22900000, true, 25165824",
        "0, true, 4",
        "1, false, 1",
        "7, false, 8",
        "606, false, 800",
        "123881, false, 160000",
        "1000, true, 1000",
        "1024, true, 1024",
    })
    void axesEndAtRoundNumbers(double value, boolean binary, double expected) {
        assertThat(Charts.roundUp(value, binary)).isEqualTo(expected);
    }
}
