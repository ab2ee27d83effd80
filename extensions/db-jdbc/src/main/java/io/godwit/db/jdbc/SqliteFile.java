package io.godwit.db.jdbc;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** The file of a SQLite database, and how it is opened. Immutable; thread-safe. */
final class SqliteFile {
    static final String EVIDENCE = "evidence";
    private static final Set<String> SETTINGS = Set.of(EVIDENCE);
    private static final int BUSY_MILLIS = 10_000;

    private final Path path;
    private final Location location;

    private SqliteFile(Path path, Location location) {
        this.path = path;
        this.location = location;
    }

    /** Reads a location of the form {@code sqlite:/path/file.db} or {@code sqlite:///path/file.db}. */
    static SqliteFile of(Location location) {
        URI uri = location.uri();
        String path = uri.getPath();
        if (path == null
                || path.isEmpty()
                || uri.getHost() != null
                || uri.getRawQuery() != null
                || !path.startsWith("/")) {
            throw configuration("location.bad-uri", location, "is not of the form sqlite:///path/file.db");
        }
        if (location.via().isPresent() || location.becomeUser().isPresent()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.not-reachable-through",
                            "a SQLite database is a file: it cannot be opened through another machine")
                    .subject(location.uri().toString())
                    .remedy("Copy the file here first, with its -wal file, while no application writes to it;"
                            + " or move it as a file.")
                    .build();
        }
        for (String setting : location.settings().keySet()) {
            if (!SETTINGS.contains(setting)) {
                throw configuration(
                        "location.unknown-setting", location, "has the unknown setting \"" + setting + "\"");
            }
        }
        if (!location.secrets().isEmpty()) {
            throw configuration("location.unknown-setting", location, "has a secret; SQLite takes none");
        }
        try {
            return new SqliteFile(Path.of(path), location);
        } catch (InvalidPathException e) {
            throw configuration("location.bad-uri", location, "has a path that this system cannot have");
        }
    }

    private static MigrationException configuration(String code, Location location, String why) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, code, "the location \"" + location.uri() + "\" " + why)
                .subject(location.uri().toString())
                .remedy("Write sqlite:///path/file.db; the only setting is \"" + EVIDENCE + "\".")
                .build();
    }

    Path path() {
        return path;
    }

    Location location() {
        return location;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Fails where there is no such file. */
    void requireThere() {
        if (!Files.isRegularFile(path)) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION, "database.not-found", "there is no file \"" + path + "\"")
                    .subject(path.toString())
                    .remedy("Correct the path.")
                    .build();
        }
    }

    boolean isThere() {
        return Files.exists(path);
    }

    /** Fails where neither the file nor a place for it is there. */
    void requirePlace() {
        Path directory = path.getParent();
        if (Files.exists(path) ? !Files.isWritable(path) : directory == null || !Files.isWritable(directory)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.not-writable",
                            "the file \"" + path + "\" cannot be written to, or not be made")
                    .subject(path.toString())
                    .remedy("Make its directory, and check who may write there.")
                    .build();
        }
    }

    /** A connection that writes; it makes the file where it is not there. */
    SQLiteConnection openToWrite() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        SQLiteConnection connection = JDBC.createConnection("jdbc:sqlite:" + uri("rwc"), config.toProperties());
        try (Statement statement = connection.createStatement()) {
            // Names are moved around by us, and what refers to them shall go by the name as before.
            statement.execute("PRAGMA foreign_keys = OFF");
            statement.execute("PRAGMA legacy_alter_table = ON");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA cache_size = -32000");
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeAfter(connection, e);
            throw e;
        }
    }

    /** A connection that cannot write; it never makes the file. */
    SQLiteConnection openToRead() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        SQLiteConnection connection = JDBC.createConnection("jdbc:sqlite:" + uri("ro"), config.toProperties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            // The schema is somebody else's: its views and computed columns may not call what has side effects.
            statement.execute("PRAGMA trusted_schema = OFF");
            statement.execute("PRAGMA cache_size = -8000");
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeAfter(connection, e);
            throw e;
        }
    }

    private static void closeAfter(Connection connection, Exception failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** The file as a URI of SQLite, so that no character of the path means anything. */
    private String uri(String mode) {
        StringBuilder uri = new StringBuilder("file:");
        for (byte b : path.toString().getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || b == '/'
                    || b == '.'
                    || b == '-'
                    || b == '_';
            if (plain) {
                uri.append((char) b);
            } else {
                uri.append('%').append(Character.forDigit((b >> 4) & 0xf, 16)).append(Character.forDigit(b & 0xf, 16));
            }
        }
        return uri.append("?mode=").append(mode).toString();
    }

    /** What changes when the file does: sizes and times of it and of what belongs to it. */
    String stamp() throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (String suffix : new String[] {"", "-wal", "-journal"}) {
            Path part = Path.of(path + suffix);
            if (Files.exists(part)) {
                stamp.append(suffix)
                        .append(Files.size(part))
                        .append('@')
                        .append(Files.getLastModifiedTime(part).toInstant())
                        .append(' ');
            }
        }
        return stamp.toString();
    }

    /** Bytes on disk. */
    long size() throws IOException {
        Path log = Path.of(path + "-wal");
        return Files.size(path) + (Files.exists(log) ? Files.size(log) : 0);
    }
}
