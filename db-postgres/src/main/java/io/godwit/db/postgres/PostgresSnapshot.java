package io.godwit.db.postgres;

import io.godwit.db.postgres.PostgresCatalog.PostgresTable;
import io.godwit.relational.KeyRanges;
import io.godwit.relational.SqlConditions;
import io.godwit.relational.SqlErrors;
import io.godwit.relational.SqlPool;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
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
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An exported snapshot: one connection holds it in a transaction, and any other that imports it sees the same. Thread-safe.
 *
 * <p>Tables are cut by their pages where the server reads a range of pages without looking at the others (from 14 on); what stands on
 * a page does not move as long as the snapshot sees it.
 */
final class PostgresSnapshot implements Snapshot {
    /** Rows as {@code COPY} writes them in binary form, unparsed: for types whose form is the same on every server. */
    static final ChunkFormat COPY_BINARY = new ChunkFormat("pg-copy-binary", 1);

    /** Rows as {@code COPY} writes them as text, unparsed. */
    static final ChunkFormat COPY_TEXT = new ChunkFormat("pg-copy-text", 1);

    private static final int PAGE_RANGES = 140_000;
    /** What a server says from 18 on of a snapshot that nobody holds any more; earlier ones say 22023. */
    private static final String NO_SUCH_OBJECT = "42704";

    private static final int INVALID_SECONDS = 5;

    private final PostgresSession session;
    private final Connection owner;
    private final String id;
    private final String position;
    private final PostgresCatalog catalog;
    private final String readerName;
    private final Function<DatasetName, String> conditions;
    private boolean closed;

    private PostgresSnapshot(
            PostgresSession session,
            Connection owner,
            String id,
            String position,
            PostgresCatalog catalog,
            String readerName,
            Function<DatasetName, String> conditions) {
        this.session = session;
        this.owner = owner;
        this.id = id;
        this.position = position;
        this.catalog = catalog;
        this.readerName = readerName;
        this.conditions = conditions;
    }

    static PostgresSnapshot take(PostgresSession session, PostgresSource.Reading reading) {
        return take(session, reading, connection -> "");
    }

    static PostgresSnapshot take(PostgresSession session, PostgresSource.Reading reading, SqlPool.Work<String> naming) {
        return take(session, reading, naming, dataset -> "");
    }

    /**
     * A snapshot whose transactions bear a name of their own, so that somebody may end them.
     *
     * @param naming gives the name as the server is to show it; an empty string for none
     * @param conditions which rows of tables there are; an empty string for all
     */
    static PostgresSnapshot take(
            PostgresSession session,
            PostgresSource.Reading reading,
            SqlPool.Work<String> naming,
            Function<DatasetName, String> conditions) {
        Connection owner = null;
        try {
            owner = session.pool().borrow();
            owner.setAutoCommit(false);
            PostgresSession.execute(owner, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            String name = naming.on(owner);
            PostgresSession.execute(owner, named(name));
            String id = PostgresSession.one(owner, "SELECT pg_export_snapshot()");
            String position = PostgresSession.one(
                    owner,
                    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                            + " ELSE pg_current_wal_lsn() END");
            PostgresSnapshot snapshot =
                    new PostgresSnapshot(session, owner, id, position, reading.of(owner), name, conditions);
            owner = null;
            return snapshot;
        } catch (SQLException e) {
            throw PostgresErrors.of(e, "taking a snapshot", session.address().name());
        } finally {
            if (owner != null) {
                PostgresSession.release(owner);
            }
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
        return Scope.ANY_PROCESS;
    }

    @Override
    public List<Dataset> datasets(WorkContext context) {
        return catalog.tables().stream().map(PostgresSnapshot::dataset).toList();
    }

    private static Dataset dataset(PostgresTable table) {
        return new Dataset(
                table.table().name(),
                table.table().columns().stream()
                        .map(c -> new DataColumn(c.name(), c.type()))
                        .toList(),
                table.table().primaryKey(),
                table.rows(),
                table.bytes());
    }

    private PostgresTable table(Dataset dataset) {
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
        PostgresTable table = table(dataset);
        return isCutByPage(table)
                ? new PostgresPages(table, pages(table), targetBytes, 0, 0)
                : Cursor.of(List.of(KeyRanges.whole(dataset.name())));
    }

    @Override
    public Cursor<Partition> partitionsAfter(Dataset dataset, Partition last, long targetBytes, WorkContext context) {
        PostgresTable table = table(dataset);
        if (last.locator().isEmpty()) {
            return Cursor.of(List.of());
        }
        long next = PostgresPages.end(last);
        return next < 0
                ? Cursor.of(List.of())
                : new PostgresPages(table, pages(table), targetBytes, next, last.number() + 1);
    }

    private boolean isCutByPage(PostgresTable table) {
        return table.isPlain() && session.version() >= PAGE_RANGES;
    }

    private long pages(PostgresTable table) {
        synchronized (owner) {
            try {
                return Long.parseLong(PostgresSession.one(
                        owner, "SELECT pg_relation_size(" + table.oid() + ") / current_setting('block_size')::bigint"));
            } catch (SQLException e) {
                throw lost(
                        e,
                        "cutting \"" + table.table().name() + "\"",
                        table.table().name().toString());
            }
        }
    }

    @Override
    public List<ChunkFormat> offers(Dataset dataset) {
        return table(dataset).isBinary()
                ? List.of(COPY_BINARY, COPY_TEXT, ChunkFormat.CELLS)
                : List.of(COPY_TEXT, ChunkFormat.CELLS);
    }

    @Override
    public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
        PostgresTable table = table(dataset);
        boolean raw = !format.equals(ChunkFormat.CELLS);
        if (!offers(dataset).contains(format)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.format-unknown",
                            "PostgreSQL is read as " + offers(dataset) + ", not as \"" + format + "\"")
                    .subject(dataset.name().toString())
                    .build();
        }
        String query = select(table, dataset, partition);
        CopyOutOfTable copy = CopyOutOfTable.start(
                this,
                format.equals(COPY_BINARY) ? query + " (FORMAT binary)" : query,
                dataset,
                raw ? format : COPY_TEXT,
                context);
        return raw ? copy : new CopyCells(dataset, copy, context.cancellation());
    }

    @Override
    public List<String> digests(Dataset dataset) {
        return PostgresDigest.isPossible(table(dataset), dataset) ? PostgresDigest.forms(session.version()) : List.of();
    }

    @Override
    public ChunkSummary digest(Dataset dataset, Partition partition, String form, WorkContext context) {
        PostgresTable table = table(dataset);
        if (!digests(dataset).contains(form)) {
            return Snapshot.super.digest(dataset, partition, form, context);
        }
        context.cancellation().throwIfCancelled();
        Connection reader = join();
        CancellationToken.Registration interruption =
                context.cancellation().onCancel(() -> CopyOutOfTable.cancel(reader));
        try {
            return PostgresDigest.of(reader, table, dataset, from(table, partition));
        } catch (SQLException e) {
            if (context.cancellation().isCancelled()) {
                throw MigrationException.cancelled("summing up \"" + dataset.name() + "\"");
            }
            throw lost(
                    e, "summing up \"" + dataset.name() + "\"", dataset.name().toString());
        } finally {
            interruption.close();
            PostgresSession.release(reader);
        }
    }

    private String select(PostgresTable table, Dataset dataset, Partition partition) {
        return "COPY (SELECT "
                + PostgresSql.names(
                        dataset.columns().stream().map(DataColumn::name).toList())
                + from(table, partition) + ") TO STDOUT";
    }

    private String from(PostgresTable table, Partition partition) {
        List<String> wanted = new ArrayList<>();
        if (!partition.locator().isEmpty()) {
            wanted.add(PostgresPages.condition(partition));
        } else if (!KeyRanges.isAll(partition.range())) {
            wanted.add(PostgresKeys.condition(table, partition.range()));
        }
        String condition = conditions.apply(table.table().name());
        if (!condition.isEmpty()) {
            wanted.add(SqlConditions.enclosed(condition, table.table().name()));
        }
        return " FROM " + (table.isPlain() ? "ONLY " : "") + table.quoted()
                + (wanted.isEmpty() ? "" : " WHERE " + String.join(" AND ", wanted));
    }

    /** Whether a condition can stand behind {@code WHERE} for a table; the server plans the query and reads nothing. */
    void check(DatasetName dataset, String condition) {
        PostgresTable table = catalog.table(dataset)
                .orElseThrow(() -> SqlConditions.bad(dataset, "there is no table of this name", null));
        String query = "EXPLAIN SELECT FROM " + table.quoted() + " WHERE " + SqlConditions.enclosed(condition, dataset);
        synchronized (owner) {
            try {
                Savepoint before = owner.setSavepoint();
                try {
                    PostgresSession.execute(owner, query);
                } catch (SQLException e) {
                    owner.rollback(before);
                    throw SqlConditions.bad(dataset, SqlConditions.firstLine(e), e);
                }
            } catch (SQLException e) {
                throw PostgresErrors.of(e, "looking at a condition", dataset.toString());
            }
        }
    }

    private static String named(String name) {
        return name.isEmpty() ? "" : "SET LOCAL application_name = " + PostgresSql.literal(name);
    }

    /** A connection that sees what this snapshot sees, in a transaction. */
    Connection join() {
        Connection reader = null;
        try {
            reader = session.pool().borrow();
            reader.setAutoCommit(false);
            PostgresSession.execute(
                    reader,
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT "
                            + PostgresSql.literal(id) + "; " + named(readerName));
            Connection joined = reader;
            reader = null;
            return joined;
        } catch (SQLException e) {
            throw lost(e, "joining the snapshot", session.address().name());
        } finally {
            if (reader != null) {
                PostgresSession.release(reader);
            }
        }
    }

    /** What a failure means to a reader: whether this snapshot is lost with it. */
    MigrationException lost(SQLException failure, String action, String subject) {
        MigrationException ordinary = PostgresErrors.of(failure, action, subject);
        String state = SqlErrors.state(failure);
        boolean mayBeLost = ordinary.code().equals("database.connection-lost")
                || state.startsWith("22")
                || state.equals(NO_SUCH_OBJECT);
        if (!mayBeLost || isAlive()) {
            return ordinary;
        }
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "database.snapshot-lost",
                        "the connection that holds the snapshot of \""
                                + session.address().name() + "\" is lost")
                .subject(subject)
                .remedy("Resume: another snapshot is taken, and what changed meanwhile is read anew.")
                .retryable(false)
                .build();
    }

    private boolean isAlive() {
        synchronized (owner) {
            try {
                return !closed && owner.isValid(INVALID_SECONDS);
            } catch (SQLException e) {
                // Asked in a way that it cannot answer: as good as lost.
                return false;
            }
        }
    }

    @Override
    public void close() {
        synchronized (owner) {
            if (!closed) {
                closed = true;
                PostgresSession.release(owner);
            }
        }
    }

    @Override
    public String toString() {
        return "PostgresSnapshot[" + id + "]";
    }
}
