package io.godwit.db.postgres;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.util.Set;

/**
 * PostgreSQL databases, {@code postgres://user@host:port/database}. Thread-safe.
 *
 * <p>Secrets: {@code password}, {@code tls.key}. Settings: {@code tls.mode} as libpq's {@code sslmode} ({@code verify-full} unless the
 * server is on this machine or reached through another, then {@code prefer}), {@code tls.ca}, {@code tls.certificate}, {@code schema}
 * for the namespace to be in, {@code socket} for the directory of a Unix socket.
 *
 * @since 0.1
 */
public final class PostgresMigrator implements DatabaseMigrator {
    /** Ready to open databases. */
    public PostgresMigrator() {}

    @Override
    public String id() {
        return "postgres";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("postgres", "postgresql");
    }

    @Override
    public Database open(Location location, Access access, WorkContext context) {
        PostgresAddress address = PostgresAddress.of(location);
        PostgresSession session = PostgresSession.open(address, access == Access.READ, context);
        return access == Access.READ ? new PostgresSource(session) : new PostgresTarget(session);
    }
}
