package io.godwit.tck;

import io.godwit.spi.DatabaseMigrator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link DatabaseMigrator} of a relational engine, and the databases that it opens to read, promise. A plugin's test extends this class and gives each
 * test a database of its own, empty at first; in it the rules make tables by the engine's own words ({@link TestDatabase}) and read them through the plugin.
 *
 * <pre>{@code
 * class VaultDatabaseIT extends DatabaseContract {
 *     protected DatabaseMigrator migrator() {
 *         return new VaultMigrator();
 *     }
 *
 *     protected TestDatabase newDatabase() {
 *         return new VaultTestDatabase();     // implements TestDatabase: location, connection, types of columns
 *     }
 * }
 * }</pre>
 *
 * <p>Rules about networks apply where the database tells its {@linkplain TestDatabase#server() server}, those about passwords where it tells its
 * {@linkplain TestDatabase#password() password}; others are shown as aborted, with the reason.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(300)
public abstract class DatabaseContract
        implements DatabaseRightsRules,
                DatabaseSchemaRules,
                DatabaseSnapshotRules,
                DatabasePartitionRules,
                DatabaseCellRules,
                DatabaseFaultRules {
    private DatabaseBench bench;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected DatabaseContract() {}

    /**
     * The provider under test.
     *
     * @return the same or a new one at each call
     */
    protected abstract DatabaseMigrator migrator();

    /**
     * A database that no other test uses. Called once per test, and closed after it.
     *
     * @return empty: without tables of its own
     */
    protected abstract TestDatabase newDatabase();

    /**
     * What the databases are opened and used with; override it to add what they are reached through.
     *
     * @return a context of its own for each test
     */
    protected TckContext newContext() {
        return new TckContext();
    }

    @BeforeEach
    final void openTheDatabase() {
        bench = new DatabaseBench(migrator(), newDatabase(), newContext());
    }

    @AfterEach
    final void closeTheDatabase() {
        if (bench != null) {
            bench.close();
        }
    }

    @Override
    public final DatabaseBench bench() {
        return bench;
    }
}
