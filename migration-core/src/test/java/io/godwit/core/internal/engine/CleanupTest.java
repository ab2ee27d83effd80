package io.godwit.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.BackupInfo;
import io.godwit.core.CleanupReport;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.Plugins;
import io.godwit.core.RollbackOptions;
import io.godwit.core.RunOptions;
import io.godwit.core.internal.data.SmallPlugin;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session keeps of the destination as it was: how long, and how it goes. */
@Tag("guarantee-leftovers")
final class CleanupTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(directory.resolve("from"));
        Files.createDirectories(directory.resolve("to"));
        Files.writeString(directory.resolve("from/a"), "new a");
        Files.writeString(directory.resolve("from/b"), "new b");
        Files.writeString(directory.resolve("to/a"), "older a");
        Files.writeString(directory.resolve("to/other"), "stays");
        SmallPlugin.fill(directory, 60);
    }

    private Migrator migrator(SmallPlugin database) {
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(Plugins.builder()
                        .discover(CleanupTest.class.getClassLoader())
                        .add(DatabaseMigrator.class, database)
                        .build())
                .build();
    }

    private Pipeline.Builder move() {
        return Pipeline.builder("all")
                .files(files -> files.from(directory.resolve("from").toUri().toString())
                        .to(directory.resolve("to").toUri().toString()))
                .database(database -> database.from("small://" + directory.resolve("source.db"))
                        .to("small://" + directory.resolve("target.db")));
    }

    private Path target() {
        return directory.resolve("target.db");
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("to"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(".godwit-"))
                    .toList();
        }
    }

    private List<String> areas() {
        return SmallPlugin.contents(target()).keySet().stream()
                .filter(name -> name.startsWith("table godwit_"))
                .toList();
    }

    private void assertMoved() throws IOException {
        assertThat(Files.readString(directory.resolve("to/a"))).isEqualTo("new a");
        assertThat(Files.readString(directory.resolve("to/other"))).isEqualTo("stays");
        assertThat(SmallPlugin.rows(target(), "orders"))
                .isEqualTo(SmallPlugin.rows(directory.resolve("source.db"), "orders"));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void whatASessionKeptStaysUntilItIsGivenUpByName() throws IOException {
        try (Migrator migrator = migrator(new SmallPlugin())) {
            MigrationReport report = migrator.run(move().build(), event -> {});
            String session = report.session().id();
            assertThat(report.outcome()).as(report.toJson()).isEqualTo(Outcome.VERIFIED);
            assertThat(report.session().backups())
                    .extracting(BackupInfo::kind, BackupInfo::items)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(BackupInfo.Kind.PRE_IMAGES, 1L),
                            org.assertj.core.groups.Tuple.tuple(BackupInfo.Kind.FORMER_TABLES, 1L));

            CleanupReport left = migrator.cleanup();
            assertThat(left.removed()).isEmpty();
            assertThat(left.kept()).extracting(Finding::code).containsExactly("cleanup.needed", "cleanup.needed");
            assertThat(kept()).hasSize(1);
            assertThat(areas()).isNotEmpty();

            CleanupReport gone = migrator.cleanup(session);
            assertThat(gone.removed()).hasSize(2);
            assertThat(gone.kept()).isEmpty();
            assertThat(kept()).isEmpty();
            assertThat(areas()).isEmpty();
            assertMoved();
            assertThat(migrator.session(session).backups()).allMatch(backup -> backup.removedAt() != null);
            assertThat(migrator.cleanup(session).removed()).isEmpty();

            assertRefused(
                    () -> migrator.rollback(session, RollbackOptions.confirmed(), event -> {}), "session.cleaned-up");
            assertRefused(() -> migrator.verify(session, event -> {}), "session.cleaned-up");
            assertMoved();
        }
    }

    @Test
    void aRollbackBeforeThatPutsEverythingBackAndLeavesNothing() throws IOException {
        Map<String, List<String>> before = SmallPlugin.contents(target());
        try (Migrator migrator = migrator(new SmallPlugin())) {
            String session = migrator.run(move().build(), event -> {}).session().id();
            assertThat(migrator.rollback(session, RollbackOptions.confirmed(), event -> {})
                            .outcome())
                    .isEqualTo(Outcome.RESTORED);
            assertThat(kept()).isEmpty();
            assertThat(SmallPlugin.contents(target())).isEqualTo(before);
            assertThat(migrator.session(session).backups()).allMatch(backup -> backup.removedAt() != null);
            assertThat(migrator.cleanup().kept()).isEmpty();
            assertThat(migrator.cleanup(session).removed()).isEmpty();
        }
    }

    @Test
    void nothingIsRecordedWhereNothingWasInTheWay() throws IOException {
        Files.delete(directory.resolve("to/a"));
        SmallPlugin.sql(target(), "DROP TABLE orders");
        try (Migrator migrator = migrator(new SmallPlugin())) {
            MigrationReport report = migrator.run(move().build(), event -> {});
            assertThat(report.session().backups()).isEmpty();
        }
    }

    @Test
    void anUnfinishedSessionIsNotCleanedAndAFailedCleanupGoesOn() throws IOException {
        SmallPlugin database = new SmallPlugin().failing("before-switch", 0, 1);
        String session;
        try (Migrator migrator = migrator(database)) {
            MigrationReport report = migrator.run(
                    move().options(options -> options.onFailure(RunOptions.OnFailure.STOP))
                            .build(),
                    event -> {});
            session = report.session().id();
            assertThat(report.outcome()).isEqualTo(Outcome.RESUMABLE);
            assertRefused(() -> migrator.cleanup(session), "cleanup.session-open");
            assertThat(migrator.resume(session, event -> {}).outcome()).isEqualTo(Outcome.VERIFIED);
        }
        try (Migrator migrator = migrator(new SmallPlugin().failing("before-finish", 0, 1))) {
            CleanupReport half = migrator.cleanup(session);
            assertThat(half.removed()).hasSize(1);
            assertThat(half.kept()).extracting(Finding::code).containsExactly("database.row-refused");
            assertThat(areas()).isNotEmpty();
            assertRefused(
                    () -> migrator.rollback(session, RollbackOptions.confirmed(), event -> {}), "session.cleaned-up");
            // What was begun is gone on with, also without the name.
            assertThat(migrator.cleanup().removed()).hasSize(1);
            assertThat(areas()).isEmpty();
            assertMoved();
        }
    }

    @Test
    void withoutBackupTheLastStepsGiveUpWhatWasReplaced() throws IOException {
        try (Migrator migrator = migrator(new SmallPlugin())) {
            MigrationPlan plan = migrator.plan(
                    move().options(options -> options.backupBefore(false)).build());
            assertThat(plan.steps()
                            .subList(plan.steps().size() - 2, plan.steps().size()))
                    .extracting(step -> step.data().type(), MigrationPlan.PlanStep::phase)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("core:release-tree", Phase.AFTER),
                            org.assertj.core.groups.Tuple.tuple("core:release-database", Phase.AFTER));
            assertThat(plan.findings()).extracting(Finding::code).contains("option.backup-until-end");

            MigrationReport report = migrator.run(plan);
            assertThat(report.outcome()).isEqualTo(Outcome.VERIFIED);
            assertThat(report.session().backups()).hasSize(2).allMatch(backup -> backup.removedAt() != null);
            assertThat(kept()).isEmpty();
            assertThat(areas()).isEmpty();
            assertMoved();
            assertThat(migrator.cleanup().kept()).isEmpty();
            String session = report.session().id();
            assertRefused(
                    () -> migrator.rollback(session, RollbackOptions.confirmed(), event -> {}), "session.cleaned-up");
            assertRefused(() -> migrator.verify(session, event -> {}), "session.cleaned-up");
        }
    }

    @Test
    void whatWasNotComparedCanBeComparedLater() throws IOException {
        try (Migrator migrator = migrator(new SmallPlugin())) {
            MigrationReport report = migrator.run(
                    move().options(options -> options.verify(RunOptions.Verify.NONE))
                            .build(),
                    event -> {});
            String session = report.session().id();
            assertThat(report.outcome()).isEqualTo(Outcome.NOT_VERIFIED);

            MigrationReport verified = migrator.verify(session, event -> {});
            assertThat(verified.outcome()).isEqualTo(Outcome.VERIFIED);
            assertThat(verified.verification())
                    .extracting(MigrationReport.Verification::step)
                    .containsExactly("verify-files", "verify-database");

            Files.writeString(directory.resolve("to/b"), "other");
            assertThat(migrator.verify(session, event -> {}).outcome()).isEqualTo(Outcome.DIFFERENCES);
            assertThat(migrator.rollback(session, RollbackOptions.confirmed(), event -> {})
                            .session()
                            .error())
                    .as("the changed file is left, and said so")
                    .isNotNull();
        }
    }
}
