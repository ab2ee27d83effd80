package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.Access;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Location;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WritableDatabase;
import io.godwit.tck.lab.FaultProxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One test's database with what is open there, and the words in which the rules about databases are written. */
final class DatabaseBench implements AutoCloseable {
    /** A whole number that any engine takes for a key. */
    static final LogicalType NUMBER = LogicalType.integer(64, false);
    /** A text that any engine takes for a key. */
    static final LogicalType WORD = LogicalType.text(40);

    private static final int ROWS_A_STATEMENT = 200;

    private final DatabaseMigrator migrator;
    private final TestDatabase place;
    private final TckContext context;
    private final List<AutoCloseable> opened = new ArrayList<>();

    DatabaseBench(DatabaseMigrator migrator, TestDatabase place, TckContext context) {
        this.migrator = migrator;
        this.place = place;
        this.context = context;
    }

    /**
     * A column of a table.
     *
     * @param name its name
     * @param type what its cells mean
     */
    record Col(String name, LogicalType type) {}

    static Col col(String name, LogicalType type) {
        return new Col(name, type);
    }

    static Col id() {
        return col("id", NUMBER);
    }

    TckContext context() {
        return context;
    }

    DatabaseMigrator migrator() {
        return migrator;
    }

    TestDatabase place() {
        return place;
    }

    Location location() {
        return place.location(context);
    }

    /** Keeps something to be closed after the test. */
    <C extends AutoCloseable> C keep(C open) {
        opened.add(open);
        return open;
    }

    Database openToRead() {
        return keep(migrator.open(location(), Access.READ, context));
    }

    WritableDatabase openToWrite() {
        return openToWrite(location(), context);
    }

    WritableDatabase openToWrite(Location location, TckContext with) {
        Database database = keep(migrator.open(location, Access.WRITE, with));
        assertThat(database).as("a database opened to write").isInstanceOf(WritableDatabase.class);
        return (WritableDatabase) database;
    }

    Snapshot snapshot() {
        return keep(openToRead().snapshot(context));
    }

    /** A network in front of the server; rules that need one do not apply without. */
    FaultProxy proxy() {
        assumeTrue(place.server().isPresent(), "no network is used here");
        InetSocketAddress server = place.server().orElseThrow();
        return keep(FaultProxy.to(server.getHostString(), server.getPort()));
    }

    /** The location as it is reached through a proxy. */
    Location through(FaultProxy proxy) {
        Location direct = location();
        URI uri = direct.uri();
        String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        Location other = Location.of(
                uri.getScheme() + "://" + user + proxy.host() + ":" + proxy.port() + uri.getRawPath() + query);
        for (Map.Entry<String, SecretRef> secret : direct.secrets().entrySet()) {
            other = other.withSecret(secret.getKey(), secret.getValue());
        }
        for (Map.Entry<String, String> setting : direct.settings().entrySet()) {
            other = other.withSetting(setting.getKey(), setting.getValue());
        }
        return other;
    }

    // ---- behind the plugin's back ----

    void sql(String... statements) {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new AssertionError("the test could not prepare its database: " + e.getMessage(), e);
        }
    }

    String quote(String name) {
        return place.quote(name);
    }

    String quoted(List<String> names) {
        return names.stream().map(place::quote).collect(Collectors.joining(", "));
    }

    /** The definition of a column, whose type the engine must have. */
    String column(Col column, boolean isNullable) {
        String type = place.columnType(column.type())
                .orElseThrow(() -> new AssertionError("every engine has a type for " + column.type()));
        return quote(column.name()) + " " + type + (isNullable ? "" : " NOT NULL");
    }

    /** Makes a table; the columns of the key are not nullable, all others are. */
    void table(String name, List<Col> columns, List<String> key) {
        String parts = columns.stream()
                .map(column -> column(column, !key.contains(column.name())))
                .collect(Collectors.joining(", "));
        String primary = key.isEmpty() ? "" : ", PRIMARY KEY (" + quoted(key) + ")";
        sql("CREATE TABLE " + quote(name) + " (" + parts + primary + ")");
    }

    /** Inserts rows; every value must be one that the engine has. */
    void insert(String table, List<Col> columns, List<? extends List<@Nullable String>> rows) {
        String head = "INSERT INTO " + quote(table) + " ("
                + quoted(columns.stream().map(Col::name).toList()) + ") VALUES ";
        List<String> statements = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += ROWS_A_STATEMENT) {
            statements.add(rows.subList(from, Math.min(rows.size(), from + ROWS_A_STATEMENT)).stream()
                    .map(row -> literals(columns, row))
                    .collect(Collectors.joining(", ", head, "")));
        }
        sql(statements.toArray(String[]::new));
    }

    /** Inserts bytes that are too many for a statement. */
    void insertBytes(String table, long id, byte[] bytes) {
        try (Connection connection = place.connect();
                PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO " + quote(table) + " VALUES (?, ?)")) {
            statement.setLong(1, id);
            statement.setBytes(2, bytes);
            statement.execute();
        } catch (SQLException e) {
            throw new AssertionError("the test could not prepare its database: " + e.getMessage(), e);
        }
    }

    private String literals(List<Col> columns, List<@Nullable String> row) {
        List<String> literals = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            LogicalType type = columns.get(i).type();
            String cell = row.get(i);
            literals.add(
                    cell == null
                            ? "NULL"
                            : place.literal(type, cell)
                                    .orElseThrow(() -> new AssertionError("every engine has " + cell + " of " + type)));
        }
        return "(" + String.join(", ", literals) + ")";
    }

    /** Makes a table with rows. */
    void given(String name, List<Col> columns, List<String> key, List<? extends List<@Nullable String>> rows) {
        table(name, columns, key);
        insert(name, columns, rows);
    }

    // ---- through the plugin ----

    RelationalSchema schema(Database database) {
        return database.facet(RelationalSource.class)
                .orElseThrow(() -> new AssertionError("a relational database tells its schema"))
                .schema(context);
    }

    Dataset dataset(Snapshot snapshot, String name) {
        List<Dataset> datasets = snapshot.datasets(context);
        return datasets.stream()
                .filter(dataset -> dataset.name().equals(DatasetName.of(name)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no \"" + name + "\" among "
                        + datasets.stream().map(Dataset::name).toList()));
    }

    static List<LogicalType> types(Dataset dataset) {
        return dataset.columns().stream().map(DataColumn::type).toList();
    }

    List<Partition> pieces(Snapshot snapshot, Dataset dataset, long targetBytes) {
        try (Cursor<Partition> cursor = snapshot.partitions(dataset, targetBytes, context)) {
            return all(cursor);
        }
    }

    List<Partition> piecesAfter(Snapshot snapshot, Dataset dataset, Partition last, long targetBytes) {
        try (Cursor<Partition> cursor = snapshot.partitionsAfter(dataset, last, targetBytes, context)) {
            return all(cursor);
        }
    }

    private static List<Partition> all(Cursor<Partition> cursor) {
        List<Partition> pieces = new ArrayList<>();
        cursor.forEachRemaining(pieces::add);
        return pieces;
    }

    CellStream cells(Snapshot snapshot, Dataset dataset, Partition piece) {
        return cells(snapshot, dataset, piece, context);
    }

    CellStream cells(Snapshot snapshot, Dataset dataset, Partition piece, TckContext with) {
        return (CellStream) snapshot.read(dataset, piece, ChunkFormat.CELLS, with);
    }

    List<List<@Nullable String>> rows(Snapshot snapshot, Dataset dataset, Partition piece) {
        try (CellStream cells = cells(snapshot, dataset, piece)) {
            return TestCells.read(cells, types(dataset));
        }
    }

    /** All rows in all pieces. */
    List<List<@Nullable String>> rows(Snapshot snapshot, Dataset dataset, long targetBytes) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Partition piece : pieces(snapshot, dataset, targetBytes)) {
            rows.addAll(rows(snapshot, dataset, piece));
        }
        return rows;
    }

    List<List<@Nullable String>> rows(Snapshot snapshot, String table) {
        return rows(snapshot, dataset(snapshot, table), 1L << 30);
    }

    @Override
    public void close() {
        AssertionError failure = null;
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                AssertionError error = new AssertionError("closing " + opened.get(i), e);
                if (failure != null) {
                    error.addSuppressed(failure);
                }
                failure = error;
            }
        }
        place.close();
        if (failure != null) {
            throw failure;
        }
    }
}
