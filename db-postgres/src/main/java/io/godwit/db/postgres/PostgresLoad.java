package io.godwit.db.postgres;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase.LoadReceipt;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.copy.CopyIn;

/**
 * Writes one chunk: its rows by {@code COPY}, its entry in the book and the look at the fence in one transaction. The entry carries
 * the number of that transaction, by which the rows are found again to be taken out. One thread at a time.
 */
final class PostgresLoad {
    private static final int TARGET_BYTES = 1 << 18;
    /** Nothing larger fits in a field of PostgreSQL. */
    private static final int MAX_BYTES = 1 << 30;

    private final PostgresSession session;
    private final PostgresArea area;
    private final Dataset dataset;
    private final Partition partition;
    private final CancellationToken cancellation;

    PostgresLoad(
            PostgresSession session, PostgresArea area, Dataset dataset, Partition partition, WorkContext context) {
        this.session = session;
        this.area = area;
        this.dataset = dataset;
        this.partition = partition;
        this.cancellation = context.cancellation();
    }

    LoadReceipt load(ChunkStream chunk, WriteToken token) {
        cancellation.throwIfCancelled();
        area.admit("loading \"" + dataset.name() + "\"", token);
        try (Connection connection = session.pool().borrow()) {
            CancellationToken.Registration interruption =
                    cancellation.onCancel(() -> CopyOutOfTable.cancel(connection));
            try {
                return area.writeOn(connection, token, c -> write(c, chunk));
            } finally {
                interruption.close();
            }
        } catch (SQLException e) {
            if (cancellation.isCancelled()) {
                throw MigrationException.cancelled("loading \"" + dataset.name() + "\"");
            }
            throw PostgresErrors.isMissing(e)
                    ? PostgresErrors.areaMissing(area.area().name())
                    : PostgresErrors.ofLoad(e, dataset.name());
        }
    }

    private LoadReceipt write(Connection connection, ChunkStream chunk) throws SQLException {
        Optional<ChunkSummary> there = area.book().chunk(connection, dataset, partition);
        if (there.isPresent()) {
            return new LoadReceipt(there.get(), true);
        }
        String columns = PostgresSql.names(
                dataset.columns().stream().map(DataColumn::name).toList());
        String statement = "COPY " + area.shadow(dataset.name()) + " (" + columns + ") FROM STDIN"
                + (chunk.format().equals(PostgresSnapshot.COPY_BINARY) ? " (FORMAT binary)" : "");
        CopyIn copy = PostgresSession.raw(connection).getCopyAPI().copyIn(statement);
        long sent;
        long stored;
        try {
            sent = chunk instanceof CellStream cells ? cells(cells, copy) : raw(chunk, copy);
            stored = copy.endCopy();
        } finally {
            PostgresSession.stop(copy, connection);
        }
        if (stored != sent) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "database.rows-lost",
                            "of " + sent + " rows of \"" + dataset.name() + "\" the server stored " + stored)
                    .subject(dataset.name().toString())
                    .remedy("Look for triggers or rules on the table; nothing of this chunk was kept.")
                    .build();
        }
        ChunkSummary summary = chunk.summary();
        String mark = PostgresSession.one(connection, "SELECT txid_current()");
        area.book().addChunk(connection, dataset, partition, summary, mark);
        return new LoadReceipt(summary, false);
    }

    private long cells(CellStream cells, CopyIn copy) throws SQLException {
        CopyEncoder encoder = new CopyEncoder(dataset, copy::writeToCopy);
        CellBlock block = new CellBlock(dataset.columns().size(), TARGET_BYTES, MAX_BYTES);
        while (cells.read(block)) {
            cancellation.throwIfCancelled();
            encoder.write(block);
        }
        encoder.flush();
        return encoder.rows();
    }

    private long raw(ChunkStream chunk, CopyIn copy) throws SQLException {
        if (!(chunk instanceof CopyOutOfTable rows)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.format-unknown",
                            "chunks of the form \"" + chunk.format() + "\" cannot be written to PostgreSQL")
                    .subject(dataset.name().toString())
                    .build();
        }
        byte[] buffer = new byte[TARGET_BYTES];
        int used = 0;
        byte[] row = rows.next();
        while (row != null) {
            if (used + row.length > buffer.length) {
                copy.writeToCopy(buffer, 0, used);
                used = 0;
                cancellation.throwIfCancelled();
            }
            if (row.length > buffer.length) {
                copy.writeToCopy(row, 0, row.length);
            } else {
                System.arraycopy(row, 0, buffer, used, row.length);
                used += row.length;
            }
            row = rows.next();
        }
        copy.writeToCopy(buffer, 0, used);
        return rows.rows();
    }

    /**
     * Takes chunks out. A row carries the number of the transaction that wrote it, and nobody but the load writes to the shadow, so
     * the rows of a chunk can always be told, whatever they were cut by.
     */
    static boolean unload(PostgresArea area, Dataset dataset, List<Partition> partitions, WriteToken token) {
        String table = area.shadow(dataset.name());
        String subject = dataset.name().toString();
        return area.write("taking chunks out of \"" + subject + "\"", subject, token, connection -> {
            if (area.book().isSwitched(connection)) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "database.area-switched",
                                "the area \"" + area.area().name() + "\" is switched in")
                        .subject(subject)
                        .remedy("Switch back first.")
                        .build();
            }
            if (partitions.isEmpty()) {
                PostgresSession.execute(connection, "TRUNCATE " + table);
            } else {
                delete(connection, table, area.book().marks(connection, dataset, partitions));
            }
            area.book().removeChunks(connection, dataset, partitions);
            return true;
        });
    }

    private static void delete(Connection connection, String table, List<String> marks) throws SQLException {
        if (marks.isEmpty()) {
            return;
        }
        StringBuilder numbers = new StringBuilder();
        for (String mark : marks) {
            // The row has only the low half of the number; the high half counts how often that ran over.
            long low = Long.parseUnsignedLong(mark) & 0xffff_ffffL;
            numbers.append(numbers.length() == 0 ? "" : ", ")
                    .append('\'')
                    .append(low)
                    .append('\'');
        }
        PostgresSession.execute(connection, "DELETE FROM ONLY " + table + " WHERE xmin IN (" + numbers + ")");
    }
}
