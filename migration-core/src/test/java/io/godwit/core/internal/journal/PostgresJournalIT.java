package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.MigrationException;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.LabServer;
import io.godwit.tck.lab.PostgresServer;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("guarantee-shared-journal")
final class PostgresJournalIT extends ServerJournalContract {
    private final PostgresServer server = PostgresServer.shared();

    @Override
    protected LabDatabase database() {
        return PostgresServer.shared().createDatabase();
    }

    @Override
    protected String url(LabDatabase database) {
        return "jdbc:postgresql://" + database.host() + ":" + database.port() + "/" + database.name()
                + "?sslmode=disable";
    }

    @Override
    protected LabServer server() {
        return server;
    }

    @Override
    protected void cutOff(LabDatabase database) {
        server.sql(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.name() + "'");
    }

    @Override
    protected void sql(LabDatabase database, String statement) {
        server.sql(database.name(), "SET ROLE " + database.user() + "; " + statement);
    }

    @Test
    void theTrailIsAppendOnly() {
        LabDatabase database = database();
        try (Journal journal = Journal.open(
                new io.godwit.core.JournalServer(url(database), database.user(), null),
                () -> io.godwit.spi.Secret.of(database.password().toCharArray()),
                java.nio.file.Path.of("target/tmp/journal"),
                io.godwit.core.internal.run.CrashPoint.NONE)) {
            journal.update(null, handle -> AuditTable.append(handle, "s", "me", "test", "", Instant.EPOCH));
            for (String change :
                    new String[] {"UPDATE audit SET actor = 'you'", "DELETE FROM audit", "TRUNCATE audit"}) {
                assertThatThrownBy(() -> journal.update(null, handle -> handle.execute(change)))
                        .isInstanceOf(MigrationException.class);
            }
        }
    }
}
