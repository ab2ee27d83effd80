package io.godwit.relational;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.godwit.spi.MigrationException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one database, pooled. How a connection is made stays with the caller, so that no pool, log or exception ever
 * sees a password. Connections come in auto-commit mode. Thread-safe.
 */
public final class SqlPool implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(60);
    /** Who waits looks that often whether the pool was closed. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final HikariDataSource pool;
    private final String name;
    private final Openings openings;

    private SqlPool(String name, Openings openings, HikariDataSource pool) {
        this.name = name;
        this.openings = openings;
        this.pool = pool;
    }

    /**
     * A pool; opens nothing yet.
     *
     * @param name what it connects to, for people; no secret
     * @param size the most connections at a time
     * @param opener makes a connection; it is called from threads of the pool
     * @return the pool, owned by the caller
     */
    public static SqlPool of(String name, int size, Opener opener) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        Openings openings = new Openings(name, opener);
        config.setDataSource(dataSource(openings));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE.toMillis());
        config.setConnectionTimeout(LOOK.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(true);
        return new SqlPool(name, openings, new HikariDataSource(config));
    }

    /** Makes a connection. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Makes a connection.
         *
         * @return a new one, in auto-commit mode
         * @throws SQLException when it cannot be made
         */
        Connection open() throws SQLException;
    }

    /** Work on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        /**
         * Does the work.
         *
         * @param connection to work on; not to be kept
         * @return the result
         * @throws SQLException as the driver throws it
         */
        T on(Connection connection) throws SQLException;
    }

    /**
     * Borrows a connection, waiting for one for at most a minute.
     *
     * @return closing it gives it back
     * @throws SQLException when none can be made or none becomes free
     */
    public Connection borrow() throws SQLException {
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (true) {
            try {
                return pool.getConnection();
            } catch (SQLTransientConnectionException e) {
                if (openings.isClosed() || System.nanoTime() - deadline >= 0) {
                    throw e;
                }
            }
        }
    }

    /**
     * Closes a borrowed connection for good: what is broken is not lent again.
     *
     * @param connection borrowed here, and not used any more
     */
    public void evict(Connection connection) {
        pool.evictConnection(connection);
    }

    /**
     * Does work that changes nothing, or one thing.
     *
     * @param <T> the result
     * @param action what is done, for an error, as {@link SqlErrors#of} takes it
     * @param work the work
     * @return its result
     * @throws MigrationException what {@link SqlErrors#of} makes of a failure
     */
    public <T> T with(String action, Work<T> work) {
        try (Connection connection = borrow()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw SqlErrors.of(e, action, name);
        }
    }

    /**
     * Does work in one transaction: committed when it returns, rolled back when it throws.
     *
     * @param <T> the result
     * @param action what is done, for an error, as {@link SqlErrors#of} takes it
     * @param subject the object concerned
     * @param work the work; it neither commits nor rolls back
     * @return its result
     * @throws MigrationException what {@link SqlErrors#of} makes of a failure
     */
    public <T> T inTransaction(String action, String subject, Work<T> work) {
        try (Connection connection = borrow()) {
            return inTransaction(connection, work);
        } catch (SQLException e) {
            throw SqlErrors.of(e, action, subject);
        }
    }

    /**
     * Does work in one transaction of a connection that is in auto-commit mode.
     *
     * @param <T> the result
     * @param connection in auto-commit mode, also afterwards
     * @param work the work; it neither commits nor rolls back
     * @return its result
     * @throws SQLException as the driver throws it
     */
    public static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        Throwable failure = null;
        try {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            end(connection, failure);
        }
    }

    private static void end(Connection connection, @Nullable Throwable failure) throws SQLException {
        try {
            if (failure != null) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            if (failure == null) {
                throw e;
            }
            // The connection is gone; what went wrong first says more.
            failure.addSuppressed(new SQLException("rolling back failed too", e.getSQLState()));
        }
    }

    /**
     * A connection for queries by JDBI. Its exceptions repeat parameters: only for work on names and settings, never on rows.
     *
     * @param connection stays the caller's, and in the transaction that it is in
     * @return a handle whose closing changes nothing
     */
    public static Handle jdbi(Connection connection) {
        Jdbi jdbi = Jdbi.create(new ConnectionFactory() {
            @Override
            public Connection openConnection() {
                return connection;
            }

            @Override
            public void closeConnection(Connection same) {
                // It is not ours to close.
            }
        });
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        return jdbi.open();
    }

    /** Closes all connections, also those that are borrowed; one that is just being opened is not waited for. */
    @Override
    public void close() {
        openings.close();
        pool.close();
    }

    @Override
    public String toString() {
        return "SqlPool[" + name + "]";
    }

    /** What the pool knows of us: nothing but a way to open. A proxy, because the interface speaks of a logger that is not ours. */
    private static DataSource dataSource(Openings openings) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "getConnection" -> openings.open();
            // The pool waits that long for its own threads when it is closed.
            case "getLoginTimeout" -> openings.isClosed() ? 1 : 5;
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            case "toString" -> "opener";
            case "setLoginTimeout" -> null;
            default -> throw new SQLFeatureNotSupportedException(method.getName());
        };
        return (DataSource)
                Proxy.newProxyInstance(SqlPool.class.getClassLoader(), new Class<?>[] {DataSource.class}, handler);
    }
}
