package io.godwit.db.postgres;

import io.godwit.db.postgres.PostgresErrors.Refusal;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase.RefusedRows;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Finds the rows that a table refuses: copies them into it in a transaction that is rolled back in the end. Where the server names the
 * row, that one is left out and the others are tried on; where it names none, the rows are halved until there is one. One thread at a
 * time.
 */
final class PostgresTrial {
    private static final int TARGET_BYTES = 1 << 18;
    private static final int MAX_BYTES = 1 << 30;

    private final PostgresSession session;
    private final PostgresArea area;
    private final Dataset dataset;
    private final RefusedRows refused;
    private final CancellationToken cancellation;
    private final String statement;

    PostgresTrial(
            PostgresSession session, PostgresArea area, Dataset dataset, RefusedRows refused, WorkContext context) {
        this.session = session;
        this.area = area;
        this.dataset = dataset;
        this.refused = refused;
        this.cancellation = context.cancellation();
        this.statement = "COPY " + area.shadow(dataset.name()) + " ("
                + PostgresSql.names(
                        dataset.columns().stream().map(DataColumn::name).toList())
                + ") FROM STDIN";
    }

    void of(CellStream rows, WriteToken token) {
        String action = "trying rows of \"" + dataset.name() + "\"";
        area.admit(action, token);
        session.with(action, dataset.name().toString(), connection -> {
            CancellationToken.Registration interruption =
                    cancellation.onCancel(() -> CopyOutOfTable.cancel(connection));
            connection.setAutoCommit(false);
            try {
                CellBlock block = new CellBlock(dataset.columns().size(), TARGET_BYTES, MAX_BYTES);
                while (rows.read(block)) {
                    range(connection, block, 0, block.rows());
                }
                return rows;
            } finally {
                interruption.close();
                if (!connection.isClosed()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        });
    }

    /** Tries some rows of a block; those that are taken stay until the end, since others may be refused for them. */
    private void range(Connection connection, CellBlock block, int first, int end) throws SQLException {
        int from = first;
        while (from < end) {
            cancellation.throwIfCancelled();
            Refusal refusal = copy(connection, block, from, end);
            if (refusal == null) {
                return;
            }
            int row = from + (int) Math.min(end - from, refusal.line()) - 1;
            if (row < from && end - from > 1) {
                int middle = (from + end) >>> 1;
                range(connection, block, from, middle);
                from = middle;
                continue;
            }
            int bad = Math.max(row, from);
            refused.refused(block, bad, refusal.column(), refusal.why());
            range(connection, block, from, bad);
            from = bad + 1;
        }
    }

    private @Nullable Refusal copy(Connection connection, CellBlock block, int from, int end) throws SQLException {
        Savepoint before = connection.setSavepoint();
        CopyIn copy = PostgresSession.raw(connection).getCopyAPI().copyIn(statement);
        CopyEncoder encoder = new CopyEncoder(dataset, copy::writeToCopy);
        try {
            try {
                encoder.write(block, from, end);
                encoder.flush();
                copy.endCopy();
            } finally {
                PostgresSession.stop(copy, connection);
            }
        } catch (MigrationException e) {
            Refusal refusal = encoder.refusal();
            if (refusal == null) {
                throw e;
            }
            connection.rollback(before);
            return refusal;
        } catch (SQLException e) {
            Refusal refusal = PostgresErrors.refusal(e);
            if (refusal == null) {
                throw e;
            }
            connection.rollback(before);
            return refusal;
        }
        connection.releaseSavepoint(before);
        return null;
    }
}
