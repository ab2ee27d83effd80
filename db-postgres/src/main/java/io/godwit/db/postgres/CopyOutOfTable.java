package io.godwit.db.postgres;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/** A COPY out of a table under way: rows as the server sends them. One thread at a time. */
final class CopyOutOfTable implements ChunkStream, CopyCells.CopyOutput {
    private final PostgresSnapshot snapshot;
    private final Connection connection;
    private final CopyOut copy;
    private final Dataset dataset;
    private final ChunkFormat format;
    private final CancellationToken cancellation;
    private final CancellationToken.Registration interruption;
    private long rows;
    private long bytes;
    private boolean ended;
    private boolean closed;

    private CopyOutOfTable(
            PostgresSnapshot snapshot,
            Connection connection,
            CopyOut copy,
            Dataset dataset,
            ChunkFormat format,
            WorkContext context) {
        this.snapshot = snapshot;
        this.connection = connection;
        this.copy = copy;
        this.dataset = dataset;
        this.format = format;
        this.cancellation = context.cancellation();
        this.interruption = cancellation.onCancel(() -> cancel(connection));
    }

    static CopyOutOfTable start(
            PostgresSnapshot snapshot, String query, Dataset dataset, ChunkFormat format, WorkContext context) {
        Connection connection = snapshot.join();
        boolean started = false;
        try {
            CopyOut copy = PostgresSession.raw(connection).getCopyAPI().copyOut(query);
            CopyOutOfTable stream = new CopyOutOfTable(snapshot, connection, copy, dataset, format, context);
            started = true;
            return stream;
        } catch (SQLException e) {
            throw snapshot.lost(
                    e, "reading \"" + dataset.name() + "\"", dataset.name().toString());
        } finally {
            if (!started) {
                PostgresSession.release(connection);
            }
        }
    }

    /** Tells the server to stop what a connection is at. */
    static void cancel(Connection connection) {
        try {
            PostgresSession.raw(connection).cancelQuery();
        } catch (SQLException e) {
            // It is at nothing any more, or cannot be reached: then reading fails by itself.
            return;
        }
    }

    @Override
    public byte @Nullable [] next() throws SQLException {
        if (ended) {
            return null;
        }
        byte[] row = copy.readFromCopy();
        if (row == null) {
            ended = true;
        } else {
            rows++;
            bytes += row.length;
        }
        return row;
    }

    /** How many rows came so far; in binary form the last message is no row but the end. */
    long rows() {
        return ended && format.equals(PostgresSnapshot.COPY_BINARY) ? rows - 1 : rows;
    }

    @Override
    public RuntimeException failure(SQLException failure) {
        if (cancellation.isCancelled()) {
            return MigrationException.cancelled("reading \"" + dataset.name() + "\"");
        }
        return snapshot.lost(
                failure, "reading \"" + dataset.name() + "\"", dataset.name().toString());
    }

    @Override
    public ChunkFormat format() {
        return format;
    }

    @Override
    public ChunkSummary summary() {
        if (!ended) {
            throw new IllegalStateException("the stream has not ended");
        }
        return new ChunkSummary(rows(), bytes, "");
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        interruption.close();
        PostgresSession.stop(copy, connection);
        PostgresSession.release(connection);
    }
}
