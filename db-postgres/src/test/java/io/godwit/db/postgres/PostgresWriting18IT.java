package io.godwit.db.postgres;

import io.godwit.spi.DatabaseMigrator;
import io.godwit.tck.TestDatabase;
import io.godwit.tck.WritableDatabaseContract;
import io.godwit.tck.lab.PostgresServer;

class PostgresWriting18IT extends WritableDatabaseContract {
    @Override
    protected DatabaseMigrator migrator() {
        return new PostgresMigrator();
    }

    @Override
    protected TestDatabase newDatabase() {
        return new PostgresTestDatabase(PostgresServer.shared18());
    }
}
