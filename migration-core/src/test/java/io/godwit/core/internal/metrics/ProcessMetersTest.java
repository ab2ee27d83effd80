package io.godwit.core.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.Migrator;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the meters of the process against what the process does. */
final class ProcessMetersTest {
    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double counted(String name) {
        FunctionCounter counter = registry.find(name).functionCounter();
        assertThat(counter).as(name).isNotNull();
        return counter == null ? Double.NaN : counter.count();
    }

    private double gauged(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void tellWhatTheProcessTakes() throws IOException {
        try (Migrator migrator = Migrator.builder()
                .journal(directory.resolve("not/made/yet/godwit.db"))
                .meterRegistry(registry)
                .build()) {
            assertThat(migrator.plugins()).isNotNull();
            double processorTime = counted("godwit.process.cpu.time");
            double written = counted("godwit.process.disk.written");
            spend();

            assertThat(counted("godwit.process.cpu.time")).isGreaterThan(processorTime);
            assertThat(counted("godwit.process.disk.written")).isGreaterThanOrEqualTo(written + 4_000_000);
            assertThat(counted("godwit.process.disk.read")).isNotNegative();
            assertThat(counted("godwit.process.network.received")).isNotNegative();
            assertThat(counted("godwit.process.network.sent")).isNotNegative();
            assertThat(gauged("godwit.process.memory.heap"))
                    .isBetween(1_000_000.0, (double) Runtime.getRuntime().maxMemory());
            assertThat(gauged("godwit.process.memory.resident")).isGreaterThan(10_000_000);
            assertThat(gauged("godwit.journal.disk.free"))
                    .isCloseTo((double) Files.getFileStore(directory).getUsableSpace(), Percentage.withPercentage(20));
        }
    }

    private void spend() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 << 20);
        for (int i = 0; bytes.hasRemaining(); i++) {
            bytes.put((byte) (i * 31));
        }
        bytes.flip();
        // the checkout is on a disk; the directory of temporary files may be memory
        Path file = Files.createTempFile(Path.of("").toAbsolutePath(), "meters-", ".bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } finally {
            Files.delete(file);
        }
    }
}
