package io.godwit.db.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.tck.TckContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteReadTest {
    @TempDir
    Path directory;

    private SqliteFixture fixture(String... statements) throws Exception {
        return SqliteFixture.of(directory.resolve("test.db"), statements);
    }

    @Test
    void readsEveryKindOfValue() throws Exception {
        SqliteFixture fixture = fixture(
                "CREATE TABLE t (i INTEGER, r REAL, t TEXT, b BLOB, flag BOOLEAN, d DATE, ts DATETIME, m DECIMAL(8,2))",
                "INSERT INTO t VALUES (-9223372036854775808, 1e300, 'a' || char(10, 9, 92) || '🐦', x'00ff', 1,"
                        + " '9999-12-31', '2024-01-05T10:11:12.120', 12.5)",
                "INSERT INTO t VALUES (0, 9e999, '', x'', 'f', '2024-02-29', '2024-01-05 10:11', 12)",
                "INSERT INTO t VALUES (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");

        assertThat(fixture.rows("t", 1 << 20))
                .containsExactly(
                        "-9223372036854775808|1.0E300|a\n\t\\🐦|"
                                + new String(new byte[] {0, (byte) 0xff}, StandardCharsets.UTF_8)
                                + "|t|9999-12-31|2024-01-05 10:11:12.12|12.50",
                        "0|Infinity||||2024-02-29|2024-01-05 10:11:00|12.00".replace("||||", "|||f|"),
                        "-|-|-|-|-|-|-|-");
        assertThat(fixture.context.findings()).isEmpty();
    }

    @Test
    void refusesRowsThatAreNotOfTheTypeAndSaysWhichWithoutShowingThem() throws Exception {
        SqliteFixture fixture = fixture(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)",
                "INSERT INTO t VALUES (1, 1), (2, 2), (30, 'secret')");

        assertThatThrownBy(() -> fixture.rows("t", 1 << 20)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo("database.row-refused");
            assertThat(e.subject()).isEqualTo("t.n");
            assertThat(e.getMessage()).contains("row 3").doesNotContain("secret");
        });
    }

    @Test
    void refusesTextThatIsNotUtf8() throws Exception {
        SqliteFixture fixture = fixture("CREATE TABLE t (x TEXT)", "INSERT INTO t VALUES (CAST(x'41c3' AS TEXT))");

        assertThatThrownBy(() -> fixture.rows("t", 1 << 20))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("database.row-refused"));
        fixture.schema();
        assertThat(fixture.codes()).contains("database.mixed-types t.x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16le", "UTF-16be"})
    void readsUtf16(String encoding) throws Exception {
        SqliteFixture fixture = fixture(
                "PRAGMA encoding = '" + encoding + "'",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, b BLOB)",
                "INSERT INTO t VALUES (1, 'aü🐦', x'41'), (2, '', NULL), (3, NULL, NULL)");

        assertThat(fixture.rows("t", 1 << 20)).containsExactly("1|aü🐦|A", "2||-", "3|-|-");
    }

    @Test
    void readsCellsOf64MiB() throws Exception {
        SqliteFixture fixture = fixture("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB, x TEXT)");
        int size = 64 << 20;
        byte[] bytes = new byte[size];
        new SplittableRandom(1).nextBytes(bytes);
        try (Connection connection = fixture.write();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (1, ?, ?)")) {
            insert.setBytes(1, bytes);
            insert.setString(2, "\u00e4".repeat(1 << 20));
            insert.execute();
        }
        try (SqliteDatabase database = fixture.open();
                Snapshot snapshot = database.snapshot(fixture.context)) {
            Dataset dataset = SqliteFixture.dataset(snapshot, "t", fixture.context);
            CellBlock block = new CellBlock(3, 1 << 16, 80 << 20);
            try (Cursor<Partition> pieces = snapshot.partitions(dataset, 1 << 20, fixture.context);
                    CellStream cells =
                            (CellStream) snapshot.read(dataset, pieces.next(), ChunkFormat.CELLS, fixture.context)) {
                assertThat(cells.read(block)).isTrue();
                assertThat(block.rows()).isEqualTo(1);
                assertThat(block.length(0, 1)).isEqualTo(size);
                assertThat(java.util.Arrays.equals(
                                block.data(), block.start(0, 1), block.start(0, 1) + size, bytes, 0, size))
                        .isTrue();
                assertThat(block.length(0, 2)).isEqualTo(2 << 20);
                assertThat(cells.read(block)).isFalse();
            }
        }
    }

    @Test
    void piecesCoverEveryRowOnce() throws Exception {
        SplittableRandom random = SqliteFixture.random();
        String[] tables = {
            "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)",
            "CREATE TABLE t (id TEXT, x TEXT)",
            "CREATE TABLE t (id TEXT, x TEXT, rowid TEXT, oid TEXT, _rowid_ TEXT)",
            "CREATE TABLE t (id INTEGER, x TEXT, PRIMARY KEY (x, id)) WITHOUT ROWID",
            "CREATE TABLE t (id REAL, x TEXT, PRIMARY KEY (id, x)) WITHOUT ROWID",
            "CREATE TABLE t (id INTEGER, x TEXT COLLATE NOCASE, PRIMARY KEY (x, id)) WITHOUT ROWID"
        };
        for (int i = 0; i < tables.length; i++) {
            SqliteFixture fixture = SqliteFixture.of(directory.resolve("pieces" + i + ".db"), tables[i]);
            int rows = random.nextInt(400);
            try (Connection connection = fixture.write();
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT OR IGNORE INTO t (id, x) VALUES (?, ?)")) {
                connection.setAutoCommit(false);
                for (int row = 0; row < rows; row++) {
                    insert.setLong(1, random.nextInt(5) == 0 ? random.nextLong() : random.nextInt(-500, 500));
                    insert.setString(2, List.of("a", "B", "ä", "🐦", "").get(random.nextInt(5)) + random.nextInt(50));
                    insert.execute();
                }
                connection.commit();
            }
            try (SqliteDatabase database = fixture.open();
                    Snapshot snapshot = database.snapshot(fixture.context)) {
                Dataset dataset = SqliteFixture.dataset(snapshot, "t", fixture.context);
                List<String> all = SqliteFixture.rows(snapshot, dataset, 1 << 30, fixture.context);
                assertThat(all).hasSize(Math.toIntExact(dataset.estimatedRows()));
                for (long target : new long[] {1, 50, 999}) {
                    assertThat(SqliteFixture.rows(snapshot, dataset, target, fixture.context))
                            .as("%s cut by %d", tables[i], target)
                            .containsExactlyInAnyOrderElementsOf(all);
                    checkGoingOn(snapshot, dataset, target, fixture.context, all, random);
                }
            }
        }
    }

    private static void checkGoingOn(
            Snapshot snapshot,
            Dataset dataset,
            long target,
            TckContext context,
            List<String> all,
            SplittableRandom random) {
        List<Partition> pieces = pieces(snapshot.partitions(dataset, target, context));
        assertThat(pieces(snapshot.partitions(dataset, target, context))).isEqualTo(pieces);
        int last = random.nextInt(pieces.size());
        List<Partition> rest = pieces(snapshot.partitionsAfter(dataset, pieces.get(last), 3 * target, context));
        List<Partition> both = new ArrayList<>(pieces.subList(0, last + 1));
        both.addAll(rest);
        List<String> rows = new ArrayList<>();
        for (Partition piece : both) {
            assertThat(piece.number()).isEqualTo(both.indexOf(piece));
            rows.addAll(SqliteFixture.rows(snapshot, dataset, piece, context));
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(all);
    }

    private static List<Partition> pieces(Cursor<Partition> cursor) {
        List<Partition> pieces = new ArrayList<>();
        try (cursor) {
            cursor.forEachRemaining(pieces::add);
        }
        return pieces;
    }

    @Test
    void aPieceIsAboutAsLargeAsAskedFor() throws Exception {
        SqliteFixture fixture = fixture(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                        + " INSERT INTO t SELECT i * 1000003, printf('%0100d', i) FROM n");
        try (SqliteDatabase database = fixture.open();
                Snapshot snapshot = database.snapshot(fixture.context)) {
            Dataset dataset = SqliteFixture.dataset(snapshot, "t", fixture.context);
            List<Partition> pieces = pieces(snapshot.partitions(dataset, 50_000, fixture.context));

            assertThat(dataset.estimatedRows()).isEqualTo(5000);
            assertThat(dataset.estimatedBytes()).isBetween(500_000L, 560_000L);
            assertThat(pieces).hasSizeBetween(9, 13);
            assertThat(pieces.get(1).range().columns()).containsExactly("id");
            assertThat(pieces.get(1).range().from())
                    .isEqualTo(pieces.get(0).range().to());
        }
    }

    @Test
    void changesNothingAtTheSource() throws Exception {
        SqliteFixture fixture = fixture("CREATE TABLE t (x)", "INSERT INTO t VALUES (1)");
        byte[] before = Files.readAllBytes(fixture.file);
        fixture.rows("t", 1);
        fixture.schema();

        assertThat(Files.readAllBytes(fixture.file)).isEqualTo(before);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(fixture.file);
        }
        try (Connection connection = SqliteFile.of(io.godwit.spi.Location.of("sqlite://" + fixture.file))
                        .openToRead();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("DELETE FROM t")).hasMessageContaining("readonly");
        }
    }

    @Test
    void stopsWhenCancelled() throws Exception {
        SqliteFixture fixture = fixture("CREATE TABLE t (x TEXT)", "INSERT INTO t VALUES ('a')");
        try (SqliteDatabase database = fixture.open();
                Snapshot snapshot = database.snapshot(fixture.context)) {
            Dataset dataset = SqliteFixture.dataset(snapshot, "t", fixture.context);
            TckContext doomed = new TckContext().parallelism(1);
            Partition piece;
            try (Cursor<Partition> pieces = snapshot.partitions(dataset, 1 << 20, doomed)) {
                piece = pieces.next();
            }
            try (CellStream cells = (CellStream) snapshot.read(dataset, piece, ChunkFormat.CELLS, doomed)) {
                doomed.cancel();
                assertThatThrownBy(() -> cells.read(new CellBlock(1, 10, 10)))
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                e -> assertThat(e.code()).isEqualTo("run.cancelled"));
            }
            assertThat(SqliteFixture.rows(snapshot, dataset, piece, fixture.context))
                    .containsExactly("a");
        }
    }

    @Test
    void knowsNoOtherFormatAndNoOtherTable() throws Exception {
        SqliteFixture fixture = fixture("CREATE TABLE t (x TEXT)");
        try (SqliteDatabase database = fixture.open();
                Snapshot snapshot = database.snapshot(fixture.context)) {
            Dataset dataset = SqliteFixture.dataset(snapshot, "t", fixture.context);
            Dataset other = new Dataset(io.godwit.spi.DatasetName.of("u"), dataset.columns(), List.of(), 0, 0);
            Partition whole =
                    pieces(snapshot.partitions(dataset, 1, fixture.context)).get(0);

            assertThat(snapshot.offers(dataset)).containsExactly(ChunkFormat.CELLS);
            assertThatThrownBy(() -> snapshot.read(dataset, whole, new ChunkFormat("bson", 1), fixture.context))
                    .hasMessageContaining("bson");
            assertThatThrownBy(() -> snapshot.read(other, whole, ChunkFormat.CELLS, fixture.context))
                    .hasMessageContaining("\"u\"");
            Partition strange = new Partition(dataset.name(), 0, Partition.KeyRange.ALL, "ctid:1:2");
            assertThatThrownBy(() -> snapshot.read(dataset, strange, ChunkFormat.CELLS, fixture.context))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("database.bad-partition"));
        }
    }
}
