package io.godwit.tck;

import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.WritableDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * What every relational database that is opened to write ({@link WritableDatabase} with its {@link RelationalTarget}) promises. A plugin's test extends this class
 * and gives each test an empty database of its own, as for {@link DatabaseContract}, whose rules the plugin keeps too: the rules here look at what they did through
 * the plugin's own reading side and through JDBC.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(300)
public abstract class WritableDatabaseContract
        implements AreaLifeRules, AreaLoadRules, AreaFenceRules, AreaSwitchRules, AreaFaultRules {
    private DatabaseBench bench;
    private AreaBench areas;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected WritableDatabaseContract() {}

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
        areas = new AreaBench(bench);
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

    @Override
    public final AreaBench areas() {
        return areas;
    }
}
