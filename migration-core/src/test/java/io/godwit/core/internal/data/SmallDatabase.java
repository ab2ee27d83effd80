package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A database plugin for tests, on a SQLite file: small, but it keeps every promise of the contract, and can be told to break. An area is
 * a prefix to the names of tables, with a table for its fence and state, one for its book of chunks, and one for what was moved aside.
 * Thread-safe.
 */
final class SmallDatabase implements WritableDatabase {
    private final SmallFile file;
    private final Faults faults;
    private final Snapshot.Scope scope;

    SmallDatabase(Path path, Faults faults, Snapshot.Scope scope) {
        this.file = new SmallFile(path);
        this.faults = faults;
        this.scope = scope;
    }

    static String quote(String name) {
        return '"' + name + '"';
    }

    private static String meta(WriteArea area) {
        return quote(area.name() + "__meta");
    }

    private static String book(WriteArea area) {
        return quote(area.name() + "__book");
    }

    private static String aside(WriteArea area) {
        return quote(area.name() + "__aside");
    }

    static String inArea(WriteArea area, String table) {
        return area.name() + "__t_" + table;
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        return new DatabaseFacts("Small", "1", "small", 0, Map.of());
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        faults.hit("snapshot");
        return SmallSnapshot.take(file, faults, scope, context.limits().parallelism(), "");
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        if (type.equals(RelationalSource.class)) {
            RelationalSource source = context -> {
                faults.hit("schema");
                return SmallSchema.read(file);
            };
            return Optional.of(type.cast(source));
        }
        if (type.equals(RelationalTarget.class)) {
            return Optional.of(type.cast(new SmallTarget(file, faults, this)));
        }
        return Optional.empty();
    }

    @Override
    public AreaState stateOf(WriteArea area, WorkContext context) {
        faults.hit("state");
        return file.read(connection -> state(connection, area));
    }

    private static AreaState state(Connection connection, WriteArea area) throws SQLException {
        if (!SmallFile.hasTable(connection, area.name() + "__meta")) {
            return AreaState.ABSENT;
        }
        return SmallFile.text(connection, "SELECT state FROM " + meta(area)).equals("SWITCHED")
                ? AreaState.SWITCHED
                : AreaState.OPEN;
    }

    @Override
    public void openArea(WriteArea area, WriteToken token, WorkContext context) {
        change("open", connection -> {
            if (!SmallFile.hasTable(connection, area.name() + "__meta")) {
                SmallFile.execute(connection, "CREATE TABLE " + meta(area) + " (fence INTEGER, state TEXT)");
                SmallFile.execute(connection, "INSERT INTO " + meta(area) + " VALUES (0, 'OPEN')");
                SmallFile.execute(
                        connection,
                        "CREATE TABLE " + book(area)
                                + " (dataset TEXT, number INTEGER, row_count INTEGER, bytes INTEGER, fingerprint TEXT,"
                                + " unit TEXT, first INTEGER, last INTEGER, PRIMARY KEY (dataset, number))");
                SmallFile.execute(connection, "CREATE TABLE " + aside(area) + " (name TEXT, moved_to TEXT)");
            }
            fence(connection, area, token);
            return true;
        });
    }

    /** Refuses those whose time is over, and notes whose time it is. */
    void fence(Connection connection, WriteArea area, WriteToken token) throws SQLException {
        long fence = Long.parseLong(SmallFile.text(connection, "SELECT fence FROM " + meta(area)));
        if (token.fence() < fence) {
            throw MigrationException.of(
                            ErrorCategory.VALIDATION, "database.fenced", "somebody else writes the area " + area.name())
                    .build();
        }
        SmallFile.execute(connection, "UPDATE " + meta(area) + " SET fence = " + token.fence());
    }

    <T> T change(String place, SmallFile.Work<T> work) {
        faults.hit("before-" + place);
        T result = file.write(work, () -> faults.hit("commit-" + place));
        faults.hit("after-" + place);
        return result;
    }

    @Override
    public List<ChunkFormat> accepts(Dataset dataset) {
        return List.of(ChunkFormat.CELLS, SmallRows.FORMAT);
    }

    @Override
    public LoadReceipt load(
            WriteArea area,
            Dataset dataset,
            Partition partition,
            ChunkStream chunk,
            WriteToken token,
            WorkContext context) {
        return change("load", connection -> {
            fence(connection, area, token);
            try (PreparedStatement known = connection.prepareStatement(
                    "SELECT row_count, bytes, fingerprint FROM " + book(area) + " WHERE dataset = ? AND number = ?")) {
                known.setString(1, dataset.name().name());
                known.setInt(2, partition.number());
                try (ResultSet rows = known.executeQuery()) {
                    if (rows.next()) {
                        return new LoadReceipt(
                                new ChunkSummary(rows.getLong(1), rows.getLong(2), rows.getString(3)), true);
                    }
                }
            }
            long first = insert(
                    connection, area, dataset, chunk instanceof SmallRows rows ? rows.open() : (CellStream) chunk);
            ChunkSummary summary = chunk.summary();
            try (PreparedStatement entry =
                    connection.prepareStatement("INSERT INTO " + book(area) + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
                entry.setString(1, dataset.name().name());
                entry.setInt(2, partition.number());
                entry.setLong(3, summary.rows());
                entry.setLong(4, summary.bytes());
                entry.setString(5, summary.fingerprint());
                entry.setString(6, token.unit());
                entry.setLong(7, first);
                entry.setLong(8, first + summary.rows());
                entry.executeUpdate();
            }
            return new LoadReceipt(summary, false);
        });
    }

    private long insert(Connection connection, WriteArea area, Dataset dataset, CellStream cells) throws SQLException {
        String table = quote(inArea(area, dataset.name().name()));
        int columns = dataset.columns().size();
        String names = dataset.columns().stream().map(c -> quote(c.name())).collect(Collectors.joining(", "));
        String marks = dataset.columns().stream().map(c -> "?").collect(Collectors.joining(", "));
        long first = Long.parseLong(SmallFile.text(connection, "SELECT coalesce(max(rowid), 0) + 1 FROM " + table));
        CellBlock block = new CellBlock(columns, 512, 1 << 20);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")")) {
            while (cells.read(block)) {
                faults.hit("load-block");
                for (int r = 0; r < block.rows(); r++) {
                    int bad = refused(block, r);
                    if (bad >= 0) {
                        throw MigrationException.of(
                                        ErrorCategory.TRANSFER, "database.row-refused", "a row is refused by the test")
                                .build();
                    }
                    for (int c = 0; c < columns; c++) {
                        set(insert, c, block, r, dataset);
                    }
                    insert.executeUpdate();
                }
            }
        }
        return first;
    }

    /** The column for which a row is refused: one whose text begins with "refuse"; else -1. */
    private static int refused(CellBlock block, int row) {
        for (int c = 0; c < block.columns(); c++) {
            if (new String(block.data(), block.start(row, c), block.length(row, c), StandardCharsets.UTF_8)
                    .startsWith("refuse")) {
                return c;
            }
        }
        return -1;
    }

    @Override
    public boolean tryRows(
            WriteArea area,
            Dataset dataset,
            CellStream rows,
            WriteToken token,
            RefusedRows refused,
            WorkContext context) {
        faults.hit("try-rows");
        CellBlock block = new CellBlock(dataset.columns().size(), 512, 1 << 20);
        while (rows.read(block)) {
            for (int r = 0; r < block.rows(); r++) {
                int bad = refused(block, r);
                if (bad >= 0) {
                    refused.refused(block, r, dataset.columns().get(bad).name(), "is refused by the test");
                }
            }
        }
        return true;
    }

    private static void set(PreparedStatement insert, int c, CellBlock block, int r, Dataset dataset)
            throws SQLException {
        if (block.isNull(r, c)) {
            insert.setObject(c + 1, null);
            return;
        }
        byte[] cell =
                java.util.Arrays.copyOfRange(block.data(), block.start(r, c), block.start(r, c) + block.length(r, c));
        switch (dataset.columns().get(c).type().kind()) {
            case BYTES -> insert.setBytes(c + 1, cell);
            case INTEGER -> insert.setLong(c + 1, Long.parseLong(new String(cell, StandardCharsets.US_ASCII)));
            default -> insert.setString(c + 1, new String(cell, StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean unload(
            WriteArea area, Dataset dataset, List<Partition> partitions, WriteToken token, WorkContext context) {
        if (partitions.stream().anyMatch(p -> p.range().columns().isEmpty())) {
            return false;
        }
        return change("unload", connection -> {
            fence(connection, area, token);
            String table = quote(inArea(area, dataset.name().name()));
            String of = " WHERE dataset = '" + dataset.name().name() + "'";
            if (partitions.isEmpty()) {
                SmallFile.execute(connection, "DELETE FROM " + table);
                SmallFile.execute(connection, "DELETE FROM " + book(area) + of);
            }
            for (Partition partition : partitions) {
                SmallFile.execute(connection, "DELETE FROM " + table + SmallSnapshot.where(partition));
                SmallFile.execute(connection, "DELETE FROM " + book(area) + of + " AND number = " + partition.number());
            }
            return true;
        });
    }

    @Override
    public Snapshot snapshotOf(WriteArea area, WorkContext context) {
        faults.hit("snapshot-of");
        AreaState state = file.read(connection -> state(connection, area));
        return SmallSnapshot.take(
                file,
                faults,
                scope,
                context.limits().parallelism(),
                state == AreaState.SWITCHED ? "" : inArea(area, ""));
    }

    @Override
    public List<MovedAside> switchIn(
            WriteArea area, List<DatasetName> datasets, WriteToken token, WorkContext context) {
        return change("switch", connection -> {
            fence(connection, area, token);
            if (state(connection, area) == AreaState.OPEN) {
                for (DatasetName name : datasets) {
                    if (SmallFile.hasTable(connection, name.name())) {
                        String old = area.name() + "__old_" + name.name();
                        rename(connection, name.name(), old);
                        SmallFile.execute(
                                connection,
                                "INSERT INTO " + aside(area) + " VALUES ('" + name.name() + "', '" + old + "')");
                    }
                    rename(connection, inArea(area, name.name()), name.name());
                }
                SmallFile.execute(connection, "UPDATE " + meta(area) + " SET state = 'SWITCHED'");
            }
            return movedAside(connection, area);
        });
    }

    private static List<MovedAside> movedAside(Connection connection, WriteArea area) throws SQLException {
        List<MovedAside> aside = new ArrayList<>();
        for (List<String> row :
                SmallFile.rows(connection, "SELECT name, moved_to FROM " + aside(area) + " ORDER BY name")) {
            aside.add(new MovedAside(DatasetName.of(row.get(0)), DatasetName.of(row.get(1))));
        }
        return aside;
    }

    private static void rename(Connection connection, String from, String to) throws SQLException {
        SmallFile.execute(connection, "ALTER TABLE " + quote(from) + " RENAME TO " + quote(to));
    }

    @Override
    public void switchBack(WriteArea area, WriteToken token, WorkContext context) {
        change("switch-back", connection -> {
            if (state(connection, area) == AreaState.SWITCHED) {
                fence(connection, area, token);
                for (List<String> row : SmallFile.rows(connection, "SELECT DISTINCT dataset FROM " + book(area))) {
                    rename(connection, row.get(0), inArea(area, row.get(0)));
                }
                for (MovedAside old : movedAside(connection, area)) {
                    if (SmallFile.hasTable(connection, old.name().name())) {
                        rename(
                                connection,
                                old.name().name(),
                                inArea(area, old.name().name()));
                    }
                    rename(connection, old.movedTo().name(), old.name().name());
                }
                SmallFile.execute(connection, "DELETE FROM " + aside(area));
                SmallFile.execute(connection, "UPDATE " + meta(area) + " SET state = 'OPEN'");
            }
            return true;
        });
    }

    @Override
    public void discard(WriteArea area, WriteToken token, WorkContext context) {
        change("discard", connection -> {
            if (state(connection, area) != AreaState.ABSENT) {
                fence(connection, area, token);
                drop(connection, inArea(area, ""));
                drop(connection, area.name() + "__");
            }
            return true;
        });
    }

    private static void drop(Connection connection, String prefix) throws SQLException {
        for (List<String> row : SmallFile.rows(
                connection,
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '" + prefix.replace("_", "!_")
                        + "%' ESCAPE '!'")) {
            SmallFile.execute(connection, "DROP TABLE " + quote(row.get(0)));
        }
    }

    @Override
    public void finish(WriteArea area, WriteToken token, WorkContext context) {
        change("finish", connection -> {
            if (state(connection, area) != AreaState.ABSENT) {
                fence(connection, area, token);
                drop(connection, area.name() + "__");
            }
            return true;
        });
    }

    @Override
    public void close() {
        // connections are opened per call
    }
}
