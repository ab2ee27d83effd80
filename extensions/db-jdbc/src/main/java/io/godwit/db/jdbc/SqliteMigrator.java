package io.godwit.db.jdbc;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.util.Set;

/**
 * SQLite databases, {@code sqlite:///path/file.db}. Thread-safe.
 *
 * <p>A source is opened so that it cannot be written to; no lock that keeps its application from reading is ever taken. While a
 * snapshot is open an application that uses a rollback journal waits with its commits; in WAL mode it does not notice.
 *
 * <p>A destination is written to by one connection at a time. All is built in tables beside those that are there, whose names tell
 * them, and takes its final names in one transaction. The file is made where it is not there.
 *
 * <p>The setting {@code evidence} says how closely values are looked at before they move, since SQLite lets any value stand in any
 * column: {@code full} (the default), {@code sample} (the first rows of each table) or {@code declared}. Whatever it says, a value
 * that is not of its column's type is never changed: its row is refused.
 *
 * @since 0.1
 */
public final class SqliteMigrator implements DatabaseMigrator {
    /** Ready to open databases. */
    public SqliteMigrator() {}

    @Override
    public String id() {
        return "sqlite";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("sqlite");
    }

    @Override
    public Database open(Location location, Access access, WorkContext context) {
        SqliteFile file = SqliteFile.of(location);
        if (access == Access.WRITE) {
            file.requirePlace();
            return SqliteTarget.open(file, context);
        }
        file.requireThere();
        return SqliteDatabase.open(file, context);
    }
}
