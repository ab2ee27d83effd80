package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlWire.Result;
import io.godwit.relational.SqlErrors;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase.LoadReceipt;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes one chunk: its rows by {@code LOAD DATA LOCAL}, or by long INSERTs where the server does not take files, its entry in the book
 * and the look at the fence in one transaction. One thread at a time.
 */
final class MySqlLoad {
    private static final int TARGET_BYTES = 1 << 18;
    private static final int MAX_BYTES = Integer.MAX_VALUE - 64;
    private static final int INSERT_BYTES = 1 << 20;
    private static final int TRUNCATED = 1265;

    private final MySqlSession session;
    private final MySqlArea area;
    private final Dataset dataset;
    private final Partition partition;
    private final CancellationToken cancellation;

    MySqlLoad(MySqlSession session, MySqlArea area, Dataset dataset, Partition partition, WorkContext context) {
        this.session = session;
        this.area = area;
        this.dataset = dataset;
        this.partition = partition;
        this.cancellation = context.cancellation();
    }

    LoadReceipt load(ChunkStream chunk, WriteToken token) {
        cancellation.throwIfCancelled();
        area.admit("loading \"" + dataset.name() + "\"", token);
        try (Connection connection = session.borrow()) {
            long thread = connection
                    .unwrap(org.mariadb.jdbc.Connection.class)
                    .getContext()
                    .getThreadId();
            CancellationToken.Registration interruption = cancellation.onCancel(() -> session.kill(thread));
            try {
                return area.writeOn(connection, token, c -> write(c, chunk));
            } finally {
                interruption.close();
            }
        } catch (SQLException e) {
            if (cancellation.isCancelled()) {
                throw MigrationException.cancelled("loading \"" + dataset.name() + "\"");
            }
            throw MySqlErrors.isMissing(e)
                    ? MySqlErrors.areaMissing(area.area().name())
                    : MySqlErrors.ofLoad(e, dataset.name());
        }
    }

    private LoadReceipt write(Connection connection, ChunkStream chunk) throws SQLException {
        Optional<ChunkSummary> there = area.book().chunk(connection, dataset, partition);
        if (there.isPresent()) {
            return new LoadReceipt(there.get(), true);
        }
        if (!(chunk instanceof CellStream cells)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.format-unknown",
                            "chunks of the form \"" + chunk.format() + "\" cannot be written to MySQL")
                    .subject(dataset.name().toString())
                    .build();
        }
        List<MySqlColumn> columns = columns(connection);
        MySqlEncoder encoder = new MySqlEncoder(dataset, columns);
        send(connection, cells, columns, encoder);
        ChunkSummary summary = chunk.summary();
        area.book().addChunk(connection, dataset, partition, summary, "");
        return new LoadReceipt(summary, false);
    }

    /** Sends rows, in a transaction of the caller. */
    void send(Connection connection, CellStream cells, List<MySqlColumn> columns, MySqlEncoder encoder)
            throws SQLException {
        boolean hasEnumeration = columns.stream().anyMatch(c -> c.dataType().equals("enum"));
        if (hasEnumeration) {
            // In strict mode the server takes no row with the value that stands for none; so its warnings are counted
            // instead.
            MySqlSession.execute(connection, "SET SESSION sql_mode = '" + MySqlConnector.LENIENT_MODE + "'");
        }
        Result result;
        try {
            boolean files =
                    MySqlSession.one(connection, "SELECT @@global.local_infile").equals("1");
            result = files ? file(connection, cells, columns, encoder) : inserts(connection, cells, columns, encoder);
        } catch (IOException e) {
            throw MySqlWire.lost(e);
        } finally {
            if (hasEnumeration && connection.isValid(5)) {
                MySqlSession.execute(connection, "SET SESSION sql_mode = '" + MySqlConnector.LOAD_MODE + "'");
            }
        }
        if (result.rows() != encoder.rows()) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "database.rows-lost",
                            "of " + encoder.rows() + " rows of \"" + dataset.name() + "\" the server stored "
                                    + result.rows())
                    .subject(dataset.name().toString())
                    .remedy("Look for triggers on the table; nothing of this chunk was kept.")
                    .build();
        }
    }

    /** The columns as the table in the area has them. */
    List<MySqlColumn> columns(Connection connection) throws SQLException {
        List<MySqlColumn> there = MySqlReader.columnsOf(
                connection, session.server(), area.area().name(), dataset.name().name());
        if (there.isEmpty()) {
            throw new SQLException("the table is not in the area", "42S02", 1146);
        }
        List<MySqlColumn> columns = new ArrayList<>();
        for (DataColumn wanted : dataset.columns()) {
            columns.add(there.stream()
                    .filter(c -> c.name().equals(wanted.name()))
                    .findFirst()
                    .orElseThrow(() -> new SQLException("a column is not in the area", "42S22", 1054)));
        }
        return columns;
    }

    private Result file(Connection connection, CellStream cells, List<MySqlColumn> columns, MySqlEncoder encoder)
            throws SQLException, IOException {
        String statement = "LOAD DATA LOCAL INFILE 'rows' INTO TABLE " + area.shadow(dataset.name())
                + " CHARACTER SET binary FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' "
                + encoder.columnList(columns);
        CellBlock block = new CellBlock(dataset.columns().size(), TARGET_BYTES, MAX_BYTES);
        MySqlWire wire = MySqlWire.of(session.connector(), connection);
        Result result = wire.load(statement, encoder.feed(cells, block, cancellation::throwIfCancelled));
        judge(connection, result.warnings(), encoder.strangers());
        return result;
    }

    private Result inserts(Connection connection, CellStream cells, List<MySqlColumn> columns, MySqlEncoder encoder)
            throws SQLException, IOException {
        byte[] head = ("INSERT INTO " + area.shadow(dataset.name()) + " ("
                        + MySqlSql.names(columns.stream().map(MySqlColumn::name).toList()) + ") VALUES")
                .getBytes(StandardCharsets.UTF_8);
        long packet = Long.parseLong(MySqlSession.one(connection, "SELECT @@max_allowed_packet"));
        int limit = (int) Math.min(INSERT_BYTES, packet / 2);
        MySqlWire wire = MySqlWire.of(session.connector(), connection);
        CellBlock block = new CellBlock(dataset.columns().size(), TARGET_BYTES, MAX_BYTES);
        long stored = 0;
        while (cells.read(block)) {
            int row = 0;
            while (row < block.rows()) {
                cancellation.throwIfCancelled();
                encoder.clear();
                long before = encoder.strangers();
                row = encoder.values(block, row, limit);
                byte[] statement = Arrays.copyOf(head, head.length + encoder.used());
                System.arraycopy(encoder.buffer(), 0, statement, head.length, encoder.used());
                Result result = wire.execute(statement, statement.length);
                judge(connection, result.warnings(), encoder.strangers() - before);
                stored += result.rows();
            }
        }
        return new Result(stored, 0);
    }

    /** The server says of a value that it changed only by a warning. */
    private void judge(Connection connection, int warnings, long expected) throws SQLException {
        if (warnings == 0 || (warnings == expected && expected < 1 << 16)) {
            return;
        }
        record Warning(int number, String words) {}
        List<Warning> found =
                MySqlRows.list(connection, r -> new Warning((int) r.number(2), r.text(3)), "SHOW WARNINGS LIMIT 1000");
        for (Warning warning : found) {
            if (warning.number != TRUNCATED || expected == 0) {
                throw SqlErrors.rowRefused(
                        dataset.name(), MySqlErrors.column(warning.words), 0, MySqlErrors.why(warning.number));
            }
        }
        if (warnings > expected) {
            throw SqlErrors.rowRefused(dataset.name(), "", 0, MySqlErrors.why(TRUNCATED));
        }
    }

    /**
     * Takes chunks out by the keys that they were cut by; false where they were not, or where text is among the keys, which the source
     * may have sorted otherwise.
     */
    static boolean unload(MySqlArea area, Dataset dataset, List<Partition> partitions, WriteToken token) {
        String subject = dataset.name().toString();
        if (!partitions.stream().allMatch(p -> isFound(dataset, p.range()))) {
            return false;
        }
        area.write("taking chunks out of \"" + subject + "\"", subject, token, connection -> {
            if (area.isSwitched(connection)) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "database.area-switched",
                                "the area \"" + area.area().name() + "\" is switched in")
                        .subject(subject)
                        .remedy("Switch back first.")
                        .build();
            }
            String table = area.shadow(dataset.name());
            if (partitions.isEmpty()) {
                MySqlSession.execute(connection, "DELETE FROM " + table);
            }
            for (Partition partition : partitions) {
                if (area.book().chunk(connection, dataset, partition).isPresent()) {
                    String condition = MySqlKeys.condition(types(dataset), partition.range());
                    MySqlSession.execute(connection, "DELETE FROM " + table + " WHERE " + condition);
                }
            }
            area.book().removeChunks(connection, dataset, partitions);
            return true;
        });
        return true;
    }

    private static boolean isFound(Dataset dataset, KeyRange range) {
        return !range.columns().isEmpty()
                && range.columns().stream()
                        .allMatch(column -> switch (types(dataset).of(column).kind()) {
                            case INTEGER, DECIMAL, DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE, BYTES -> true;
                            default -> false;
                        });
    }

    private static MySqlKeys.Types types(Dataset dataset) {
        return name -> dataset.columns().stream()
                .filter(c -> c.name().equals(name))
                .map(DataColumn::type)
                .findFirst()
                .orElse(LogicalType.text(0));
    }
}
