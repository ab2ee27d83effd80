package io.godwit.core.internal.data;

import static io.godwit.core.internal.data.SmallDatabase.quote;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a {@link SmallFile}: connections that all began to read at one time. Tables with a key of one number are cut by it, others
 * by the number that SQLite gives each row.
 */
final class SmallSnapshot implements Snapshot {
    private static final String LOST = "database.snapshot-lost";
    private static final long ROW_BYTES = 50;

    private final String id = UUID.randomUUID().toString();
    private final Faults faults;
    private final Scope scope;
    private final String prefix;
    private final String position;
    private final Connection guard;
    private final BlockingQueue<Connection> readers = new LinkedBlockingQueue<>();
    private final AtomicInteger reading = new AtomicInteger();
    private volatile boolean isLost;

    private SmallSnapshot(Faults faults, Scope scope, String prefix, String position, Connection guard) {
        this.faults = faults;
        this.scope = scope;
        this.prefix = prefix;
        this.position = position;
        this.guard = guard;
    }

    static SmallSnapshot take(SmallFile file, Faults faults, Scope scope, int parallelism, String prefix) {
        List<Connection> opened = new ArrayList<>();
        try {
            int wanted = scope == Scope.ONE_READER ? 1 : parallelism + 1;
            for (int i = 0; i < wanted; i++) {
                Connection connection = file.connect();
                opened.add(connection);
                SmallFile.execute(connection, "BEGIN");
                SmallFile.rows(connection, "SELECT count(*) FROM sqlite_master");
            }
            String position = SmallFile.hasTable(opened.get(0), "change__log")
                    ? SmallFile.text(opened.get(0), "SELECT position FROM change__log")
                    : "";
            SmallSnapshot snapshot = new SmallSnapshot(faults, scope, prefix, position, opened.get(0));
            snapshot.readers.addAll(scope == Scope.ONE_READER ? opened : opened.subList(1, opened.size()));
            return snapshot;
        } catch (SQLException e) {
            throw SmallFile.broken(e);
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
        return scope;
    }

    private void call(String place) {
        if (isLost) {
            throw lost();
        }
        try {
            faults.hit(place);
        } catch (MigrationException e) {
            isLost |= e.code().equals(LOST);
            throw e;
        }
    }

    private static MigrationException lost() {
        return MigrationException.of(ErrorCategory.CONNECTIVITY, LOST, "the snapshot is gone")
                .retryable(true)
                .build();
    }

    @Override
    public List<Dataset> datasets(WorkContext context) {
        call("datasets");
        synchronized (guard) {
            try {
                List<Dataset> datasets = new ArrayList<>();
                for (String name : SmallSchema.names(guard, prefix)) {
                    Table table = SmallSchema.table(guard, prefix + name);
                    long rows = Long.parseLong(SmallFile.text(guard, "SELECT count(*) FROM " + quote(prefix + name)));
                    datasets.add(new Dataset(
                            DatasetName.of(name),
                            table.columns().stream()
                                    .map(c -> new DataColumn(c.name(), c.type()))
                                    .toList(),
                            table.primaryKey(),
                            rows,
                            rows * ROW_BYTES));
                }
                return datasets;
            } catch (SQLException e) {
                throw SmallFile.broken(e);
            }
        }
    }

    @Override
    public Cursor<Partition> partitions(Dataset dataset, long targetBytes, WorkContext context) {
        call("partitions");
        return new Pieces(dataset, targetBytes, 0, null);
    }

    @Override
    public Cursor<Partition> partitionsAfter(Dataset dataset, Partition last, long targetBytes, WorkContext context) {
        call("partitions");
        String from = last.range().columns().isEmpty()
                ? last.locator().substring(last.locator().indexOf('-') + 1)
                : String.join("", last.range().to());
        return new Pieces(dataset, targetBytes, last.number() + 1, from);
    }

    @Override
    public List<ChunkFormat> offers(Dataset dataset) {
        return faults.isNative() ? List.of(SmallRows.FORMAT, ChunkFormat.CELLS) : List.of(ChunkFormat.CELLS);
    }

    static String where(Partition partition) {
        KeyRange range = partition.range();
        if (!range.columns().isEmpty()) {
            return where(quote(range.columns().get(0)), String.join("", range.from()), String.join("", range.to()));
        }
        String[] bounds = (partition.locator() + " ").split("-", -1);
        return bounds.length < 2 ? "" : where("rowid", bounds[0], bounds[1].trim());
    }

    private static String literal(String key) {
        return key.matches("-?\\d+") ? key : "'" + key + "'";
    }

    private static String where(String column, String from, String to) {
        List<String> conditions = new ArrayList<>();
        if (!from.isEmpty()) {
            conditions.add(column + " >= " + literal(from));
        }
        if (!to.isEmpty()) {
            conditions.add(column + " < " + literal(to));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    @Override
    public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
        call("read");
        String columns = dataset.columns().stream().map(c -> quote(c.name())).collect(Collectors.joining(", "));
        if (scope == Scope.ONE_READER && reading.incrementAndGet() > 1) {
            throw new AssertionError("two readers under a snapshot for one");
        }
        Connection connection = readers.poll();
        if (connection == null) {
            throw new AssertionError("more readers than the limits allow");
        }
        try {
            return new Rows(
                    dataset,
                    connection,
                    "SELECT " + columns + " FROM "
                            + quote(prefix + dataset.name().name()) + where(partition));
        } catch (SQLException e) {
            throw SmallFile.broken(e);
        }
    }

    @Override
    public void close() {
        try {
            guard.close();
            for (Connection reader : readers) {
                reader.close();
            }
        } catch (SQLException e) {
            throw SmallFile.broken(e);
        }
    }

    /** Cuts by so many rows. */
    private final class Pieces implements Cursor<Partition> {
        private final Dataset dataset;
        private final String column;
        private final boolean isKey;
        private final long rows;
        private int number;
        private @Nullable String from;
        private boolean isEnd;

        Pieces(Dataset dataset, long targetBytes, int number, @Nullable String from) {
            this.dataset = dataset;
            this.isKey = dataset.key().equals(List.of("id"));
            this.column = isKey ? "id" : "rowid";
            this.rows = Math.max(1, targetBytes / ROW_BYTES);
            this.number = number;
            this.from = from;
            this.isEnd = number > 0 && (from == null || from.isEmpty());
            if (scope == Scope.ONE_READER && reading.get() > 0) {
                throw new AssertionError("cutting while somebody reads under a snapshot for one");
            }
        }

        @Override
        public boolean hasNext() {
            return !isEnd;
        }

        @Override
        public Partition next() {
            if (isEnd) {
                throw new NoSuchElementException();
            }
            call("cut");
            String begin = from == null ? "" : from;
            String to = next(begin);
            from = to;
            isEnd = to.isEmpty();
            KeyRange range = isKey
                    ? new KeyRange(
                            List.of("id"),
                            begin.isEmpty() ? List.of() : List.of(begin),
                            to.isEmpty() ? List.of() : List.of(to))
                    : KeyRange.ALL;
            return new Partition(dataset.name(), number++, range, isKey ? "" : begin + "-" + to);
        }

        private String next(String begin) {
            synchronized (guard) {
                try {
                    List<List<String>> found = SmallFile.rows(
                            guard,
                            "SELECT " + column + " FROM "
                                    + quote(prefix + dataset.name().name()) + where(column, begin, "")
                                    + " ORDER BY 1 LIMIT 1 OFFSET " + rows);
                    return found.isEmpty() ? "" : found.get(0).get(0);
                } catch (SQLException e) {
                    throw SmallFile.broken(e);
                }
            }
        }

        @Override
        public void close() {
            isEnd = true;
        }
    }

    /** Reads rows. */
    final class Rows implements CellStream {
        private final List<DataColumn> columns;
        private final Connection connection;
        private final Statement statement;
        private final ResultSet rows;
        private long count;
        private long bytes;
        private boolean isClosed;

        Rows(Dataset dataset, Connection connection, String sql) throws SQLException {
            this.columns = dataset.columns();
            this.connection = connection;
            this.statement = connection.createStatement();
            this.rows = statement.executeQuery(sql);
        }

        @Override
        public boolean read(CellBlock into) {
            call("read-block");
            into.clear();
            try {
                // blocks of a few rows, so that there is more to go wrong
                while (into.rows() < 16 && !into.isFull() && rows.next()) {
                    for (int c = 0; c < columns.size(); c++) {
                        byte[] cell = columns.get(c).type().kind() == LogicalType.Kind.BYTES
                                ? rows.getBytes(c + 1)
                                : utf8(rows.getString(c + 1));
                        if (cell == null) {
                            into.addNull();
                        } else {
                            into.add(cell, 0, cell.length);
                        }
                    }
                }
            } catch (SQLException e) {
                throw SmallFile.broken(e);
            }
            count += into.rows();
            bytes += into.bytes();
            return into.rows() > 0;
        }

        private static byte @Nullable [] utf8(@Nullable String text) {
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public ChunkSummary summary() {
            return new ChunkSummary(count, bytes, "");
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                try {
                    rows.close();
                    statement.close();
                } catch (SQLException e) {
                    throw SmallFile.broken(e);
                } finally {
                    reading.decrementAndGet();
                    readers.add(connection);
                }
            }
        }
    }
}
