package io.godwit.db.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a destination's server has for definitions to refer to. Immutable.
 *
 * @param version as {@code server_version_num}
 * @param extensions those that can be made, and those that are there
 * @param roles all roles
 */
record PostgresServerFacts(int version, Set<String> extensions, Set<String> roles) {
    PostgresServerFacts {
        extensions = Set.copyOf(extensions);
        roles = Set.copyOf(roles);
    }

    static PostgresServerFacts read(Connection connection, int version) throws SQLException {
        return new PostgresServerFacts(
                version,
                names(
                        connection,
                        "SELECT name::text FROM pg_available_extensions UNION SELECT extname::text FROM pg_extension"),
                names(connection, "SELECT rolname::text FROM pg_roles"));
    }

    private static Set<String> names(Connection connection, String query) throws SQLException {
        Set<String> names = new LinkedHashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }
}
