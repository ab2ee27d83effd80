package io.godwit.core.internal.journal;

import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.LabServer;
import io.godwit.tck.lab.MariaDbServer;
import org.junit.jupiter.api.Tag;

@Tag("guarantee-shared-journal")
final class MariaDbJournalIT extends ServerJournalContract {
    private final MariaDbServer server = MariaDbServer.shared();

    @Override
    protected LabDatabase database() {
        return MariaDbServer.shared().createDatabase();
    }

    @Override
    protected String url(LabDatabase database) {
        return "jdbc:mysql://" + database.host() + ":" + database.port() + "/" + database.name();
    }

    @Override
    protected LabServer server() {
        return server;
    }

    @Override
    protected void cutOff(LabDatabase database) {
        for (String id : server.sql(
                        database.name(),
                        "SELECT id FROM information_schema.processlist WHERE user = '" + database.user() + "'")
                .strip()
                .split("\n", -1)) {
            server.sql(database.name(), "KILL " + id);
        }
    }

    @Override
    protected void sql(LabDatabase database, String statement) {
        server.sql(database.name(), statement);
    }
}
