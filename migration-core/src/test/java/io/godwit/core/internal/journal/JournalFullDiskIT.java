package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.MigrationException;
import io.godwit.tck.lab.FullDisk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A journal on a file system of its own that runs full. */
@Tag("guarantee-journal-whole")
class JournalFullDiskIT {
    @Test
    void aFullDiskFailsTheWriteAndNotTheJournal() {
        try (FullDisk disk = FullDisk.ofSize(4 << 20);
                Journal journal = Journal.open(disk.path().resolve("j.db"), CrashPoint.NONE)) {
            journal.update(null, handle -> handle.execute("CREATE TABLE big (b BLOB)"));
            disk.leave(0);
            assertThatThrownBy(() -> journal.update(
                            null, handle -> handle.execute("INSERT INTO big VALUES (randomblob(2000000))")))
                    .satisfies(e -> {
                        assertThat(JournalCloseTest.code(e)).as("%s", e).isEqualTo("journal.no-space");
                        assertThat(((MigrationException) e).remediation()).contains("resume");
                    });
            disk.release();
            journal.update(null, handle -> handle.execute("INSERT INTO big VALUES (randomblob(1000))"));
            assertThat(journal.<Integer>read(handle -> handle.createQuery("SELECT count(*) FROM big")
                            .mapTo(Integer.class)
                            .one()))
                    .isEqualTo(1);
        }
    }
}
