package io.godwit.db.jdbc;

import io.godwit.relational.SqlConditions;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.WorkContext;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** One state of a SQLite database. Thread-safe. */
final class SqliteSnapshot implements Snapshot {
    /** Reads what there is, on a connection in a transaction. */
    @FunctionalInterface
    interface Reading {
        SqliteCatalog of(Connection connection, WorkContext context) throws SQLException;
    }

    private final String id = UUID.randomUUID().toString();
    private final Reading reading;
    private final SqliteFile file;
    private final SqliteReaders readers;
    private final SqlitePieces pieces;
    private final @Nullable Charset utf16;
    private final Function<DatasetName, String> conditions;

    private SqliteSnapshot(
            Reading reading, SqliteFile file, SqliteReaders readers, Function<DatasetName, String> conditions)
            throws SQLException {
        this.conditions = conditions;
        this.reading = reading;
        this.file = file;
        this.readers = readers;
        this.pieces = new SqlitePieces(readers.guard());
        this.utf16 = switch (SqliteDatabase.pragma(readers.guard(), "PRAGMA encoding")) {
            case "UTF-16le" -> StandardCharsets.UTF_16LE;
            case "UTF-16be" -> StandardCharsets.UTF_16BE;
            default -> null;
        };
    }

    static SqliteSnapshot take(Reading reading, SqliteFile file, WorkContext context) {
        return take(reading, file, dataset -> "", context);
    }

    /**
     * A snapshot of some rows only.
     *
     * @param conditions which rows of tables; an empty string for all
     */
    static SqliteSnapshot take(
            Reading reading, SqliteFile file, Function<DatasetName, String> conditions, WorkContext context) {
        SqliteReaders readers = null;
        try {
            readers = SqliteReaders.open(file, context.limits().parallelism(), context);
            SqliteSnapshot snapshot = new SqliteSnapshot(reading, file, readers, conditions);
            readers = null;
            return snapshot;
        } catch (SQLException e) {
            throw SqliteErrors.of(e, "taking a snapshot", file.toString());
        } finally {
            if (readers != null) {
                readers.close();
            }
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String position() {
        return "";
    }

    @Override
    public Scope scope() {
        return readers.isShared() ? Scope.THIS_PROCESS : Scope.ONE_READER;
    }

    @Override
    public List<Dataset> datasets(WorkContext context) {
        Connection guard = readers.guard();
        synchronized (guard) {
            try {
                List<Dataset> datasets = new ArrayList<>();
                for (SqliteTable table : catalog(context).tables().values()) {
                    context.cancellation().throwIfCancelled();
                    List<DataColumn> columns = table.table().columns().stream()
                            .filter(c -> !isComputed(c))
                            .map(c -> new DataColumn(c.name(), c.type()))
                            .toList();
                    long rows = pieces.rows(table);
                    datasets.add(new Dataset(
                            table.table().name(), columns, table.key(), rows, rows * pieces.rowBytes(table)));
                }
                return datasets;
            } catch (SQLException e) {
                throw SqliteErrors.of(e, "listing the tables", file.toString());
            }
        }
    }

    private static boolean isComputed(Table.Column column) {
        return column.generation().mode() == Table.Generation.Mode.STORED
                || column.generation().mode() == Table.Generation.Mode.VIRTUAL;
    }

    private SqliteCatalog catalog(WorkContext context) throws SQLException {
        return reading.of(readers.guard(), context);
    }

    private SqliteTable table(Dataset dataset, WorkContext context) throws SQLException {
        synchronized (readers.guard()) {
            return catalog(context)
                    .table(dataset.name())
                    .orElseThrow(() -> MigrationException.of(
                                    ErrorCategory.CONFIGURATION,
                                    "database.no-such-dataset",
                                    "there is no table \"" + dataset.name() + "\" in \"" + file + "\"")
                            .subject(dataset.name().toString())
                            .remedy("Plan again: the source has changed.")
                            .build());
        }
    }

    @Override
    public Cursor<Partition> partitions(Dataset dataset, long targetBytes, WorkContext context) {
        try {
            SqliteTable table = table(dataset, context);
            synchronized (readers.guard()) {
                return pieces.cut(table, dataset, targetBytes, context);
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(
                    e, "cutting \"" + dataset.name() + "\"", dataset.name().toString());
        }
    }

    @Override
    public Cursor<Partition> partitionsAfter(Dataset dataset, Partition last, long targetBytes, WorkContext context) {
        try {
            SqliteTable table = table(dataset, context);
            synchronized (readers.guard()) {
                return pieces.cutAfter(table, dataset, last, targetBytes, context);
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(
                    e, "cutting \"" + dataset.name() + "\"", dataset.name().toString());
        }
    }

    @Override
    public List<ChunkFormat> offers(Dataset dataset) {
        return List.of(ChunkFormat.CELLS);
    }

    @Override
    public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
        if (!format.equals(ChunkFormat.CELLS)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.format-unknown",
                            "SQLite is read as \"" + ChunkFormat.CELLS + "\", not as \"" + format + "\"")
                    .subject(dataset.name().toString())
                    .build();
        }
        SQLiteConnection reader = null;
        try {
            SqliteTable table = table(dataset, context);
            reader = readers.take(context);
            SQLiteConnection taken = reader;
            String wanted = conditions.apply(dataset.name());
            String condition = wanted.isEmpty() ? "" : SqlConditions.enclosed(wanted, dataset.name());
            PreparedStatement statement =
                    SqlitePieces.select(taken, table, dataset, partition, condition, utf16 != null);
            SqliteCells cells = new SqliteCells(dataset, statement, utf16, context, () -> readers.give(taken));
            reader = null;
            return cells;
        } catch (SQLException e) {
            throw SqliteErrors.of(
                    e, "reading \"" + dataset.name() + "\"", dataset.name().toString());
        } finally {
            if (reader != null) {
                readers.give(reader);
            }
        }
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public String toString() {
        return "SqliteSnapshot[" + file + "]";
    }
}
