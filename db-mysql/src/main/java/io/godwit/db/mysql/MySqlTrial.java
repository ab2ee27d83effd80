package io.godwit.db.mysql;

import io.godwit.relational.SqlErrors;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase.RefusedRows;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that a table refuses: loads them into it in a transaction that is rolled back in the end, halving those that are refused
 * together until there is one. One thread at a time.
 */
final class MySqlTrial {
    private static final int TARGET_BYTES = 1 << 18;
    private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

    private final MySqlSession session;
    private final MySqlArea area;
    private final Dataset dataset;
    private final RefusedRows refused;
    private final CancellationToken cancellation;
    private final MySqlLoad loader;

    MySqlTrial(MySqlSession session, MySqlArea area, Dataset dataset, RefusedRows refused, WorkContext context) {
        this.session = session;
        this.area = area;
        this.dataset = dataset;
        this.refused = refused;
        this.cancellation = context.cancellation();
        Partition all = new Partition(dataset.name(), 0, KeyRange.ALL, "");
        this.loader = new MySqlLoad(session, area, dataset, all, context);
    }

    void of(CellStream rows, WriteToken token) {
        String action = "trying rows of \"" + dataset.name() + "\"";
        area.admit(action, token);
        try (Connection connection = session.borrow()) {
            connection.setAutoCommit(false);
            try {
                List<MySqlColumn> columns = loader.columns(connection);
                CellBlock block = new CellBlock(dataset.columns().size(), TARGET_BYTES, MAX_BYTES);
                while (rows.read(block)) {
                    range(connection, columns, block, 0, block.rows());
                }
            } finally {
                if (!connection.isClosed()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        } catch (SQLException e) {
            throw MySqlErrors.of(e, action, dataset.name().toString());
        }
    }

    /** Tries some rows of a block; those that are taken stay until the end, since others may be refused for them. */
    private void range(Connection connection, List<MySqlColumn> columns, CellBlock block, int first, int end)
            throws SQLException {
        if (first == end) {
            return;
        }
        cancellation.throwIfCancelled();
        MigrationException failure = load(connection, columns, block, first, end);
        if (failure == null) {
            return;
        }
        if (end - first == 1) {
            refused.refused(
                    block, first, SqlErrors.refusedColumn(dataset.name(), failure), SqlErrors.refusedWhy(failure));
            return;
        }
        int middle = (first + end) >>> 1;
        range(connection, columns, block, first, middle);
        range(connection, columns, block, middle, end);
    }

    private @Nullable MigrationException load(
            Connection connection, List<MySqlColumn> columns, CellBlock block, int first, int end) throws SQLException {
        Savepoint before = connection.setSavepoint();
        MigrationException failure;
        try {
            loader.send(connection, new Some(block, first, end), columns, new MySqlEncoder(dataset, columns));
            connection.releaseSavepoint(before);
            return null;
        } catch (MigrationException e) {
            failure = e;
        } catch (SQLException e) {
            failure = MySqlErrors.ofLoad(e, dataset.name());
        }
        if (!failure.code().equals("database.row-refused")) {
            throw failure;
        }
        connection.rollback(before);
        return failure;
    }

    /** Some rows of a block as a stream. */
    private static final class Some implements CellStream {
        private final CellBlock block;
        private final int end;
        private int next;

        Some(CellBlock block, int first, int end) {
            this.block = block;
            this.next = first;
            this.end = end;
        }

        @Override
        public boolean read(CellBlock into) {
            into.clear();
            while (next < end && !into.isFull()) {
                for (int c = 0; c < block.columns(); c++) {
                    if (block.isNull(next, c)) {
                        into.addNull();
                    } else {
                        into.add(block.data(), block.start(next, c), block.length(next, c));
                    }
                }
                next++;
            }
            return into.rows() > 0;
        }

        @Override
        public ChunkSummary summary() {
            throw new IllegalStateException("nobody counts rows that are tried");
        }

        @Override
        public void close() {
            // the block is the caller's
        }
    }
}
