package io.godwit.core.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.Plugins;
import io.godwit.core.RunOptions;
import io.godwit.core.internal.data.SmallPlugin;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/metrics.md against what real runs measure, both ways. */
final class MetersTest {
    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** A meter as people read of it. */
    private record Described(String type, String unit, Set<String> tags) {}

    private Migrator migrator(SmallPlugin database) {
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(Plugins.builder()
                        .discover(MetersTest.class.getClassLoader())
                        .add(DatabaseMigrator.class, database)
                        .build())
                .meterRegistry(registry)
                .build();
    }

    private Pipeline.Builder move() {
        return Pipeline.builder("all")
                .files(files -> files.from(directory.resolve("from").toUri().toString())
                        .to(directory.resolve("to").toUri().toString()))
                .database(database -> database.from("small://" + directory.resolve("source.db"))
                        .to("small://" + directory.resolve("target.db")));
    }

    /** A run that passes, with a lost connection on the way, and one that fails and is undone. */
    private void runAll() throws IOException {
        Files.createDirectories(directory.resolve("from"));
        for (int i = 0; i < 10; i++) {
            Files.writeString(directory.resolve("from/file-" + i), "content " + i);
        }
        SmallPlugin.fill(directory, 400);
        try (Migrator migrator = migrator(new SmallPlugin().breaking("load-block", 1, 2))) {
            MigrationReport passed = migrator.run(
                    move().options(options -> options.bytesPerSecond(100L << 20))
                            .step("note", context -> {
                                context.progress().addItems(1);
                                context.progress().report(Finding.info("test.note", "", "A note."));
                            })
                            .build(),
                    event -> {});
            assertThat(passed.outcome()).isEqualTo(Outcome.VERIFIED);
            MigrationReport failed = migrator.run(
                    Pipeline.builder("broken")
                            .step("break", context -> {
                                boolean again = Files.exists(directory.resolve("broke"));
                                Files.writeString(directory.resolve("broke"), "x");
                                throw MigrationException.of(ErrorCategory.CONNECTIVITY, "test.cut", "the line was cut")
                                        .retryable(!again)
                                        .build();
                            })
                            .options(options -> options.onFailure(RunOptions.OnFailure.ROLLBACK))
                            .build(),
                    event -> {});
            assertThat(failed.outcome()).isEqualTo(Outcome.RESTORED);
            check();
        }
    }

    private Map<String, Described> measured() {
        Map<String, Described> measured = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            measured.merge(
                    id.getName(),
                    new Described(
                            id.getType().name().toLowerCase(Locale.ROOT),
                            Objects.requireNonNullElse(id.getBaseUnit(), ""),
                            id.getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new))),
                    (one, other) -> {
                        assertThat(other).as(id.getName()).isEqualTo(one);
                        return one;
                    });
        }
        return measured;
    }

    private static Map<String, Described> documented() throws IOException {
        Map<String, Described> documented = new TreeMap<>();
        try (Stream<String> lines = Files.lines(Path.of("../docs/metrics.md"))) {
            for (String line : lines.filter(each -> each.startsWith("| `")).toList()) {
                String[] cells = line.split("\\|", -1);
                Described described = new Described(
                        cells[2].strip(),
                        cells[3].strip(),
                        Arrays.stream(cells[4].split(","))
                                .map(tag -> tag.replace("`", "").strip())
                                .filter(tag -> !tag.isEmpty())
                                .collect(Collectors.toCollection(TreeSet::new)));
                assertThat(cells[5].strip()).as("meaning of " + cells[1]).isNotEmpty();
                assertThat(documented.put(cells[1].replace("`", "").strip(), described))
                        .as(cells[1])
                        .isNull();
            }
        }
        return documented;
    }

    private void check() throws IOException {
        assertThat(measured()).isEqualTo(documented());
        assertThat(count("godwit.files", "step", "core:copy-tree")).isEqualTo(10);
        assertThat(count("godwit.rows", "step", "core:load-data")).isEqualTo(400 + 200 + 133);
        assertThat(registry.timer("godwit.sessions", "outcome", "VERIFIED").count())
                .isEqualTo(1);
        assertThat(registry.timer("godwit.sessions", "outcome", "RESTORED").count())
                .isEqualTo(1);
        assertThat(gauge("godwit.sessions.success.ratio")).isEqualTo(0.5);
        assertThat(gauge("godwit.sessions.active")).isZero();
        assertThat(gauge("godwit.memory.reserved")).isZero();
        assertThat(count("godwit.errors", "code", "test.cut")).isEqualTo(2);
        assertThat(count("godwit.retries", "of", "step")).isEqualTo(1);
        assertThat(count("godwit.connections.lost", "kind", "database")).isPositive();
        assertThat(registry.get("godwit.connections.open").gauges()).allMatch(gauge -> gauge.value() == 0);
        assertThat(gauge("godwit.process.memory.heap")).isPositive();
        assertThat(registry.get("godwit.process.cpu.time").functionCounter().count())
                .isPositive();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double count(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).counter().count();
    }

    @Test
    void everyMeterIsInTheListAndEveryMeterOfTheListIsThere() throws IOException {
        runAll();
        assertThat(registry.getMeters())
                .as("gauges of a closed migrator are gone")
                .noneMatch(meter -> meter.getId().getType() == Meter.Type.GAUGE);
        assertThat(count("godwit.files", "step", "core:copy-tree")).isEqualTo(10);
    }

    @Test
    void aSecondMigratorOnTheRegistryAddsUp() throws IOException {
        runAll();
        try (Migrator migrator = migrator(new SmallPlugin())) {
            migrator.run(
                    Pipeline.builder("again")
                            .files(files -> files.from(
                                            directory.resolve("from").toUri().toString())
                                    .to(directory.resolve("other").toUri().toString()))
                            .build(),
                    event -> {});
            assertThat(count("godwit.files", "step", "core:copy-tree")).isEqualTo(20);
            assertThat(gauge("godwit.sessions.success.ratio")).isEqualTo(1);
        }
    }
}
