package io.godwit.db.jdbc;

import io.godwit.spi.DatabaseMigrator;
import io.godwit.tck.DatabaseContract;
import io.godwit.tck.TestDatabase;

class SqliteContractTest extends DatabaseContract {
    @Override
    protected DatabaseMigrator migrator() {
        return new SqliteMigrator();
    }

    @Override
    protected TestDatabase newDatabase() {
        return new SqliteTestDatabase();
    }
}
