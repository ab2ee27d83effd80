package io.godwit.core.internal.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process uses of its machine. Where the system does not tell, a meter is not there (before Linux, all that comes from {@code
 * /proc}).
 */
final class ProcessMeters {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Path IO = Path.of("/proc/self/io");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path NETWORK = Path.of("/proc/self/net/dev");

    private final @Nullable Path journal;

    ProcessMeters(@Nullable Path journal) {
        this.journal = journal;
    }

    List<Meter> register(MeterRegistry registry) {
        List<Meter> meters = new ArrayList<>();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            meters.add(gauge(registry, "godwit.process.cpu.usage", null, system::getProcessCpuLoad));
            meters.add(
                    counter(registry, "godwit.process.cpu.time", "seconds", () -> system.getProcessCpuTime() / SECOND));
        }
        meters.add(gauge(
                registry,
                "godwit.process.memory.heap",
                BaseUnits.BYTES,
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()));
        if (Files.isReadable(STATUS)) {
            meters.add(gauge(
                    registry, "godwit.process.memory.resident", BaseUnits.BYTES, () -> field(STATUS, "VmRSS:") * 1024));
        }
        if (Files.isReadable(IO)) {
            meters.add(counter(registry, "godwit.process.disk.read", BaseUnits.BYTES, () -> field(IO, "read_bytes:")));
            meters.add(
                    counter(registry, "godwit.process.disk.written", BaseUnits.BYTES, () -> field(IO, "write_bytes:")));
        }
        if (Files.isReadable(NETWORK)) {
            meters.add(counter(registry, "godwit.process.network.received", BaseUnits.BYTES, () -> network(0)));
            meters.add(counter(registry, "godwit.process.network.sent", BaseUnits.BYTES, () -> network(8)));
        }
        Path file = journal;
        if (file != null) {
            meters.add(gauge(registry, "godwit.journal.disk.free", BaseUnits.BYTES, () -> free(file)));
        }
        return meters;
    }

    private static Meter gauge(MeterRegistry registry, String name, @Nullable String unit, DoubleSupplier value) {
        return Gauge.builder(name, value::getAsDouble)
                .baseUnit(unit)
                .strongReference(true)
                .register(registry);
    }

    /** The registry holds what it counts weakly, so it counts this class: that never goes. */
    private static Meter counter(MeterRegistry registry, String name, String unit, DoubleSupplier value) {
        return FunctionCounter.builder(name, ProcessMeters.class, type -> value.getAsDouble())
                .baseUnit(unit)
                .register(registry);
    }

    /** The number behind a name; not a number where it cannot be read now, as then it is not known. */
    private static double field(Path file, String name) {
        for (String line : lines(file)) {
            if (line.startsWith(name)) {
                return Double.parseDouble(line.substring(name.length()).strip().split("\\s+", 2)[0]);
            }
        }
        return Double.NaN;
    }

    /** The sum of a column over all interfaces but the loopback. */
    private static double network(int column) {
        List<String> lines = lines(NETWORK);
        double sum = lines.isEmpty() ? Double.NaN : 0;
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
                sum += Double.parseDouble(line.substring(colon + 1).strip().split("\\s+", -1)[column]);
            }
        }
        return sum;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            // A meter must not fail its reader; what cannot be read is told as not known.
            return List.of();
        }
    }

    private static double free(Path journal) {
        try {
            for (Path at = journal.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
                if (Files.exists(at)) {
                    return Files.getFileStore(at).getUsableSpace();
                }
            }
            return Double.NaN;
        } catch (IOException e) {
            // As above.
            return Double.NaN;
        }
    }
}
