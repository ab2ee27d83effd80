package io.godwit.core.internal.engine;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Plugins;
import io.godwit.core.Runbook;
import io.godwit.core.internal.journal.RunnerIdentity;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.core.internal.run.RunSettings;
import io.godwit.core.internal.runtime.MemoryBudget;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.spi.SecretResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Migrators for tests, with the file steps, and without long pauses. */
final class Engines {
    private Engines() {}

    static Migrator migrator(Path directory) {
        return migrator(directory, CrashPoint.NONE, Duration.ofSeconds(60), "tester", false);
    }

    static Migrator migrator(
            Path directory, CrashPoint crashPoint, Duration leaseTime, String owner, boolean needsApproval) {
        RunSettings run = new RunSettings(
                Plugins.builder().build(),
                null,
                Clock.systemUTC(),
                MemoryBudget.ofHeap(),
                RetryPolicy.of(3, Duration.ofMillis(1), Duration.ofMillis(2)),
                secret -> {},
                crashPoint);
        SecretResolver none = new NoSecrets();
        return new DefaultMigrator(new EngineSettings(
                directory.resolve("state/godwit.db"),
                run,
                List.of(none),
                List.of(new FileSteps(), new FileSteps.Verify(), new OnceStep(), new SlowSteps()),
                text -> text,
                RunnerIdentity.here(owner),
                leaseTime,
                needsApproval,
                "help@example.com"));
    }

    private static final class NoSecrets implements SecretResolver {
        @Override
        public String scheme() {
            return "none";
        }

        @Override
        public io.godwit.spi.Secret resolve(String name) {
            return io.godwit.spi.Secret.of(new char[0]);
        }
    }

    /** Why a session failed, which it did. */
    static ErrorInfo error(MigrationReport report) {
        return Objects.requireNonNull(report.session().error());
    }

    /** What a person has to decide, which somebody has to. */
    static Runbook runbook(MigrationReport report) {
        return Objects.requireNonNull(report.session().runbook());
    }

    /** What is in a directory, by name, with contents. */
    static Map<String, String> contents(Path directory) {
        Map<String, String> contents = new TreeMap<>();
        if (!Files.exists(directory)) {
            return contents;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(directory.relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    /** Keeps what happened. Thread-safe. */
    static final class Heard implements Consumer<MigrationEvent> {
        private final List<MigrationEvent> events = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void accept(MigrationEvent event) {
            events.add(event);
        }

        <T extends MigrationEvent> List<T> of(Class<T> type) {
            synchronized (events) {
                return events.stream().filter(type::isInstance).map(type::cast).toList();
            }
        }
    }
}
