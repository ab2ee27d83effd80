package io.godwit.db.jdbc;

import static io.godwit.db.jdbc.SqliteTable.quote;

import io.godwit.relational.ChunkBook.Move;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;

/** A SQLite database, opened to write. Thread-safe; the file is not touched, and not made, before an area is opened. */
final class SqliteTarget implements WritableDatabase, RelationalSource, RelationalTarget {
    private static final int CONSTRAINT = 19;

    private final SqliteFile file;
    private final SqliteWriter writer;
    private final SqliteOutlook outlook;
    private volatile boolean closed;

    private SqliteTarget(SqliteFile file) {
        this.file = file;
        this.writer = new SqliteWriter(file);
        this.outlook = new SqliteOutlook(file);
    }

    static SqliteTarget open(SqliteFile file, WorkContext context) {
        SqliteTarget target = new SqliteTarget(file);
        try {
            target.recover();
            // A file that is no database shows here.
            target.inspect(context);
            return target;
        } catch (RuntimeException e) {
            target.writer.close();
            throw e;
        }
    }

    /** Rolls back what a killed writer, of ours or not, left unfinished: whoever only reads may not. */
    private void recover() {
        if (file.isThere()) {
            writer.read(
                    "opening \"" + file + "\"",
                    connection -> SqliteDatabase.pragma(connection, "SELECT count(*) FROM sqlite_schema"));
        }
    }

    private SqliteArea area(WriteArea area) {
        checkOpen();
        return new SqliteArea(writer, area);
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        checkOpen();
        if (file.isThere()) {
            return SqliteDatabase.open(file, context).inspect(context);
        }
        String name = String.valueOf(file.path().getFileName());
        return new DatabaseFacts(
                SqliteCatalog.PRODUCT, SQLiteJDBCLoader.getVersion(), name, 0, Map.of("file", "not there yet"));
    }

    @Override
    public RelationalSchema schema(WorkContext context) {
        checkOpen();
        file.requireThere();
        return SqliteDatabase.open(file, context).schema(context);
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        checkOpen();
        file.requireThere();
        return SqliteDatabase.open(file, context).snapshot(context);
    }

    private boolean exists(SqliteArea area) {
        return file.isThere() && writer.read("looking for the area", area::exists);
    }

    @Override
    public AreaState stateOf(WriteArea area, WorkContext context) {
        SqliteArea shadow = area(area);
        if (!exists(shadow)) {
            return AreaState.ABSENT;
        }
        return writer.read("looking at the area", connection -> shadow.book().isSwitched(connection))
                ? AreaState.SWITCHED
                : AreaState.OPEN;
    }

    @Override
    public void openArea(WriteArea area, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        SqliteArea shadow = area(area);
        boolean isNewFile = !file.isThere();
        shadow.open(token, isNewFile);
    }

    @Override
    public List<ChunkFormat> accepts(Dataset dataset) {
        return List.of(ChunkFormat.CELLS);
    }

    @Override
    public LoadReceipt load(
            WriteArea area,
            Dataset dataset,
            Partition partition,
            ChunkStream chunk,
            WriteToken token,
            WorkContext context) {
        return new SqliteLoad(there(area), dataset, partition, context).load(chunk, token);
    }

    /** The area, which must be there: the file is not made for the sake of finding out. */
    private SqliteArea there(WriteArea area) {
        SqliteArea shadow = area(area);
        if (!file.isThere()) {
            throw shadow.missing();
        }
        return shadow;
    }

    @Override
    public boolean unload(
            WriteArea area, Dataset dataset, List<Partition> partitions, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        return SqliteLoad.unload(there(area), dataset, partitions, token);
    }

    @Override
    public Translation translate(RelationalSchema source, String namespace, WorkContext context) {
        return outlook.translate(source, namespace, context);
    }

    @Override
    public void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        SqliteArea shadow = there(area);
        shadow.write("making " + change.id(), change.object().toString(), token, connection -> {
            if (!shadow.book().isMade(connection, change.id())) {
                try {
                    make(connection, shadow, change);
                } catch (SQLException e) {
                    throw failed(e, change);
                }
                shadow.book().addMade(connection, change.id());
            }
            shadow.book().hold(connection, token);
            return change;
        });
    }

    private static void make(Connection connection, SqliteArea area, SchemaChange change) throws SQLException {
        String stored = area.shadow(change.object());
        String definition = change.definition();
        if (change.phase() == Phase.RELATIONS) {
            String kind = change.id().startsWith("view ") ? "view" : "trigger";
            area.define(connection, SqliteSwitch.NEW, kind, change.object().name(), definition);
        } else if (definition.startsWith("COUNTER ")) {
            counter(connection, stored, Long.parseLong(definition.substring("COUNTER ".length())));
        } else {
            String index = definition.substring(definition.lastIndexOf("\n-- ") + 4);
            SqliteArea.execute(
                    connection,
                    definition
                            .replace(SqliteTranslation.NAME, quote(stored))
                            .replace(SqliteTranslation.INDEX, quote(area.shadow(index))));
        }
    }

    /** The counter of a table goes on where it is, or from what the source had given last, whichever is later. */
    private static void counter(Connection connection, String table, long last) throws SQLException {
        String name = io.godwit.relational.SqlDialect.SQLITE.literal(table);
        SqliteArea.execute(
                connection,
                "INSERT INTO sqlite_sequence (name, seq) SELECT " + name + ", 0 WHERE NOT EXISTS"
                        + " (SELECT 1 FROM sqlite_sequence WHERE name = " + name + ")");
        SqliteArea.execute(connection, "UPDATE sqlite_sequence SET seq = max(seq, " + last + ") WHERE name = " + name);
    }

    private static MigrationException failed(SQLException failure, SchemaChange change) {
        MigrationException known = SqliteErrors.of(
                failure, "making " + change.id(), change.object().toString());
        if (!known.code().equals("database.failed")) {
            return known;
        }
        boolean twice = (failure.getErrorCode() & 0xff) == CONSTRAINT;
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "database.ddl-failed",
                        "making " + change.id() + " failed" + (twice ? ": rows agree on what must be unique" : ""))
                .subject(change.object().toString())
                .remedy(
                        twice
                                ? "Correct the rows at the source; a source may take text for unequal that the"
                                        + " destination takes for equal."
                                : "Look at the cause and the definition in the plan.")
                .cause(failure)
                .build();
    }

    @Override
    public Snapshot snapshotOf(WriteArea area, WorkContext context) {
        SqliteArea shadow = there(area);
        if (!exists(shadow)) {
            throw shadow.missing();
        }
        return SqliteSnapshot.take(
                (connection, work) -> SqliteCatalog.of(connection, SqliteSwitch.tables(shadow, connection), work),
                file,
                context);
    }

    @Override
    public List<MovedAside> switchIn(
            WriteArea area, List<DatasetName> datasets, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        return new SqliteSwitch(there(area), context)
                .in(datasets, token).stream().map(Move::asMovedAside).toList();
    }

    @Override
    public void switchBack(WriteArea area, WriteToken token, WorkContext context) {
        SqliteArea shadow = area(area);
        if (exists(shadow)) {
            new SqliteSwitch(shadow, context).back(token);
        }
    }

    @Override
    public void discard(WriteArea area, WriteToken token, WorkContext context) {
        SqliteArea shadow = area(area);
        if (exists(shadow)) {
            new SqliteSwitch(shadow, context).discard(token);
        }
    }

    @Override
    public void finish(WriteArea area, WriteToken token, WorkContext context) {
        SqliteArea shadow = area(area);
        if (exists(shadow)) {
            new SqliteSwitch(shadow, context).finish(token);
        }
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return type == RelationalSource.class || type == RelationalTarget.class
                ? Optional.of(type.cast(this))
                : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        writer.close();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the database \"" + file + "\" was closed");
        }
    }

    @Override
    public String toString() {
        return "SqliteTarget[" + file + "]";
    }
}
