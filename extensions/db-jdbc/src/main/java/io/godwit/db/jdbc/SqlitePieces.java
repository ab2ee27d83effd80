package io.godwit.db.jdbc;

import static io.godwit.db.jdbc.SqliteTable.quote;

import io.godwit.relational.KeyRanges;
import io.godwit.relational.KeyRanges.Boundaries;
import io.godwit.relational.SqlDialect;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.Table;
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cuts tables by what they are sorted by: the row number, or the primary key where there is none. A piece has a certain number of
 * rows, so gaps in the numbers do not matter. Used under the monitor of its connection.
 */
final class SqlitePieces {
    /** A row number that no column shows: pieces say it this way, since it is no key. */
    private static final Pattern ROWID = Pattern.compile("rowid:(-?\\d*):(-?\\d*)");

    private static final int PROBES = 32;
    private static final int PROBE_ROWS = 16;

    private final Connection connection;
    private final Map<String, Long> sizes = new LinkedHashMap<>();

    SqlitePieces(Connection connection) {
        this.connection = connection;
    }

    long rows(SqliteTable table) throws SQLException {
        return number("SELECT count(*) FROM " + table.quoted(), 0);
    }

    private long number(String query, long otherwise) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return otherwise;
            }
            long value = rows.getLong(1);
            return rows.wasNull() ? otherwise : value;
        }
    }

    /** About how many bytes a row has, looked at in rows from all over the table; the same for the same data. */
    long rowBytes(SqliteTable table) throws SQLException {
        Long known = sizes.get(table.stored());
        if (known != null) {
            return known;
        }
        String length = table.table().columns().stream()
                .map(c -> "ifnull(octet_length(" + quote(c.name()) + "), 0)")
                .collect(Collectors.joining(" + "));
        long sum = 0;
        long count = 0;
        for (String condition : probes(table)) {
            String query = "SELECT count(*), sum(n) FROM (SELECT " + length + " AS n FROM " + table.quoted() + condition
                    + " LIMIT " + PROBE_ROWS + ")";
            try (PreparedStatement statement = connection.prepareStatement(query);
                    ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    count += rows.getLong(1);
                    sum += rows.getLong(2);
                }
            }
        }
        long bytes = count == 0 ? 1 : Math.max(1, sum / count);
        sizes.put(table.stored(), bytes);
        return bytes;
    }

    private List<String> probes(SqliteTable table) throws SQLException {
        if (table.rowid().isEmpty()) {
            return List.of("");
        }
        long least = number("SELECT min(" + table.rowid() + ") FROM " + table.quoted(), 0);
        long greatest = number("SELECT max(" + table.rowid() + ") FROM " + table.quoted(), 0);
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < PROBES; i++) {
            double at = least + ((double) greatest - least) / PROBES * i;
            conditions.add(" WHERE " + table.rowid() + " >= " + (long) at);
        }
        return conditions;
    }

    Cursor<Partition> cut(SqliteTable table, Dataset dataset, long targetBytes, WorkContext context)
            throws SQLException {
        Boundaries boundaries = boundaries(table, targetBytes, context);
        if (!table.integerKey().isEmpty()) {
            return KeyRanges.cut(dataset, List.of(table.integerKey()), boundaries);
        }
        if (!table.rowid().isEmpty()) {
            return new Renamed(KeyRanges.cut(dataset, List.of(table.rowid()), boundaries));
        }
        return table.isCutByKey()
                ? KeyRanges.cut(dataset, table.key(), boundaries)
                : Cursor.of(List.of(KeyRanges.whole(dataset.name())));
    }

    /** Goes on behind a piece that was cut earlier, perhaps from another state of the table. */
    Cursor<Partition> cutAfter(
            SqliteTable table, Dataset dataset, Partition last, long targetBytes, WorkContext context)
            throws SQLException {
        KeyRange range = range(table, last);
        Partition ranged = new Partition(last.dataset(), last.number(), range, "");
        Cursor<Partition> pieces = KeyRanges.cutAfter(dataset, ranged, boundaries(table, targetBytes, context));
        return last.locator().isEmpty() ? pieces : new Renamed(pieces);
    }

    private Boundaries boundaries(SqliteTable table, long targetBytes, WorkContext context) throws SQLException {
        long rows = Math.max(1, targetBytes / rowBytes(table));
        return table.rowid().isEmpty()
                ? from -> nextKey(table, from, rows, context)
                : from -> nextRowid(table, from, rows, context);
    }

    private Optional<List<String>> nextRowid(
            SqliteTable table, @Nullable List<String> from, long rows, WorkContext context) {
        String rowid = table.rowid();
        String query = "SELECT " + rowid + " FROM " + table.quoted() + (from == null ? "" : " WHERE " + rowid + " >= ?")
                + " ORDER BY " + rowid + " LIMIT 1 OFFSET " + rows;
        List<String> key = next(table, query, from == null ? List.of() : from, context);
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }

    private Optional<List<String>> nextKey(
            SqliteTable table, @Nullable List<String> from, long rows, WorkContext context) {
        String names = SqlDialect.SQLITE.identifiers(table.key());
        KeyRange beyond = from == null ? KeyRange.ALL : new KeyRange(table.key(), from, List.of());
        String query = "SELECT " + names + " FROM " + table.quoted() + " WHERE "
                + KeyRanges.condition(SqlDialect.SQLITE, beyond, c -> "?") + " ORDER BY " + names + " LIMIT 1 OFFSET "
                + rows;
        List<String> key = next(table, query, from == null ? List.of() : from, context);
        // Text that is not UTF-8 reads as other text: no piece may begin where it begins already.
        return key.isEmpty() || key.equals(from) ? Optional.empty() : Optional.of(key);
    }

    /** The key that a query finds, or an empty list. */
    private List<String> next(SqliteTable table, String query, List<String> parameters, WorkContext context) {
        context.cancellation().throwIfCancelled();
        synchronized (connection) {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                bind(statement, 1, table, parameters);
                try (ResultSet rows = statement.executeQuery()) {
                    List<String> key = new ArrayList<>();
                    if (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            key.add(String.valueOf(rows.getString(i)));
                        }
                    }
                    return key;
                }
            } catch (SQLException e) {
                throw SqliteErrors.of(
                        e,
                        "cutting \"" + table.table().name() + "\"",
                        table.table().name().toString());
            }
        }
    }

    /** Sets the values of a key; row numbers and whole numbers as numbers, since SQLite tells them from text. */
    private static int bind(PreparedStatement statement, int first, SqliteTable table, List<String> key)
            throws SQLException {
        int at = first;
        for (int i = 0; i < key.size(); i++) {
            boolean isText = table.isCutByKey()
                    && table.table()
                            .column(table.key().get(i))
                            .map(Table.Column::type)
                            .filter(type -> type.kind() == LogicalType.Kind.TEXT)
                            .isPresent();
            if (isText) {
                statement.setString(at++, key.get(i));
            } else {
                statement.setLong(at++, Long.parseLong(key.get(i)));
            }
        }
        return at;
    }

    /** The query for the rows of a piece, with all parameters set. */
    static PreparedStatement select(
            Connection connection,
            SqliteTable table,
            Dataset dataset,
            Partition partition,
            String condition,
            boolean twice)
            throws SQLException {
        StringBuilder query = new StringBuilder("SELECT ");
        query.append(dataset.columns().stream().map(c -> quote(c.name())).collect(Collectors.joining(", ")));
        if (twice) {
            for (Dataset.DataColumn column : dataset.columns()) {
                query.append(", CAST(").append(quote(column.name())).append(" AS BLOB)");
            }
        }
        query.append(" FROM ").append(table.quoted());
        KeyRange range = range(table, partition);
        query.append(" WHERE ").append(KeyRanges.condition(SqlDialect.SQLITE, range, c -> "?"));
        query.append(condition.isEmpty() ? "" : " AND " + condition);
        PreparedStatement statement = connection.prepareStatement(query.toString());
        try {
            int next = bind(statement, 1, table, range.from());
            bind(statement, next, table, range.to());
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static KeyRange range(SqliteTable table, Partition partition) {
        if (partition.locator().isEmpty()) {
            return partition.range();
        }
        Matcher rowid = ROWID.matcher(partition.locator());
        if (table.rowid().isEmpty() || !rowid.matches()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "database.bad-partition",
                            "the piece " + partition.number() + " of \"" + partition.dataset()
                                    + "\" was not cut from this table")
                    .subject(partition.dataset().toString())
                    .remedy("Plan again: the source has changed.")
                    .build();
        }
        return new KeyRange(
                List.of(table.rowid()),
                rowid.group(1).isEmpty() ? List.of() : List.of(rowid.group(1)),
                rowid.group(2).isEmpty() ? List.of() : List.of(rowid.group(2)));
    }

    /** Pieces by a row number that is no column of the dataset. */
    private static final class Renamed implements Cursor<Partition> {
        private final Cursor<Partition> pieces;

        Renamed(Cursor<Partition> pieces) {
            this.pieces = pieces;
        }

        @Override
        public boolean hasNext() {
            return pieces.hasNext();
        }

        @Override
        public Partition next() {
            Partition piece = pieces.next();
            if (KeyRanges.isAll(piece.range())) {
                return piece;
            }
            String locator = "rowid:" + String.join("", piece.range().from()) + ":"
                    + String.join("", piece.range().to());
            return new Partition(piece.dataset(), piece.number(), KeyRange.ALL, locator);
        }

        @Override
        public void close() {
            pieces.close();
        }
    }
}
