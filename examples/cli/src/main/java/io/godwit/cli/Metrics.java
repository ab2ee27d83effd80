package io.godwit.cli;

import io.godwit.core.Migrator;
import io.godwit.core.MigratorBuilder;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Writes what a run measured to a file. */
final class Metrics {
    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description =
                    "Write what was measured there when it is over, as text that Prometheus reads; docs/metrics.md"
                            + " lists it.")
    @Nullable
    Path file;

    private @Nullable SimpleMeterRegistry registry;

    /** A migrator that is measured where that was asked for. */
    Migrator migrator(MigratorBuilder builder) {
        if (file == null) {
            return builder.build();
        }
        SimpleMeterRegistry made = new SimpleMeterRegistry();
        registry = made;
        return builder.meterRegistry(made).build();
    }

    /** Writes the file, whole or not at all; called before the migrator is closed. */
    void write() {
        Path target = file;
        SimpleMeterRegistry measured = registry;
        if (target == null || measured == null) {
            return;
        }
        Path whole = target.toAbsolutePath();
        Path part = whole.resolveSibling("." + whole.getFileName() + ".godwit-part");
        try {
            Files.writeString(part, MetricsText.of(measured));
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "metrics.not-written",
                            "what was measured cannot be written to \"" + target + "\": "
                                    + e.getClass().getSimpleName())
                    .subject(target.toString())
                    .remedy("Name a file in a directory that is there and may be written.")
                    .cause(e)
                    .build();
        }
    }
}
