package io.godwit.db.jdbc;

import io.godwit.spi.Access;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Location;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.tck.TckContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Databases for tests, and what is in them. */
final class SqliteFixture {
    final Path file;
    final TckContext context = new TckContext().parallelism(3);

    SqliteFixture(Path file) {
        this.file = file;
    }

    /** A database made by these statements. */
    static SqliteFixture of(Path file, String... statements) throws SQLException {
        SqliteFixture fixture = new SqliteFixture(file);
        fixture.execute(statements);
        return fixture;
    }

    Connection write() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = write();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    SqliteDatabase open(String... settings) {
        Location location = Location.of(file.toUri().toString().replace("file:", "sqlite:"));
        for (int i = 0; i < settings.length; i += 2) {
            location = location.withSetting(settings[i], settings[i + 1]);
        }
        return (SqliteDatabase) new SqliteMigrator().open(location, Access.READ, context);
    }

    RelationalSchema schema(String... settings) {
        try (SqliteDatabase database = open(settings)) {
            return database.facet(RelationalSource.class).orElseThrow().schema(context);
        }
    }

    Table table(String name) {
        return schema().table(DatasetName.of(name)).orElseThrow();
    }

    List<String> codes() {
        return context.findings().stream()
                .map(f -> f.code() + " " + f.subject())
                .toList();
    }

    static Dataset dataset(Snapshot snapshot, String name, TckContext context) {
        return snapshot.datasets(context).stream()
                .filter(d -> d.name().equals(DatasetName.of(name)))
                .findFirst()
                .orElseThrow();
    }

    /** All rows of a table in its pieces, one text a row, cells separated by {@code |}, NULL as {@code -}. */
    List<String> rows(String table, long targetBytes) {
        try (SqliteDatabase database = open();
                Snapshot snapshot = database.snapshot(context)) {
            return rows(snapshot, dataset(snapshot, table, context), targetBytes, context);
        }
    }

    static List<String> rows(Snapshot snapshot, Dataset dataset, long targetBytes, TckContext context) {
        List<String> rows = new ArrayList<>();
        try (Cursor<Partition> pieces = snapshot.partitions(dataset, targetBytes, context)) {
            while (pieces.hasNext()) {
                rows.addAll(rows(snapshot, dataset, pieces.next(), context));
            }
        }
        return rows;
    }

    static List<String> rows(Snapshot snapshot, Dataset dataset, Partition piece, TckContext context) {
        List<String> rows = new ArrayList<>();
        CellBlock block = new CellBlock(dataset.columns().size(), 4096, 1 << 30);
        try (CellStream cells = (CellStream) snapshot.read(dataset, piece, ChunkFormat.CELLS, context)) {
            while (cells.read(block)) {
                for (int row = 0; row < block.rows(); row++) {
                    StringBuilder text = new StringBuilder();
                    for (int column = 0; column < block.columns(); column++) {
                        text.append(column == 0 ? "" : "|").append(cell(block, row, column));
                    }
                    rows.add(text.toString());
                }
            }
            if (cells.summary().rows() != rows.size()) {
                throw new AssertionError("counted " + cells.summary().rows() + " of " + rows.size());
            }
        }
        return rows;
    }

    private static String cell(CellBlock block, int row, int column) {
        return block.isNull(row, column)
                ? "-"
                : new String(block.data(), block.start(row, column), block.length(row, column), StandardCharsets.UTF_8);
    }

    /** Random numbers that can be had again by the printed seed. */
    static SplittableRandom random() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println("seed: -Dtest.seed=" + seed);
        return new SplittableRandom(seed);
    }
}
