package io.godwit.db.postgres;

import io.godwit.spi.DatabaseMigrator;
import io.godwit.tck.DatabaseContract;
import io.godwit.tck.TestDatabase;
import io.godwit.tck.lab.PostgresServer;

class PostgresContract15IT extends DatabaseContract {
    @Override
    protected DatabaseMigrator migrator() {
        return new PostgresMigrator();
    }

    @Override
    protected TestDatabase newDatabase() {
        return new PostgresTestDatabase(PostgresServer.shared());
    }
}
