package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.db.postgres.Server.Fixture;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WriteArea;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values at the edges of their types from PostgreSQL to PostgreSQL, unparsed and as cells. */
class PostgresValuesIT {
    private static final WriteArea AREA = new WriteArea("session-values", "godwit_values", "");

    @ParameterizedTest
    @EnumSource
    void cellsAreCanonical(Server server) throws SQLException {
        Fixture source = server.database();
        source.execute(
                "CREATE TABLE c (n numeric, n2 numeric(8,3), f4 real, f8 double precision, d date, ts timestamp,"
                        + " tz timestamptz, t time, b bytea, bo boolean, u uuid, bi bit(3), j jsonb)",
                "INSERT INTO c VALUES ('1.500', '2.5', 0.1, 1e21, '0001-01-01 BC', '0044-03-15 12:00 BC',"
                        + " '2024-01-01 00:00:00.100+02', '10:00:00.120', '\\xDEAD', true,"
                        + " 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', B'101', '{\"b\":1,\"a\":2.0}')",
                "INSERT INTO c VALUES ('NaN', 'NaN', 'NaN', '-Infinity', 'infinity', '-infinity', 'infinity', '24:00',"
                        + " '', false, NULL, NULL, NULL)");
        try (PostgresSource from = source.source();
                Snapshot snapshot = from.snapshot(source.context)) {
            Dataset c = snapshot.datasets(source.context).get(0);
            assertThat(Cells.rows(snapshot, c, 1000, source.context))
                    .containsExactly(
                            "1.5|2.500|0.1|1.0E21|0000-01-01|-0043-03-15 12:00:00|2023-12-31 22:00:00.1Z|10:00:00.12|\u07ad"
                                            .replace(
                                                    "\u07ad",
                                                    new String(
                                                            new byte[] {(byte) 0xde, (byte) 0xad},
                                                            java.nio.charset.StandardCharsets.UTF_8))
                                    + "|t|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|101|{\"a\": 2.0, \"b\": 1}",
                            "NaN|NaN|NaN|-Infinity|infinity|-infinity|infinity|24:00:00||f|-|-|-");
        }
    }

    @ParameterizedTest
    @EnumSource
    void hostileNamesArriveAsTheyAre(Server server) throws SQLException {
        Fixture source = server.database();
        Fixture target = server.database();
        List<String> names = List.of(
                "select",
                "a\"b\"\"c",
                "it's; DROP TABLE x --",
                "new\nline\ttab",
                "back\\slash",
                "Ünïcödé 🐦",
                "x".repeat(63),
                "dot.ted",
                "$1 %s {} ${x}",
                " ");
        for (String name : names) {
            String quoted = '"' + name.replace("\"", "\"\"") + '"';
            source.execute(
                    "CREATE TABLE " + quoted + " (" + quoted + " int PRIMARY KEY, \"order\" text)",
                    "INSERT INTO " + quoted + " SELECT i, 'v' FROM generate_series(1, 10) AS i",
                    "COMMENT ON COLUMN " + quoted + "." + quoted + " IS 'it''s \\ \"x\"'");
        }
        try (PostgresSource reading = source.source();
                PostgresTarget writing = target.target()) {
            Mover mover = new Mover(reading, writing, AREA, 1, target.context);
            assertThat(mover.plan.findings()).isEmpty();
            mover.build().switchIn();
            String query = "SELECT c.relname, a.attname, col_description(c.oid, a.attnum) FROM pg_class AS c"
                    + " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0"
                    + " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2";
            assertThat(target.rows(query)).isEqualTo(source.rows(query)).hasSize(2 * names.size());
            assertThat(target.rows("SELECT count(*) FROM \"it's; DROP TABLE x --\""))
                    .containsExactly("10");
        }
    }

    @ParameterizedTest
    @EnumSource
    void wideTablesAndLongCells(Server server) throws SQLException {
        Fixture source = server.database();
        Fixture target = server.database();
        String columns =
                IntStream.range(0, 1500).mapToObj(i -> "c" + i + " int").collect(Collectors.joining(", "));
        source.execute(
                "CREATE TABLE wide (" + columns + ")",
                "INSERT INTO wide (c0, c1499) SELECT i, -i FROM generate_series(1, 100) AS i",
                "CREATE TABLE long (id int, t text, b bytea)",
                "INSERT INTO long SELECT i, repeat(E'\\n🐦\\\\x', 3 << 20),"
                        + " decode(repeat('00ff5c0a', 5 << 20), 'hex') FROM generate_series(1, 2) AS i");
        try (PostgresSource reading = source.source();
                PostgresTarget writing = target.target()) {
            new Mover(reading, writing, AREA, 1, target.context).build().switchIn();
        }
        assertThat(target.rows("SELECT count(*), sum(c0), sum(c1499), count(c7) FROM wide"))
                .containsExactly("100|5050|-5050|0");
        String digest = "SELECT id, length(t), md5(t), length(b), md5(b) FROM long ORDER BY id";
        assertThat(target.rows(digest)).isEqualTo(source.rows(digest));
    }

    @ParameterizedTest
    @EnumSource
    void everyPieceOfATableIsReadOnce(Server server) throws SQLException {
        Fixture source = server.database();
        source.execute(
                "CREATE TABLE t (id int, pad text)",
                "INSERT INTO t SELECT i, repeat('x', i % 700) FROM generate_series(1, 20000) AS i",
                "DELETE FROM t WHERE id % 3 = 0",
                "UPDATE t SET pad = pad || 'y' WHERE id % 5 = 0",
                "CREATE TABLE none (id int)");
        try (PostgresSource from = source.source();
                Snapshot snapshot = from.snapshot(source.context)) {
            source.execute("DELETE FROM t WHERE id < 100", "INSERT INTO t VALUES (0, 'late')");
            for (Dataset dataset : snapshot.datasets(source.context)) {
                List<String> rows = Cells.rows(snapshot, dataset, 50_000, source.context);
                if (dataset.name().equals(DatasetName.of("none"))) {
                    assertThat(rows).isEmpty();
                } else {
                    assertThat(rows)
                            .hasSize(20000 - 6666)
                            .doesNotHaveDuplicates()
                            .allMatch(row -> Integer.parseInt(row.substring(0, row.indexOf('|'))) % 3 != 0);
                }
            }
        }
    }
}
