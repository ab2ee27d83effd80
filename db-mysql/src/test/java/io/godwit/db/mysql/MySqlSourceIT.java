package io.godwit.db.mysql;

import io.godwit.spi.DatabaseMigrator;
import io.godwit.tck.DatabaseContract;
import io.godwit.tck.TestDatabase;

/** The contract of databases that are read, on MySQL. */
class MySqlSourceIT extends DatabaseContract {
    @Override
    protected DatabaseMigrator migrator() {
        return new MySqlMigrator();
    }

    @Override
    protected TestDatabase newDatabase() {
        return new LabDatabases(Lab.MYSQL);
    }
}
