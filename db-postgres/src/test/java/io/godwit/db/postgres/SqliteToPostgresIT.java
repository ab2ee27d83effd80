package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.db.jdbc.SqliteMigrator;
import io.godwit.spi.Access;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Location;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Severity;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole database from SQLite to PostgreSQL by the contracts alone, and every row of it back again. */
class SqliteToPostgresIT {
    private static final WriteArea AREA = new WriteArea("session-one", "godwit_it", "");

    @TempDir
    Path directory;

    private Location sqlite(String... statements) throws SQLException {
        Path file = directory.resolve("shop.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return Location.of("sqlite://" + file);
    }

    @ParameterizedTest
    @EnumSource
    void movesEverything(Server server) throws Exception {
        Location source = sqlite(
                """
                CREATE TABLE customers (
                  id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(40) NOT NULL COLLATE NOCASE UNIQUE,
                  mail TEXT CHECK (mail LIKE '%@%'), born DATE, vip BOOLEAN NOT NULL DEFAULT 0)\
                """,
                """
                CREATE TABLE "Orders ""2024"" x" (
                  id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
                  total DECIMAL(10,2) NOT NULL CHECK (total >= 0), placed DATETIME DEFAULT CURRENT_TIMESTAMP,
                  note TEXT, data BLOB, weight REAL, twice INTEGER AS (customer * 2) STORED)\
                """,
                "CREATE TABLE tags (item TEXT, tag TEXT, PRIMARY KEY (item, tag)) WITHOUT ROWID",
                "CREATE TABLE loose (a, b)",
                "CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree)",
                "CREATE INDEX by_customer ON \"Orders \"\"2024\"\" x\" (customer, placed DESC)",
                "CREATE INDEX open_ones ON \"Orders \"\"2024\"\" x\" (total) WHERE note IS NULL",
                "CREATE VIEW rich AS SELECT * FROM customers WHERE vip",
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT INTO customers SELECT i, 'Käufer ' || i || ' 🐦', 'c' || i || '@example.com',
                  date('1950-01-01', (i * 7) || ' days'), i % 2 FROM n\
                """,
                """
                INSERT INTO "Orders ""2024"" x" (id, customer, total, placed, note, data, weight)
                SELECT id * 10, id, id * 0.25, '2024-01-05 10:11:12.' || printf('%03d', id % 1000),
                  CASE WHEN id % 3 THEN 'tab' || char(9) || 'line' || char(10) || 'back\\slash ' || id END,
                  CASE id % 4 WHEN 0 THEN NULL WHEN 1 THEN x'' ELSE randomblob(id % 300) END, id / 7.0 FROM customers\
                """,
                "INSERT INTO tags SELECT name, 'tag' || id % 5 FROM customers",
                "INSERT INTO loose SELECT id, CASE WHEN id % 2 THEN id / 3.0 END FROM customers",
                "INSERT INTO tree SELECT id, CASE WHEN id > 1 THEN id / 2 END FROM customers");
        Server.Fixture target = server.database();
        target.execute("CREATE TABLE keep (x int)", "INSERT INTO keep VALUES (7)");
        WriteToken token = new WriteToken(AREA.session(), "unit", 1);
        try (Database from = new SqliteMigrator().open(source, Access.READ, target.context);
                PostgresTarget to = target.target();
                Snapshot snapshot = from.snapshot(target.context)) {
            RelationalSchema schema =
                    from.facet(RelationalSource.class).orElseThrow().schema(target.context);
            Translation plan = to.translate(schema, "", target.context);
            assertThat(plan.findings()).noneMatch(f -> f.severity() == Severity.ERROR);
            assertThat(plan.findings())
                    .extracting(f -> f.code() + " " + f.subject())
                    .containsExactlyInAnyOrder(
                            "schema.no-nul SQLite",
                            "schema.view-not-moved rich",
                            "schema.index-changed customers.customers_expr_key");
            assertThat(plan.replaced()).isEmpty();
            assertThat(to.stateOf(AREA, target.context)).isEqualTo(AreaState.ABSENT);
            to.openArea(AREA, token, target.context);
            apply(to, plan, Phase.BEFORE_DATA, token, target);
            load(to, plan, snapshot, token, target);
            apply(to, plan, Phase.AFTER_DATA, token, target);
            apply(to, plan, Phase.RELATIONS, token, target);
            compare(to, plan, snapshot, target);
            assertThat(to.stateOf(AREA, target.context)).isEqualTo(AreaState.OPEN);
            to.switchIn(AREA, finalNames(plan), token, target.context);
            assertThat(to.stateOf(AREA, target.context)).isEqualTo(AreaState.SWITCHED);
            compare(to, plan, snapshot, target);
            to.finish(AREA, token, target.context);
            assertThat(to.stateOf(AREA, target.context)).isEqualTo(AreaState.ABSENT);
        }
        checkResult(target);
    }

    private static List<DatasetName> finalNames(Translation plan) {
        return plan.datasets().values().stream().map(Dataset::name).toList();
    }

    private static void apply(
            PostgresTarget to, Translation plan, Phase phase, WriteToken token, Server.Fixture target) {
        for (SchemaChange change : plan.changes()) {
            if (change.phase() == phase) {
                to.apply(AREA, change, token, target.context);
                to.apply(AREA, change, token, target.context);
            }
        }
    }

    /** The source's dataset with the columns of the target's. */
    private static Dataset reading(Snapshot snapshot, DatasetName name, Dataset target, Server.Fixture fixture) {
        Dataset all = snapshot.datasets(fixture.context).stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new Dataset(
                name,
                target.columns().stream()
                        .map(wanted -> all.columns().stream()
                                .filter(c -> c.name().equals(wanted.name()))
                                .findFirst()
                                .orElseThrow())
                        .toList(),
                all.key(),
                0,
                0);
    }

    private static void load(
            PostgresTarget to, Translation plan, Snapshot snapshot, WriteToken token, Server.Fixture target) {
        for (Map.Entry<DatasetName, Dataset> entry : plan.datasets().entrySet()) {
            Dataset reading = reading(snapshot, entry.getKey(), entry.getValue(), target);
            try (Cursor<Partition> pieces = snapshot.partitions(reading, 50_000, target.context)) {
                while (pieces.hasNext()) {
                    Partition piece = pieces.next();
                    try (CellStream cells =
                            (CellStream) snapshot.read(reading, piece, ChunkFormat.CELLS, target.context)) {
                        assertThat(to.load(AREA, entry.getValue(), piece, cells, token, target.context)
                                        .isRepeat())
                                .isFalse();
                    }
                    try (CellStream cells =
                            (CellStream) snapshot.read(reading, piece, ChunkFormat.CELLS, target.context)) {
                        assertThat(to.load(AREA, entry.getValue(), piece, cells, token, target.context)
                                        .isRepeat())
                                .isTrue();
                    }
                }
            }
        }
    }

    private static void compare(PostgresTarget to, Translation plan, Snapshot snapshot, Server.Fixture target) {
        try (Snapshot built = to.snapshotOf(AREA, target.context)) {
            assertThat(built.datasets(target.context))
                    .hasSameSizeAs(plan.datasets().keySet());
            for (Map.Entry<DatasetName, Dataset> entry : plan.datasets().entrySet()) {
                Dataset reading = reading(snapshot, entry.getKey(), entry.getValue(), target);
                assertThat(Cells.rows(built, entry.getValue(), 30_000, target.context))
                        .as(entry.getKey().toString())
                        .hasSize(3000)
                        .containsExactlyInAnyOrderElementsOf(Cells.rows(snapshot, reading, 30_000, target.context));
            }
        }
    }

    private static void checkResult(Server.Fixture target) throws SQLException {
        assertThat(target.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'godwit%'"))
                .isEmpty();
        assertThat(target.rows("SELECT x FROM keep")).containsExactly("7");
        assertThat(target.rows("SELECT column_name, data_type, is_nullable FROM information_schema.columns"
                        + " WHERE table_name = 'Orders \"2024\" x' ORDER BY ordinal_position"))
                .containsExactly(
                        "id|bigint|NO",
                        "customer|bigint|NO",
                        "total|numeric|NO",
                        "placed|timestamp without time zone|YES",
                        "note|text|YES",
                        "data|bytea|YES",
                        "weight|double precision|YES",
                        "twice|bigint|YES");
        assertThat(target.rows("INSERT INTO customers (name) VALUES ('new') RETURNING id, vip"))
                .containsExactly("3001|f");
        assertThat(target.rows("SELECT sum(twice - 2 * customer) FROM \"Orders \"\"2024\"\" x\""))
                .containsExactly("0");
        assertThat(target.rows("SELECT conname, contype, convalidated FROM pg_constraint"
                        + " WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p', 'u') ORDER BY 1"))
                .containsExactly(
                        "Orders \"2024\" x_customer_fkey|f|t",
                        "Orders \"2024\" x_pkey|p|t",
                        "customers_pkey|p|t",
                        "tags_pkey|p|t",
                        "tree_parent_fkey|f|t",
                        "tree_pkey|p|t");
        assertThat(target.rows("SELECT indexdef FROM pg_indexes WHERE indexname IN"
                        + " ('by_customer', 'open_ones', 'customers_expr_key') ORDER BY indexname"))
                .containsExactly(
                        "CREATE INDEX by_customer ON public.\"Orders \"\"2024\"\" x\" USING btree (customer, placed"
                                + " DESC NULLS LAST)",
                        "CREATE UNIQUE INDEX customers_expr_key ON public.customers USING btree"
                                + " (lower(((name)::text COLLATE \"C\")))",
                        "CREATE INDEX open_ones ON public.\"Orders \"\"2024\"\" x\" USING btree (total) WHERE (note IS"
                                + " NULL)");
    }
}
