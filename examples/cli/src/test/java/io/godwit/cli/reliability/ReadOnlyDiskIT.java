package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.RollbackOptions;
import io.godwit.tck.lab.FullDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that cannot be written: of a source that is no hindrance, of a destination it stops the run with everything as it was. */
@Tag("guarantee-faults")
@Tag("guarantee-source-untouched")
@Timeout(300)
class ReadOnlyDiskIT {
    private static final long SIZE = 64L << 20;

    @TempDir
    Path directory;

    private static Pipeline files(Path from, Path to) {
        return Pipeline.builder("read-only")
                .files(f -> f.from(from.toUri().toString()).to(to.toUri().toString()))
                .build();
    }

    private Migrator migrator() {
        return Migrator.builder().journal(directory.resolve("state/godwit.db")).build();
    }

    @Test
    void aSourceIsReadAndItsDatabaseToo() throws Exception {
        try (FullDisk disk = FullDisk.ofSize(SIZE);
                Migrator migrator = migrator()) {
            Path site = Shop.site(disk.path().resolve("site"));
            Path database = Shop.database(disk.path().resolve("shop.sqlite"), 500);
            disk.readOnly();
            String before = States.ofTree(Shell.LOCAL, disk.path().toString());
            Path to = Files.createDirectories(directory.resolve("new"));
            MigrationReport report = migrator.run(migrator.plan(Pipeline.builder("read-only")
                    .files(f -> f.from(site.toUri().toString()).to(to.toUri().toString()))
                    .database(d -> d.from("sqlite:" + database).to("sqlite:" + directory.resolve("new.sqlite")))
                    .build()));
            assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.VERIFIED);
            assertThat(States.ofTree(Shell.LOCAL, disk.path().toString())).isEqualTo(before);
        }
    }

    @Test
    void aDestinationThatBecomesSoStopsTheRunAndItsRollbackUntilItCanBeWritten() throws Exception {
        Path site = Shop.site(directory.resolve("site"));
        try (FullDisk disk = FullDisk.ofSize(SIZE);
                Migrator migrator = migrator()) {
            Path to = disk.path().resolve("new");
            Inhabited.tree(Shell.LOCAL, to.toString());
            String before = States.ofTree(Shell.LOCAL, to.toString());
            MigrationPlan plan = migrator.plan(files(site, to));
            MigrationReport stopped = migrator.run(plan, event -> {
                if (event instanceof MigrationEvent.StepStarted step
                        && step.step().startsWith("copy-")) {
                    disk.readOnly();
                }
            });
            assertThat(stopped.outcome()).as(stopped.toMarkdown()).isEqualTo(Outcome.RESUMABLE);
            assertThat(Objects.requireNonNull(stopped.session().error()).code()).startsWith("tree.");
            assertThat(States.ofTree(Shell.LOCAL, to.toString())).isEqualTo(before);

            disk.writable();
            MigrationReport done = migrator.resume(plan.session(), event -> {});
            assertThat(done.outcome()).as(done.toMarkdown()).isEqualTo(Outcome.VERIFIED);

            disk.readOnly();
            MigrationReport stuck = migrator.rollback(plan.session(), RollbackOptions.confirmed(), event -> {});
            assertThat(stuck.outcome()).as(stuck.toMarkdown()).isEqualTo(Outcome.ROLLBACK_STUCK);
            disk.writable();
            MigrationReport back = migrator.resume(plan.session(), event -> {});
            assertThat(back.outcome()).as(back.toMarkdown()).isEqualTo(Outcome.RESTORED);
            assertThat(States.ofTree(Shell.LOCAL, to.toString())).isEqualTo(before);
        }
    }
}
