package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlCatalog.MySqlTable;
import io.godwit.relational.SqlErrors;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.sql.SQLException;

/** Rows of one piece as the server sends them, taken apart into cells. One thread at a time. */
final class MySqlCells implements CellStream {
    /** Cells that can be as long as anything are read into the block at once, others by way of a little room of their own. */
    private static final int SMALL = 1 << 16;

    private final MySqlSnapshot snapshot;
    private final MySqlSnapshot.Reader reader;
    private final Dataset dataset;
    private final MySqlDecoder[] decoders;
    private final MySqlWire wire;
    private final CancellationToken cancellation;
    private final CancellationToken.Registration interruption;
    private byte[] scratch = new byte[1024];
    private long rows;
    private long bytes;
    private boolean ended;
    private boolean broken;
    private boolean closed;

    private MySqlCells(
            MySqlSnapshot snapshot,
            MySqlSnapshot.Reader reader,
            Dataset dataset,
            MySqlDecoder[] decoders,
            MySqlWire wire,
            WorkContext context) {
        this.snapshot = snapshot;
        this.reader = reader;
        this.dataset = dataset;
        this.decoders = decoders;
        this.wire = wire;
        this.cancellation = context.cancellation();
        this.interruption = cancellation.onCancel(reader::interrupt);
    }

    static MySqlCells start(
            MySqlSnapshot snapshot, MySqlTable table, Dataset dataset, String condition, WorkContext context) {
        MySqlReading reading = snapshot.reading();
        MySqlDecoder[] decoders = new MySqlDecoder[dataset.columns().size()];
        StringBuilder query = new StringBuilder("SELECT ");
        for (int i = 0; i < decoders.length; i++) {
            DataColumn wanted = dataset.columns().get(i);
            MySqlColumn column = table.column(wanted.name())
                    .orElseThrow(() -> MigrationException.of(
                                    io.godwit.spi.ErrorCategory.CONFIGURATION,
                                    "database.no-such-dataset",
                                    "there is no column \"" + wanted.name() + "\" in \"" + dataset.name() + "\"")
                            .subject(dataset.name() + "." + wanted.name())
                            .remedy("Plan again: the database has changed.")
                            .build());
            decoders[i] = reading.decoder(table, column);
            query.append(i == 0 ? "" : ", ").append(reading.selected(table, column));
        }
        query.append(" FROM ").append(table.quoted());
        if (!table.key().isEmpty()) {
            query.append(" FORCE INDEX (").append(MySqlSql.name(table.index())).append(')');
        }
        query.append(condition.isEmpty() ? "" : " WHERE " + condition);
        MySqlSnapshot.Reader reader = snapshot.join();
        boolean started = false;
        boolean sound = false;
        try {
            MySqlWire wire = reader.wire();
            wire.query(query.toString());
            MySqlCells stream = new MySqlCells(snapshot, reader, dataset, decoders, wire, context);
            started = true;
            return stream;
        } catch (SQLException e) {
            sound = true;
            throw snapshot.failed(e, reader, "reading \"" + dataset.name() + "\"", dataset.name());
        } catch (IOException e) {
            throw snapshot.failed(MySqlWire.lost(e), reader, "reading \"" + dataset.name() + "\"", dataset.name());
        } finally {
            if (!started) {
                snapshot.leave(reader, sound);
            }
        }
    }

    @Override
    public boolean read(CellBlock into) {
        into.clear();
        if (ended) {
            return false;
        }
        cancellation.throwIfCancelled();
        try {
            while (!into.isFull()) {
                if (!wire.next()) {
                    ended = true;
                    break;
                }
                rows++;
                row(into);
            }
        } catch (SQLException e) {
            ended = true;
            throw failure(e);
        } catch (IOException e) {
            broken = true;
            throw failure(MySqlWire.lost(e));
        }
        bytes += into.bytes();
        return into.rows() > 0;
    }

    private RuntimeException failure(SQLException failure) {
        if (cancellation.isCancelled()) {
            return MigrationException.cancelled("reading \"" + dataset.name() + "\"");
        }
        return snapshot.failed(failure, reader, "reading \"" + dataset.name() + "\"", dataset.name());
    }

    private void row(CellBlock into) throws IOException {
        if (!wire.isBuffered()) {
            large(into);
            return;
        }
        byte[] data = wire.data();
        int at = wire.position();
        for (int column = 0; column < decoders.length; column++) {
            int length = data[at++] & 0xff;
            if (length > 250) {
                if (length == 0xfb) {
                    into.addNull();
                    continue;
                }
                if (length == 0xfc) {
                    length = (data[at] & 0xff) | (data[at + 1] & 0xff) << 8;
                    at += 2;
                } else {
                    // A row that fits in the buffer has no cell with a length of eight bytes.
                    length = (data[at] & 0xff) | (data[at + 1] & 0xff) << 8 | (data[at + 2] & 0xff) << 16;
                    at += 3;
                }
            }
            if (!decoders[column].add(data, at, length, into)) {
                throw refused(column);
            }
            at += length;
        }
        wire.skipBuffered();
    }

    /** A row that is larger than the buffer: each cell goes where it belongs as it comes. */
    private void large(CellBlock into) throws IOException {
        for (int column = 0; column < decoders.length; column++) {
            long length = wire.length();
            if (length < 0) {
                into.addNull();
                continue;
            }
            int size = (int) Math.min(length, Integer.MAX_VALUE);
            if (decoders[column] == MySqlDecoder.SAME) {
                int start = into.addReserved(size);
                wire.read(into.data(), start, size);
                continue;
            }
            if (scratch.length < size) {
                scratch = new byte[size];
            }
            wire.read(scratch, 0, size);
            if (!decoders[column].add(scratch, 0, size, into)) {
                throw refused(column);
            }
            if (scratch.length > SMALL) {
                scratch = new byte[1024];
            }
        }
        wire.skipRest();
    }

    private RuntimeException refused(int column) {
        return SqlErrors.rowRefused(
                dataset.name(),
                dataset.columns().get(column).name(),
                rows,
                "holds a value that is not of the type that the column was planned with");
    }

    @Override
    public ChunkSummary summary() {
        if (!ended) {
            throw new IllegalStateException("the stream has not ended");
        }
        return new ChunkSummary(rows, bytes, "");
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        interruption.close();
        snapshot.leave(reader, ended || (!broken && drained()));
    }

    /** Gets rid of rows that nobody wants any more, so that the connection can be used again: it cannot be had a second time. */
    private boolean drained() {
        reader.interrupt();
        try {
            wire.skipRest();
            while (wire.next()) {
                wire.skipRest();
            }
        } catch (SQLException e) {
            // That it was interrupted is what was asked for.
            return true;
        } catch (IOException e) {
            return false;
        }
        // The interruption may have come too late, and would meet the statement after.
        try {
            MySqlSession.execute(reader.connection(), "DO 0");
        } catch (SQLException e) {
            // So it did.
            return MySqlErrors.number(e) == 1317;
        }
        return true;
    }

    /** Nothing but the name. */
    @Override
    public String toString() {
        return "MySqlCells[" + dataset.name() + "]";
    }
}
