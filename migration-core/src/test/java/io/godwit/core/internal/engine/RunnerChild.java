package io.godwit.core.internal.engine;

import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Pipeline;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import java.nio.file.Path;
import java.time.Duration;

/** A run in a JVM of its own, to be found at work: {@code directory lease-in-milliseconds}. */
final class RunnerChild {
    private RunnerChild() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        Duration lease = Duration.ofMillis(Long.parseLong(arguments[1]));
        try (Migrator migrator = Engines.migrator(directory, CrashPoint.NONE, lease, "child", false)) {
            MigrationReport report = migrator.run(migrator.plan(pipeline(directory)));
            System.out.println("ended " + report.outcome());
        } catch (MigrationException e) {
            System.out.println("refused " + e.code());
        }
    }

    static Pipeline pipeline(Path directory) {
        return Pipeline.builder("slow")
                .step(FileSteps.step("first", Phase.COPY, directory.resolve("out"), 2, "one"))
                .step(SlowSteps.step("slow", Phase.COPY, directory))
                .build();
    }
}
