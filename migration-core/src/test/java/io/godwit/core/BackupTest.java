package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.data.SmallPlugin;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the destination at another place, made before it is changed. */
@Tag("guarantee-backup")
final class BackupTest {
    @TempDir
    private Path directory;

    private Migrator migrator() {
        Plugins plugins = Plugins.builder()
                .discover(getClass().getClassLoader())
                .add(DatabaseMigrator.class, new SmallPlugin())
                .build();
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(plugins)
                .build();
    }

    private Location backups() {
        return Location.of(directory.resolve("backups").toUri());
    }

    private MigrationSpec spec(BackupSpec backup) {
        return MigrationSpec.builder("shop")
                .source(s -> s.at(directory.resolve("old").toUri().toString())
                        .database("small://" + directory.resolve("source.db")))
                .destination(d -> d.at(directory.resolve("new").toUri().toString())
                        .database("small://" + directory.resolve("target.db")))
                .options(o -> o.backup(backup))
                .build();
    }

    private void site(String side, String text) throws IOException {
        Files.createDirectories(directory.resolve(side));
        Files.writeString(directory.resolve(side).resolve("index.html"), text);
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("backups"))) {
            return all.sorted().toList();
        }
    }

    @Test
    void whatWasThereIsKeptReadBackTriedAndRestorable() throws IOException {
        SmallPlugin.fill(directory, 200);
        site("old", "new content");
        site("new", "former content");
        List<String> former = SmallPlugin.rows(directory.resolve("target.db"), "orders");
        try (Migrator migrator = migrator()) {
            MigrationReport report = migrator.run(spec(BackupSpec.to(backups())), event -> {});

            assertThat(report.session().outcome()).isEqualTo(Outcome.VERIFIED);
            assertThat(report.session().steps().stream().map(StepRecord::id)).startsWith("back-up");
            assertThat(report.session().backups())
                    .anyMatch(backup -> backup.kind() == BackupInfo.Kind.CAPSULE
                            && backup.location().contains("configuration, database, files"));
            assertThat(SmallPlugin.contents(directory.resolve("target.db")).keySet())
                    .noneMatch(name -> name.contains("_b0"));
            assertThat(Files.readString(directory.resolve("new/index.html"))).isEqualTo("new content");

            Capsule backup = migrator.verifyCapsule(Location.of(kept().get(0).toUri()));
            Capsule.Side side = backup.side(Capsule.DESTINATION).orElseThrow();
            MigrationSpec back = MigrationSpec.builder("back")
                    .source(s -> s.at(side.trees().get(0).location())
                            .database(side.databases().get(0).location().uri().toString()))
                    .destination(d -> d.at(directory.resolve("restored").toUri().toString())
                            .database("small://" + directory.resolve("restored.db")))
                    .build();
            assertThat(migrator.run(back, event -> {}).session().outcome()).isEqualTo(Outcome.VERIFIED);
        }
        assertThat(directory.resolve("restored/index.html")).hasContent("former content");
        assertThat(SmallPlugin.rows(directory.resolve("restored.db"), "orders")).isEqualTo(former);
    }

    @Test
    void onlyTheNewestAreKeptAndOnlyTheKindsThatWereAskedFor() throws IOException {
        site("old", "content");
        site("new", "former");
        BackupSpec two = new BackupSpec(backups(), EnumSet.of(BackupSpec.Kind.FILES), 2);
        MigrationSpec spec = MigrationSpec.builder("shop")
                .source(s -> s.at(directory.resolve("old").toUri().toString()))
                .destination(d -> d.at(directory.resolve("new").toUri().toString()))
                .options(o -> o.backup(two))
                .build();
        try (Migrator migrator = migrator()) {
            migrator.run(spec, event -> {});
            Path oldest = kept().get(0);
            site("old", "content of the second run");
            migrator.run(spec, event -> {});
            assertThat(kept()).hasSize(2).contains(oldest);
            site("old", "content of the third run");
            migrator.run(spec, event -> {});

            assertThat(kept()).hasSize(2).doesNotContain(oldest);
            Capsule newest = migrator.verifyCapsule(Location.of(kept().get(1).toUri()));
            assertThat(newest.sides().get(0).databases()).isEmpty();
        }
    }

    @Test
    void aBackupThatCannotBeMadeStopsBeforeAnythingIsChanged() throws IOException {
        site("old", "content");
        site("new", "former");
        Files.writeString(directory.resolve("backups"), "a file where a directory should be");
        MigrationSpec spec = MigrationSpec.builder("shop")
                .source(s -> s.at(directory.resolve("old").toUri().toString()))
                .destination(d -> d.at(directory.resolve("new").toUri().toString()))
                .options(o -> o.backup(BackupSpec.to(backups())))
                .build();
        try (Migrator migrator = migrator()) {
            assertThat(migrator.run(spec, event -> {}).session().status()).isEqualTo(SessionStatus.FAILED);
        }
        assertThat(directory.resolve("new/index.html")).hasContent("former");
    }

    @Test
    void theSpecificationSaysItInWords() {
        MigrationSpec spec = SpecLoader.fromJson("""
            {"version": 1, "name": "shop", "source": {"url": "file:///old"}, "destination": {"url": "file:///new"},
             "options": {"backup": {"to": "file:///backups", "key": "env:KEY", "kinds": ["files"], "keep": 7}}}
            """);
        BackupSpec backup = spec.options().backup().orElseThrow();
        assertThat(backup.keep()).isEqualTo(7);
        assertThat(backup.kinds()).containsExactly(BackupSpec.Kind.FILES);
        assertThat(backup.to().secret(Capsule.KEY)).hasToString("Optional[env:KEY]");
        assertThat(SpecLoader.fromJson(spec.toJson())).isEqualTo(spec);
    }
}
