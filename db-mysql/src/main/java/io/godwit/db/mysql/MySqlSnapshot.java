package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlCatalog.MySqlTable;
import io.godwit.relational.KeyRanges;
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
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Some connections that all began to read at one moment; MySQL lets nobody join them later. Thread-safe.
 *
 * <p>A connection that is lost is gone for this snapshot; it lives as long as one is left.
 */
final class MySqlSnapshot implements Snapshot {
    private static final int ROW_OVERHEAD = 20;

    private final MySqlSession session;
    private final MySqlCatalog catalog;
    private final String id = UUID.randomUUID().toString();
    private final String position;
    private final List<Reader> readers;
    private final Deque<Reader> idle = new ArrayDeque<>();
    private volatile Function<DatasetName, String> conditions = dataset -> "";
    private int living;
    private boolean closed;

    MySqlSnapshot(MySqlSession session, MySqlCatalog catalog, List<Connection> connections, String position)
            throws SQLException {
        this.session = session;
        this.catalog = catalog;
        this.position = position;
        List<Reader> all = new ArrayList<>();
        for (Connection connection : connections) {
            all.add(new Reader(session, connection));
        }
        this.readers = List.copyOf(all);
        this.idle.addAll(readers);
        this.living = readers.size();
    }

    /** One of the connections. */
    static final class Reader {
        private final MySqlSession session;
        private final Connection connection;
        private final long thread;

        Reader(MySqlSession session, Connection connection) throws SQLException {
            this.session = session;
            this.connection = connection;
            this.thread = connection
                    .unwrap(org.mariadb.jdbc.Connection.class)
                    .getContext()
                    .getThreadId();
        }

        Connection connection() {
            return connection;
        }

        MySqlWire wire() throws SQLException {
            return MySqlWire.of(session.connector(), connection);
        }

        /** Stops what it is at. */
        void interrupt() {
            session.kill(thread);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String position() {
        return position;
    }

    @Override
    public Scope scope() {
        return readers.size() == 1 ? Scope.ONE_READER : Scope.THIS_PROCESS;
    }

    @Override
    public List<Dataset> datasets(WorkContext context) {
        return catalog.tables().stream().map(MySqlSnapshot::dataset).toList();
    }

    private static Dataset dataset(MySqlTable table) {
        return new Dataset(
                table.table().name(),
                table.columns().stream()
                        .map(c -> new DataColumn(c.name(), c.type()))
                        .toList(),
                table.table().primaryKey(),
                table.rows(),
                table.bytes());
    }

    /** How rows are to be read. */
    MySqlReading reading() {
        return session.server().reading();
    }

    private MySqlTable table(Dataset dataset) {
        return catalog.table(dataset.name())
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "database.no-such-dataset",
                                "there is no table \"" + dataset.name() + "\" in \""
                                        + session.address().name() + "\"")
                        .subject(dataset.name().toString())
                        .remedy("Plan again: the database has changed.")
                        .build());
    }

    @Override
    public Cursor<Partition> partitions(Dataset dataset, long targetBytes, WorkContext context) {
        MySqlTable table = table(dataset);
        if (table.key().isEmpty()) {
            return Cursor.of(List.of(KeyRanges.whole(dataset.name())));
        }
        return KeyRanges.cut(dataset, table.key(), boundaries(table, targetBytes));
    }

    @Override
    public Cursor<Partition> partitionsAfter(Dataset dataset, Partition last, long targetBytes, WorkContext context) {
        MySqlTable table = table(dataset);
        if (last.range().to().isEmpty() || !last.range().columns().equals(table.key())) {
            return Snapshot.super.partitionsAfter(dataset, last, targetBytes, context);
        }
        return KeyRanges.cutAfter(dataset, last, boundaries(table, targetBytes));
    }

    private KeyRanges.Boundaries boundaries(MySqlTable table, long targetBytes) {
        // What the server says of sizes may be hours old.
        long perRow = ROW_OVERHEAD + MySqlKeys.bytesPerRow(this, table);
        long rows = Math.max(1, targetBytes / perRow);
        return from -> MySqlKeys.boundary(this, table, from, rows);
    }

    @Override
    public List<ChunkFormat> offers(Dataset dataset) {
        return List.of(ChunkFormat.CELLS);
    }

    @Override
    public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
        MySqlTable table = table(dataset);
        if (!format.equals(ChunkFormat.CELLS)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.format-unknown",
                            "MySQL is read as " + offers(dataset) + ", not as \"" + format + "\"")
                    .subject(dataset.name().toString())
                    .build();
        }
        List<String> wanted = new ArrayList<>();
        if (!KeyRanges.isAll(partition.range())) {
            wanted.add(MySqlKeys.condition(table, partition.range()));
        }
        String condition = conditions.apply(dataset.name());
        if (!condition.isEmpty()) {
            wanted.add(SqlConditions.enclosed(condition, dataset.name()));
        }
        return MySqlCells.start(this, table, dataset, String.join(" AND ", wanted), context);
    }

    /**
     * Shows some rows only from now on.
     *
     * @param wanted which rows of tables; an empty string for all
     * @return this
     */
    MySqlSnapshot only(Function<DatasetName, String> wanted) {
        conditions = wanted;
        return this;
    }

    /** Waits for a connection that nobody reads with. */
    synchronized Reader join() {
        while (true) {
            if (closed || living == 0) {
                throw gone("");
            }
            Reader reader = idle.poll();
            if (reader != null) {
                return reader;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MigrationException.cancelled("waiting for a connection of the snapshot");
            }
        }
    }

    /** Gives a connection back; one that is not sound is not used any more. */
    synchronized void leave(Reader reader, boolean sound) {
        if (sound && !closed && isUsable(reader)) {
            idle.push(reader);
        } else {
            living--;
            if (sound) {
                session.release(reader.connection);
            } else {
                session.evict(reader.connection);
            }
        }
        notifyAll();
    }

    private static boolean isUsable(Reader reader) {
        try {
            return !reader.connection.isClosed();
        } catch (SQLException e) {
            // It cannot even say so.
            return false;
        }
    }

    /** What a failure means to a reader: whether this snapshot is lost with it. */
    MigrationException failed(SQLException failure, Reader reader, String action, DatasetName dataset) {
        MigrationException ordinary = MySqlErrors.of(failure, action, dataset.toString());
        // The table was changed by a definition since: nobody can read it as it was.
        boolean changed = MySqlErrors.number(failure) == 1412;
        if (changed || (ordinary.code().equals("database.connection-lost") && isLast(reader))) {
            return gone(dataset.toString());
        }
        return ordinary;
    }

    /** Whether nobody else is left: mostly all connections are lost at once, and those that nobody uses say so only when asked. */
    private synchronized boolean isLast(Reader reader) {
        List<Reader> dead =
                idle.stream().filter(r -> r != reader && !isValid(r)).toList();
        for (Reader gone : dead) {
            idle.remove(gone);
            living--;
            session.evict(gone.connection);
        }
        return closed || living <= 1;
    }

    private static boolean isValid(Reader reader) {
        try {
            return reader.connection.isValid(2);
        } catch (SQLException e) {
            // Asked in a way that it cannot answer: as good as lost.
            return false;
        }
    }

    private MigrationException gone(String subject) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "database.snapshot-lost",
                        "the connections that hold the snapshot of \""
                                + session.address().name() + "\" are lost")
                .subject(subject)
                .remedy("Resume: another snapshot is taken, and what changed meanwhile is read anew.")
                .retryable(false)
                .build();
    }

    @Override
    public void close() {
        List<Reader> unused;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            unused = List.copyOf(idle);
            idle.clear();
            living -= unused.size();
            notifyAll();
        }
        unused.forEach(reader -> session.release(reader.connection));
    }

    @Override
    public String toString() {
        return "MySqlSnapshot[" + id + "]";
    }
}
