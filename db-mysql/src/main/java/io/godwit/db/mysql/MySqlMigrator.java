package io.godwit.db.mysql;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.util.Set;

/**
 * MySQL and MariaDB databases, {@code mysql://user@host:port/database} or {@code mariadb://...}. Thread-safe.
 *
 * <p>Secrets: {@code password}, {@code tls.key}. Settings: {@code tls.mode} in the words of libpq ({@code verify-full} unless the
 * server is on this machine or reached through another, then {@code prefer}), {@code tls.ca}, {@code tls.certificate},
 * {@code socket} for the path of a Unix socket.
 *
 * @since 0.1
 */
public final class MySqlMigrator implements DatabaseMigrator {
    /** Ready to open databases. */
    public MySqlMigrator() {}

    @Override
    public String id() {
        return "mysql";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("mysql", "mariadb");
    }

    @Override
    public Database open(Location location, Access access, WorkContext context) {
        MySqlAddress address = MySqlAddress.of(location);
        MySqlDefiner.check(location);
        MySqlSession session = MySqlSession.open(address, access == Access.READ, context);
        return access == Access.READ ? new MySqlSource(session) : new MySqlTarget(session);
    }
}
