package io.godwit.db.jdbc;

import io.godwit.spi.Location;
import io.godwit.spi.LogicalType;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A SQLite database in a directory of its own, in WAL mode. */
final class SqliteTestDatabase implements TestDatabase {
    private final Path directory;

    SqliteTestDatabase() {
        try {
            directory = Files.createTempDirectory("sqlite-contract");
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Location location(TckContext context) {
        return Location.of("sqlite://" + directory + "/test.db");
    }

    @Override
    public Location missing(TckContext context) {
        return Location.of("sqlite://" + directory + "/missing.db");
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory + "/test.db");
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute("PRAGMA synchronous = OFF");
        }
        return connection;
    }

    @Override
    public Optional<String> columnType(LogicalType type) {
        return switch (type.kind()) {
            case BOOLEAN -> Optional.of("BOOLEAN");
            case INTEGER -> type.isUnsigned() ? Optional.empty() : Optional.of("INTEGER");
            // Numbers are doubles beyond 64 bits.
            case DECIMAL ->
                type.length() > 0 && type.length() <= 15
                        ? Optional.of("DECIMAL(" + type.length() + "," + type.scale() + ")")
                        : Optional.empty();
            case FLOAT -> type.length() == 64 ? Optional.of("REAL") : Optional.empty();
            case TEXT -> type.isFixed() ? Optional.empty() : Optional.of(text(type));
            case BYTES -> Optional.of("BLOB");
            case DATE -> Optional.of("DATE");
            case TIME -> Optional.of("TIME");
            case TIMESTAMP -> Optional.of("DATETIME");
            case TIMESTAMP_WITH_ZONE -> Optional.of("TIMESTAMPTZ");
            case JSON -> Optional.of("JSON");
            case UUID -> Optional.of("UUID");
            case ENUM, BITS, OTHER -> Optional.empty();
        };
    }

    private static String text(LogicalType type) {
        return type.length() > 0 ? "VARCHAR(" + type.length() + ")" : "TEXT";
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path each : all) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
