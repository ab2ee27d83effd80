package io.godwit.tck;

import io.godwit.spi.Location;
import io.godwit.spi.LogicalType;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A database of a test's own, empty at first, and the engine's words for what the rules of {@link DatabaseContract} make in it
 * behind the plugin's back. Written by the author of a plugin.
 *
 * <p>Others can write to it while a snapshot of it lives (SQLite, for instance, is in WAL mode).
 *
 * @since 0.1
 */
public interface TestDatabase extends AutoCloseable {
    /**
     * Where the plugin finds it, as a user who may do all in this database and nothing elsewhere.
     *
     * @param context is told the secrets that the location refers to
     * @return the location
     */
    Location location(TckContext context);

    /**
     * A database that is not there, on the same server or in the same directory.
     *
     * @param context is told the secrets that the location refers to
     * @return the location
     */
    Location missing(TckContext context);

    /**
     * A connection past the plugin, with the rights of an owner.
     *
     * @return in auto-commit mode, owned by the caller
     * @throws SQLException as the driver throws it
     */
    Connection connect() throws SQLException;

    /**
     * The password of the user of the {@link #location}.
     *
     * @return the password, or empty where there is none; the rules about it then do not apply
     */
    default Optional<String> password() {
        return Optional.empty();
    }

    /**
     * The server as this JVM reaches it, for rules that put a network that fails in between.
     *
     * @return host and port, or empty where no network is used; the rules about it then do not apply
     */
    default Optional<InetSocketAddress> server() {
        return Optional.empty();
    }

    /**
     * An identifier as it stands in a statement.
     *
     * @param identifier any text that the engine takes for a name
     * @return quoted, in the way of the SQL standard unless overridden
     */
    default String quote(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /**
     * The type of a column whose cells are of a logical type, as it stands in {@code CREATE TABLE}; the plugin must read it as that type's kind.
     *
     * @param type what the cells mean; what its length says is asked for, not a must
     * @return the engine's words, or empty where it has no such type. Called before each table; may make what the words need.
     */
    Optional<String> columnType(LogicalType type);

    /**
     * A value as it stands in {@code INSERT}. The default writes numbers as they are, {@code TRUE} and {@code FALSE}, {@code X'00ff'}, and all else in single
     * quotes, doubled within.
     *
     * @param type of the column
     * @param canonical the value in canonical encoding, BYTES in hexadecimal
     * @return the engine's words, or empty where the engine has no such value
     */
    default Optional<String> literal(LogicalType type, String canonical) {
        return switch (type.kind()) {
            case INTEGER, DECIMAL, FLOAT ->
                canonical.endsWith("NaN") || canonical.endsWith("Infinity") ? Optional.empty() : Optional.of(canonical);
            case BOOLEAN -> Optional.of(canonical.equals("t") ? "TRUE" : "FALSE");
            case BYTES -> Optional.of("X'" + canonical + "'");
            default -> Optional.of("'" + canonical.replace("'", "''") + "'");
        };
    }

    /** Drops the database, also where the plugin or the test left something open. */
    @Override
    void close();
}
