package io.godwit.db.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite as a destination, by the contracts alone. */
class SqliteTargetTest {
    private static final WriteArea AREA = new WriteArea("session-one", "godwit_t", "");
    private static final WriteToken TOKEN = new WriteToken(AREA.session(), "unit", 3);

    @TempDir
    Path directory;

    private final TckContext context = new TckContext().parallelism(2);

    private static final String[] SHOP = {
        "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(40) NOT NULL COLLATE NOCASE UNIQUE,"
                + " mail TEXT CHECK (mail LIKE '%@%'), vip BOOLEAN NOT NULL DEFAULT 0, born DATE)",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE"
                + " CASCADE, total DECIMAL(10,2) CHECK (total >= 0), placed DATETIME DEFAULT CURRENT_TIMESTAMP, data BLOB,"
                + " weight REAL, twice INTEGER AS (customer * 2) STORED, label TEXT AS ('#' || id))",
        "CREATE TABLE tags (item TEXT, tag TEXT, PRIMARY KEY (item, tag))",
        "CREATE INDEX by_customer ON orders (customer, placed DESC)",
        "CREATE UNIQUE INDEX open_ones ON orders (total) WHERE weight IS NULL",
        "CREATE VIEW rich AS SELECT * FROM customers WHERE vip",
        "CREATE TRIGGER stamp AFTER INSERT ON customers BEGIN UPDATE customers SET born = '2000-01-01' WHERE id ="
                + " NEW.id AND born IS NULL; END",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                + " INSERT INTO customers SELECT i, 'K\u00e4ufer ' || i, 'c' || i || '@x', i % 2, '1970-01-01' FROM n",
        "INSERT INTO orders (id, customer, total, data, weight) SELECT id * 10, id, id * 0.25, randomblob(id % 300),"
                + " id / 7.0 FROM customers",
        "INSERT INTO tags SELECT name, 'tag' || id % 5 FROM customers",
        "UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'customers'"
    };

    private Path file(String name, String... statements) throws SQLException {
        Path file = directory.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return file;
    }

    /** What a killed writer leaves: pages of an unfinished transaction in the file, those from before in its journal. */
    private Path tornInTheMiddle(String name) throws Exception {
        Path living = file("living.db", SHOP);
        Path dead = directory.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + living);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA cache_size = 5");
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("UPDATE customers SET name = name || ' the unfinished'");
            Files.copy(living, dead);
            Files.copy(Path.of(living + "-journal"), Path.of(dead + "-journal"));
            statement.execute("ROLLBACK");
        }
        return dead;
    }

    @Test
    void aDestinationThatAKilledRunLeftIsRecoveredAsItIsOpened() throws Exception {
        Path file = tornInTheMiddle("dead.db");
        Location location = Location.of("sqlite:" + file);
        MigrationException failure = catchThrowableOfType(
                MigrationException.class, () -> new SqliteMigrator().open(location, Access.READ, context));
        assertThat(failure.code()).isEqualTo("database.needs-recovery");
        try (Database database = new SqliteMigrator().open(location, Access.WRITE, context)) {
            assertThat(database.inspect(context).product()).isEqualTo("SQLite");
        }
        assertThat(Path.of(file + "-journal")).doesNotExist();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT count(*), sum(name LIKE '%unfinished') FROM customers")) {
            assertThat(rows.getInt(1)).isEqualTo(2000);
            assertThat(rows.getInt(2)).isZero();
        }
    }

    private static List<String> rows(Path file, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(i == 1 ? "" : "|").append(rows.getString(i));
                }
                found.add(row.toString());
            }
        }
        return found;
    }

    private static final String SCHEMA =
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2";

    private WritableDatabase target(Path file) {
        return (WritableDatabase) new SqliteMigrator().open(Location.of("sqlite://" + file), Access.WRITE, context);
    }

    private Database source(Path file) {
        return new SqliteMigrator().open(Location.of("sqlite://" + file), Access.READ, context);
    }

    private Translation build(Path from, WritableDatabase to) {
        try (Database source = source(from);
                Snapshot snapshot = source.snapshot(context)) {
            RelationalTarget tables = to.facet(RelationalTarget.class).orElseThrow();
            Translation plan = tables.translate(
                    source.facet(RelationalSource.class).orElseThrow().schema(context), "", context);
            to.openArea(AREA, TOKEN, context);
            apply(tables, plan, Phase.BEFORE_DATA);
            for (Map.Entry<DatasetName, Dataset> entry : plan.datasets().entrySet()) {
                load(to, snapshot, entry.getKey(), entry.getValue());
            }
            apply(tables, plan, Phase.AFTER_DATA);
            apply(tables, plan, Phase.RELATIONS);
            return plan;
        }
    }

    private void apply(RelationalTarget tables, Translation plan, Phase phase) {
        for (SchemaChange change : plan.changes()) {
            if (change.phase() == phase) {
                tables.apply(AREA, change, TOKEN, context);
                tables.apply(AREA, change, TOKEN, context);
            }
        }
    }

    private static Dataset reading(Snapshot snapshot, DatasetName name, Dataset target, TckContext context) {
        Dataset all = snapshot.datasets(context).stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new Dataset(
                name,
                target.columns().stream()
                        .map(w -> all.columns().stream()
                                .filter(c -> c.name().equals(w.name()))
                                .findFirst()
                                .orElseThrow())
                        .toList(),
                all.key(),
                0,
                0);
    }

    private void load(WritableDatabase to, Snapshot snapshot, DatasetName name, Dataset target) {
        Dataset reading = reading(snapshot, name, target, context);
        try (Cursor<Partition> pieces = snapshot.partitions(reading, 20_000, context)) {
            while (pieces.hasNext()) {
                Partition piece = pieces.next();
                for (boolean again : new boolean[] {false, true}) {
                    try (CellStream cells = (CellStream) snapshot.read(reading, piece, ChunkFormat.CELLS, context)) {
                        assertThat(to.load(AREA, target, piece, cells, TOKEN, context)
                                        .isRepeat())
                                .isEqualTo(again);
                    }
                }
            }
        }
    }

    private static List<DatasetName> names(Translation plan) {
        return plan.datasets().values().stream().map(Dataset::name).toList();
    }

    private static String code(ThrowingCallable call) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, call);
        return failure == null ? "" : failure.code();
    }

    private static void same(Path from, Path to) throws SQLException {
        for (String table : List.of("customers", "orders", "tags")) {
            String query = "SELECT * FROM " + table + " ORDER BY 1, 2";
            assertThat(rows(to, query)).as(table).isEqualTo(rows(from, query)).hasSize(2000);
        }
    }

    @Test
    void makesAFileWithAllThatTheSourceHas() throws SQLException {
        Path from = file("from.db", SHOP);
        Path to = directory.resolve("to.db");
        try (WritableDatabase target = target(to)) {
            assertThat(to).doesNotExist();
            assertThat(target.inspect(context).product()).isEqualTo("SQLite");
            assertThat(target.stateOf(AREA, context)).isEqualTo(AreaState.ABSENT);
            Translation plan = build(from, target);
            assertThat(plan.findings()).isEmpty();
            assertThat(target.stateOf(AREA, context)).isEqualTo(AreaState.OPEN);
            try (Snapshot built = target.snapshotOf(AREA, context)) {
                assertThat(built.datasets(context))
                        .extracting(Dataset::estimatedRows)
                        .containsOnly(2000L);
            }
            assertThat(target.switchIn(AREA, names(plan), TOKEN, context)).isEmpty();
            assertThat(target.switchIn(AREA, names(plan), TOKEN, context)).isEmpty();
            same(from, to);
            try (Snapshot built = target.snapshotOf(AREA, context)) {
                assertThat(built.datasets(context)).hasSize(3);
            }
            target.finish(AREA, TOKEN, context);
            target.finish(AREA, TOKEN, context);
            assertThat(target.stateOf(AREA, context)).isEqualTo(AreaState.ABSENT);
        }
        assertThat(rows(to, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(rows(to, "PRAGMA foreign_key_check")).isEmpty();
        assertThat(rows(to, "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"))
                .containsExactly(
                        "index|by_customer",
                        "index|customers_expr_key",
                        "index|open_ones",
                        "table|customers",
                        "table|orders",
                        "table|tags",
                        "trigger|stamp",
                        "view|rich");
        assertThat(rows(to, "SELECT count(*) FROM rich")).containsExactly("1000");
        assertThat(rows(to, "INSERT INTO customers (name) VALUES ('x') RETURNING id, vip"))
                .containsExactly("5001|0");
        assertThat(rows(to, "SELECT born FROM customers WHERE id = 5001")).containsExactly("2000-01-01");
        assertThat(rows(to, "EXPLAIN QUERY PLAN SELECT * FROM orders WHERE customer = 7"))
                .anyMatch(row -> row.contains("by_customer"));
    }

    @Test
    void whatWasThereMovesAsideAndBack() throws SQLException {
        Path from = file("from.db", SHOP);
        Path to = file(
                "to.db",
                "CREATE TABLE Customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, born DATE)",
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)",
                "CREATE INDEX by_customer ON orders (note)",
                "CREATE TABLE kept (customer REFERENCES Customers (id))",
                "CREATE VIEW rich AS SELECT 'old' AS what",
                "CREATE VIEW both AS SELECT c.name FROM customers c JOIN orders o",
                "CREATE TRIGGER audit AFTER DELETE ON orders BEGIN DELETE FROM kept; END",
                "INSERT INTO customers (name) VALUES ('old one'), ('old two')",
                "INSERT INTO orders VALUES (1, 'old')",
                "INSERT INTO kept VALUES (1)");
        List<String> before = rows(to, SCHEMA);
        try (WritableDatabase target = target(to)) {
            Translation plan = build(from, target);
            assertThat(plan.replaced())
                    .containsExactlyInAnyOrder(DatasetName.of("customers"), DatasetName.of("orders"));
            assertThat(rows(to, "SELECT count(*) FROM customers")).containsExactly("2");
            assertThat(target.switchIn(AREA, names(plan), TOKEN, context))
                    .extracting(m -> m.name().name() + " " + m.movedTo().name())
                    .containsExactlyInAnyOrder("Customers godwit_t_old$Customers", "orders godwit_t_old$orders");
            same(from, to);
            assertThat(rows(to, "SELECT count(*) FROM both")).containsExactly("4000000");
            assertThat(rows(to, "SELECT count(*) FROM rich")).containsExactly("1000");
            assertThat(rows(to, "PRAGMA integrity_check")).containsExactly("ok");
            assertThat(rows(to, "SELECT tbl_name FROM sqlite_schema WHERE name = 'audit'"))
                    .containsExactly("orders");
            target.switchBack(AREA, TOKEN, context);
            target.switchBack(AREA, TOKEN, context);
            assertThat(target.stateOf(AREA, context)).isEqualTo(AreaState.OPEN);
            assertThat(rows(to, "SELECT name FROM customers ORDER BY 1")).containsExactly("old one", "old two");
            target.switchIn(AREA, names(plan), TOKEN, context);
            target.switchBack(AREA, TOKEN, context);
            target.discard(AREA, TOKEN, context);
            assertThat(target.stateOf(AREA, context)).isEqualTo(AreaState.ABSENT);
        }
        assertThat(rows(to, SCHEMA)).isEqualTo(before);
        assertThat(rows(to, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(rows(to, "SELECT * FROM rich")).containsExactly("old");
        assertThat(rows(to, "INSERT INTO customers (name) VALUES ('x') RETURNING id"))
                .containsExactly("3");
    }

    @Test
    void discardingRemovesAFileThatWasMade() throws SQLException {
        Path to = directory.resolve("new.db");
        try (WritableDatabase target = target(to)) {
            build(file("from.db", SHOP), target);
            assertThat(to).exists();
            target.discard(AREA, TOKEN, context);
            target.discard(AREA, TOKEN, context);
            assertThat(to).doesNotExist();
            assertThat(target.stateOf(AREA, context)).isEqualTo(AreaState.ABSENT);
        }
    }

    @Test
    void anOlderRunnerIsRefused() throws SQLException {
        Path from = file("from.db", SHOP);
        Path to = directory.resolve("new.db");
        WriteToken old = new WriteToken(AREA.session(), "unit", 2);
        try (WritableDatabase target = target(to)) {
            Translation plan = build(from, target);
            Dataset tags = plan.datasets().values().stream()
                    .filter(d -> d.name().name().equals("tags"))
                    .findFirst()
                    .orElseThrow();
            List<ThrowingCallable> late = List.of(
                    () -> target.openArea(AREA, old, context),
                    () -> target.unload(AREA, tags, List.of(), old, context),
                    () -> target.switchIn(AREA, names(plan), old, context),
                    () -> target.switchBack(AREA, old, context),
                    () -> target.discard(AREA, old, context),
                    () -> target.finish(AREA, old, context));
            for (ThrowingCallable call : late) {
                assertThat(code(call)).isEqualTo("database.fenced");
            }
            assertThat(code(() -> target.finish(AREA, TOKEN, context))).isEqualTo("database.area-not-switched");
            assertThat(rows(to, "SELECT count(*) FROM \"godwit_t$tags\"")).containsExactly("2000");
        }
    }

    @Test
    void chunksAreTakenOutByTheirRows() throws SQLException {
        Path from = file("from.db", SHOP);
        try (WritableDatabase target = target(directory.resolve("new.db"));
                Database source = source(from);
                Snapshot snapshot = source.snapshot(context)) {
            Path to = directory.resolve("new.db");
            Translation plan = build(from, target);
            for (String name : List.of("tags", "orders")) {
                Dataset dataset = plan.datasets().values().stream()
                        .filter(d -> d.name().name().equals(name))
                        .findFirst()
                        .orElseThrow();
                Dataset reading = reading(snapshot, DatasetName.of(name), dataset, context);
                List<Partition> pieces = new ArrayList<>();
                snapshot.partitions(reading, 20_000, context).forEachRemaining(pieces::add);
                assertThat(pieces).hasSizeGreaterThan(1);
                assertThat(target.unload(AREA, dataset, List.of(pieces.get(1)), TOKEN, context))
                        .isTrue();
                long left = Long.parseLong(rows(to, "SELECT count(*) FROM \"godwit_t$" + name + "\"")
                        .get(0));
                assertThat(left).isLessThan(2000);
                try (CellStream cells =
                        (CellStream) snapshot.read(reading, pieces.get(1), ChunkFormat.CELLS, context)) {
                    assertThat(target.load(AREA, dataset, pieces.get(1), cells, TOKEN, context)
                                    .isRepeat())
                            .isFalse();
                }
                assertThat(rows(to, "SELECT count(*) FROM \"godwit_t$" + name + "\""))
                        .containsExactly("2000");
                assertThat(target.unload(AREA, dataset, List.of(), TOKEN, context))
                        .isTrue();
                assertThat(rows(to, "SELECT count(*) FROM \"godwit_t$" + name + "\""))
                        .containsExactly("0");
            }
        }
    }

    @Test
    void aPlaceWhereNoFileCanBeIsRefused() {
        assertThat(code(() -> target(directory.resolve("missing/x.db")))).isEqualTo("database.not-writable");
        assertThat(Files.exists(directory.resolve("missing"))).isFalse();
    }
}
