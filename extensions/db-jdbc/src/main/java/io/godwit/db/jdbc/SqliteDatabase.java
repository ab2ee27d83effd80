package io.godwit.db.jdbc;

import io.godwit.relational.SqlConditions;
import io.godwit.relational.SqlDialect;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FilteringSource;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A SQLite database, opened to read. Thread-safe; connections are opened for what they are needed for, and closed then. */
final class SqliteDatabase implements Database, RelationalSource, FilteringSource {
    private final SqliteFile file;
    private final SqliteCatalog.Evidence evidence;
    private @Nullable SqliteCatalog known;
    private String knownStamp = "";
    private volatile boolean closed;

    private SqliteDatabase(SqliteFile file, SqliteCatalog.Evidence evidence) {
        this.file = file;
        this.evidence = evidence;
    }

    static SqliteDatabase open(SqliteFile file, WorkContext context) {
        SqliteDatabase database = new SqliteDatabase(file, evidence(file));
        // A file that is no database, or that somebody else must repair first, shows here.
        database.inspect(context);
        return database;
    }

    private static SqliteCatalog.Evidence evidence(SqliteFile file) {
        String setting = file.location().setting(SqliteFile.EVIDENCE).orElse("full");
        try {
            return SqliteCatalog.Evidence.valueOf(setting.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "location.bad-setting",
                            "the setting \"evidence\" is \"full\", \"sample\" or \"declared\", not \"" + setting + "\"")
                    .subject(file.toString())
                    .remedy("Correct the setting.")
                    .cause(e)
                    .build();
        }
    }

    /** Work on a connection within one read transaction. */
    @FunctionalInterface
    private interface Reading<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T reading(String action, Reading<T> work) {
        checkOpen();
        try (Connection connection = file.openToRead()) {
            begin(connection);
            return work.on(connection);
        } catch (SQLException e) {
            throw SqliteErrors.of(e, action, file.toString());
        }
    }

    /** Begins a read transaction and makes it see the database as it is now. */
    static void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
        }
        pragma(connection, "SELECT count(*) FROM sqlite_schema");
    }

    static String pragma(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        return reading("opening \"" + file + "\"", connection -> {
            Map<String, String> properties = new LinkedHashMap<>();
            for (String name :
                    new String[] {"encoding", "journal_mode", "page_size", "user_version", "application_id"}) {
                properties.put(name, pragma(connection, "PRAGMA " + name));
            }
            String version = pragma(connection, "SELECT sqlite_version()");
            return new DatabaseFacts(SqliteCatalog.PRODUCT, version, name(), size(), properties);
        });
    }

    private String name() {
        return String.valueOf(file.path().getFileName());
    }

    private long size() {
        try {
            return file.size();
        } catch (IOException e) {
            throw io(e);
        }
    }

    private MigrationException io(IOException failure) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY, "database.cannot-open", "the file \"" + file + "\" cannot be read")
                .subject(file.toString())
                .remedy("Check that the file is there and who may read it.")
                .cause(failure)
                .build();
    }

    @Override
    public RelationalSchema schema(WorkContext context) {
        SqliteCatalog catalog = reading("reading the schema", connection -> catalog(connection, context));
        catalog.findings().forEach(context.progress()::report);
        return catalog.schema();
    }

    /** What is there, looked at anew only where the file has changed. The connection is in a transaction. */
    SqliteCatalog catalog(Connection connection, WorkContext context) throws SQLException {
        synchronized (this) {
            String stamp = stamp();
            SqliteCatalog catalog = known;
            if (catalog == null || !stamp.equals(knownStamp)) {
                catalog = SqliteCatalog.read(connection, evidence, context);
                // Not to be believed where the file changed meanwhile.
                knownStamp = stamp.equals(stamp()) ? stamp : "";
                known = catalog;
            }
            return catalog;
        }
    }

    private String stamp() {
        try {
            return file.stamp();
        } catch (IOException e) {
            throw io(e);
        }
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        checkOpen();
        return SqliteSnapshot.take(this::catalog, file, context);
    }

    @Override
    public Snapshot filtered(Function<DatasetName, String> conditions, WorkContext context) {
        checkOpen();
        return SqliteSnapshot.take(this::catalog, file, conditions, context);
    }

    @Override
    public void checkCondition(DatasetName dataset, String condition, WorkContext context) {
        String query = "SELECT 1 FROM " + SqlDialect.SQLITE.identifier(dataset.name()) + " WHERE "
                + SqlConditions.enclosed(condition, dataset);
        reading("looking at a condition", connection -> {
            try (PreparedStatement prepared = connection.prepareStatement(query)) {
                int parameters = prepared.getParameterMetaData().getParameterCount();
                if (parameters > 0) {
                    throw SqlConditions.bad(dataset, "it asks for a parameter", null);
                }
                return dataset;
            } catch (SQLException e) {
                throw SqlConditions.bad(dataset, SqlConditions.firstLine(e), e);
            }
        });
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        if (type == RelationalTarget.class) {
            return Optional.of(type.cast(new SqliteOutlook(file)));
        }
        return type == RelationalSource.class || type == FilteringSource.class
                ? Optional.of(type.cast(this))
                : Optional.empty();
    }

    @Override
    public void close() {
        // No connection outlives the call or the snapshot that it was opened for.
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the database \"" + file + "\" was closed");
        }
    }

    @Override
    public String toString() {
        return "SqliteDatabase[" + file + "]";
    }
}
