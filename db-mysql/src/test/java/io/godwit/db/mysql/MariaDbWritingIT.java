package io.godwit.db.mysql;

import io.godwit.spi.DatabaseMigrator;
import io.godwit.tck.TestDatabase;
import io.godwit.tck.WritableDatabaseContract;

/** The contract of databases that are written, on MariaDB. */
class MariaDbWritingIT extends WritableDatabaseContract {
    @Override
    protected DatabaseMigrator migrator() {
        return new MySqlMigrator();
    }

    @Override
    protected TestDatabase newDatabase() {
        return new LabDatabases(Lab.MARIADB);
    }
}
