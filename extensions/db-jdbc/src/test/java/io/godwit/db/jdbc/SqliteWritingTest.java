package io.godwit.db.jdbc;

import io.godwit.spi.DatabaseMigrator;
import io.godwit.tck.TestDatabase;
import io.godwit.tck.WritableDatabaseContract;

class SqliteWritingTest extends WritableDatabaseContract {
    @Override
    protected DatabaseMigrator migrator() {
        return new SqliteMigrator();
    }

    @Override
    protected TestDatabase newDatabase() {
        return new SqliteTestDatabase();
    }
}
