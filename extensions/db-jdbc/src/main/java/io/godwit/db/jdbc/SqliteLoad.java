package io.godwit.db.jdbc;

import static io.godwit.db.jdbc.SqliteTable.quote;

import io.godwit.relational.SqlDialect;
import io.godwit.relational.SqlErrors;
import io.godwit.relational.Utf8;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase.LoadReceipt;
import io.godwit.spi.WriteToken;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sqlite.SQLiteConnection;

/**
 * Writes one chunk with its entry in the book in one transaction. Rows get numbers one after the other, which the entry tells, so
 * that they can be taken out again; where a column is the row number, they are found by its range. One thread at a time.
 */
final class SqliteLoad {
    private static final int TARGET_BYTES = 1 << 18;
    /** Nothing larger fits in a row of SQLite. */
    private static final int MAX_BYTES = 1_000_000_000;

    private static final int CONSTRAINT = 19;
    private static final int TOO_BIG = 18;

    private final SqliteArea area;
    private final Dataset dataset;
    private final Partition partition;
    private final CancellationToken cancellation;
    private long row;

    SqliteLoad(SqliteArea area, Dataset dataset, Partition partition, WorkContext context) {
        this.area = area;
        this.dataset = dataset;
        this.partition = partition;
        this.cancellation = context.cancellation();
    }

    LoadReceipt load(ChunkStream chunk, WriteToken token) {
        cancellation.throwIfCancelled();
        if (!(chunk instanceof CellStream cells)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.format-unknown",
                            "chunks of the form \"" + chunk.format() + "\" cannot be written to SQLite")
                    .subject(dataset.name().toString())
                    .build();
        }
        String subject = dataset.name().toString();
        return area.write("loading \"" + subject + "\"", subject, token, connection -> {
            requireOpen(area, connection, subject);
            Optional<ChunkSummary> there = area.book().chunk(connection, dataset, partition);
            if (there.isPresent()) {
                return new LoadReceipt(there.get(), true);
            }
            String table = quote(area.shadow(dataset.name()));
            boolean counted = isRowNumberHidden(connection);
            long before = counted ? greatest(connection, table) : 0;
            insert(connection, table, cells);
            ChunkSummary summary = cells.summary();
            long after = counted ? greatest(connection, table) : 0;
            boolean told = counted && after - before == row;
            area.book()
                    .addChunk(
                            connection, dataset, partition, summary, told ? "rowid:" + (before + 1) + ":" + after : "");
            area.book().hold(connection, token);
            return new LoadReceipt(summary, false);
        });
    }

    private long greatest(Connection connection, String table) throws SQLException {
        return Long.parseLong(
                SqliteArea.strings(connection, "SELECT coalesce(max(" + rowid(dataset) + "), 0) FROM " + table)
                        .get(0));
    }

    /** The name by which the row number can be asked for. */
    private static String rowid(Dataset dataset) {
        return Stream.of("rowid", "_rowid_", "oid")
                .filter(name ->
                        dataset.columns().stream().noneMatch(c -> c.name().equalsIgnoreCase(name)))
                .findFirst()
                .orElse("rowid");
    }

    /** Whether the row number is none of the columns, so that SQLite gives it, one after the other. */
    private boolean isRowNumberHidden(Connection connection) throws SQLException {
        return SqliteArea.strings(
                        connection,
                        "SELECT name FROM sqlite_schema WHERE name = "
                                + SqlDialect.SQLITE.literal(area.shadow(dataset.name()))
                                + " AND instr(sql, ' INTEGER PRIMARY KEY') > 0")
                .isEmpty();
    }

    private static void requireOpen(SqliteArea area, Connection connection, String subject) throws SQLException {
        if (area.book().isSwitched(connection)) {
            throw MigrationException.of(
                            ErrorCategory.VALIDATION,
                            "database.area-switched",
                            "the area \"" + area.area().name() + "\" is switched in")
                    .subject(subject)
                    .remedy("Switch back first.")
                    .build();
        }
    }

    private void insert(SQLiteConnection connection, String table, CellStream cells) throws SQLException {
        int columns = dataset.columns().size();
        String statement = "INSERT INTO " + table + " ("
                + dataset.columns().stream().map(c -> quote(c.name())).collect(Collectors.joining(", ")) + ") VALUES ("
                + String.join(", ", java.util.Collections.nCopies(columns, "?")) + ")";
        CellBlock block = new CellBlock(columns, TARGET_BYTES, MAX_BYTES);
        CancellationToken.Registration interruption = cancellation.onCancel(() -> interrupt(connection));
        try (PreparedStatement insert = connection.prepareStatement(statement)) {
            while (cells.read(block)) {
                cancellation.throwIfCancelled();
                for (int r = 0; r < block.rows(); r++) {
                    row++;
                    for (int c = 0; c < columns; c++) {
                        bind(insert, block, r, c);
                    }
                    store(insert);
                }
            }
        } finally {
            interruption.close();
        }
    }

    private static void interrupt(SQLiteConnection connection) {
        try {
            connection.getDatabase().interrupt();
        } catch (SQLException e) {
            // The connection is closed already: nothing to interrupt.
            return;
        }
    }

    private void store(PreparedStatement insert) throws SQLException {
        try {
            insert.executeUpdate();
        } catch (SQLException e) {
            int code = e.getErrorCode() & 0xff;
            if (code == CONSTRAINT) {
                String column = columnWithoutValue(e);
                throw SqlErrors.rowRefused(
                        dataset.name(),
                        column,
                        row,
                        column.isEmpty() ? "does not meet a condition of the table" : "has no value where one must be");
            }
            if (code == TOO_BIG) {
                throw SqlErrors.rowRefused(dataset.name(), "", row, "is larger than a row of SQLite can be");
            }
            throw e;
        }
    }

    /** The column that the message names where a value is missing; the longest, where one name begins with another. */
    private String columnWithoutValue(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        String head = "NOT NULL constraint failed: " + area.shadow(dataset.name()) + ".";
        return dataset.columns().stream()
                .map(Dataset.DataColumn::name)
                .filter(name -> message.contains(head + name))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private RuntimeException refused(int column, String why) {
        return SqlErrors.rowRefused(
                dataset.name(), dataset.columns().get(column).name(), row, why);
    }

    private void bind(PreparedStatement insert, CellBlock block, int r, int column) throws SQLException {
        int at = column + 1;
        if (block.isNull(r, column)) {
            insert.setNull(at, Types.NULL);
            return;
        }
        byte[] data = block.data();
        int start = block.start(r, column);
        int length = block.length(r, column);
        LogicalType type = dataset.columns().get(column).type();
        if (type.kind() == Kind.BYTES) {
            insert.setBytes(at, Arrays.copyOfRange(data, start, start + length));
            return;
        }
        if (type.kind() == Kind.BOOLEAN) {
            insert.setLong(at, length == 1 && data[start] == 't' ? 1 : 0);
            return;
        }
        if (Utf8.invalidAt(data, start, length) >= 0) {
            throw refused(column, "holds text that is not UTF-8");
        }
        String text = new String(data, start, length, StandardCharsets.UTF_8);
        switch (type.kind()) {
            case INTEGER -> integer(insert, at, column, text);
            case FLOAT -> real(insert, at, column, text);
            default -> insert.setString(at, text);
        }
    }

    private void integer(PreparedStatement insert, int at, int column, String text) throws SQLException {
        try {
            insert.setLong(at, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw refused(column, "holds a whole number that SQLite does not have");
        }
    }

    private void real(PreparedStatement insert, int at, int column, String text) throws SQLException {
        if (text.equals("NaN")) {
            // As a real it would become NULL.
            insert.setString(at, text);
            return;
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw refused(column, "holds a number that cannot be read");
        }
        if (value == 0 && text.startsWith("-")) {
            throw refused(column, "holds a minus zero, which SQLite does not keep");
        }
        insert.setDouble(at, value);
    }

    static boolean unload(SqliteArea area, Dataset dataset, List<Partition> partitions, WriteToken token) {
        String subject = dataset.name().toString();
        return area.write("taking chunks out of \"" + subject + "\"", subject, token, connection -> {
            requireOpen(area, connection, subject);
            String table = quote(area.shadow(dataset.name()));
            if (partitions.isEmpty()) {
                SqliteArea.execute(connection, "DELETE FROM " + table);
            } else {
                for (Partition partition : partitions) {
                    for (String mark : area.book().marks(connection, dataset, List.of(partition))) {
                        String condition = condition(dataset, partition, mark);
                        if (condition.isEmpty()) {
                            return false;
                        }
                    }
                }
                for (Partition partition : partitions) {
                    for (String mark : area.book().marks(connection, dataset, List.of(partition))) {
                        SqliteArea.execute(
                                connection, "DELETE FROM " + table + " WHERE " + condition(dataset, partition, mark));
                    }
                }
            }
            area.book().removeChunks(connection, dataset, partitions);
            area.book().hold(connection, token);
            return true;
        });
    }

    /** Which rows a chunk has, or an empty string where they cannot be told. */
    private static String condition(Dataset dataset, Partition partition, String mark) {
        if (mark.startsWith("rowid:")) {
            String[] ends = mark.split(":", 3);
            return rowid(dataset) + " BETWEEN " + Long.parseLong(ends[1]) + " AND " + Long.parseLong(ends[2]);
        }
        KeyRange range = partition.range();
        boolean byNumber = range.columns().size() == 1
                && dataset.columns().stream()
                        .anyMatch(c -> c.name().equals(range.columns().get(0))
                                && c.type().kind() == Kind.INTEGER);
        if (!byNumber) {
            return "";
        }
        String column = quote(range.columns().get(0));
        String from = range.from().isEmpty()
                ? "1 = 1"
                : column + " >= " + Long.parseLong(range.from().get(0));
        return range.to().isEmpty()
                ? from
                : from + " AND " + column + " < " + Long.parseLong(range.to().get(0));
    }
}
