package io.godwit.db.postgres;

import io.godwit.db.postgres.PostgresCatalog.PostgresTable;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sums of rows made by the server: of the hashes that it has for partitioning, which are the same on every server, and of the hashes of
 * these, without which cells that were exchanged between rows would not show. The one stands in the upper half of the sum, the other in
 * the lower. Types whose hash depends on the server, or that have none, are hashed as text.
 */
final class PostgresDigest {
    private static final String FORM = "pg-rows-v1";
    /** The first with {@code hash_record_extended}. */
    private static final int OLDEST = 140_000;

    private static final BigInteger WHOLE = BigInteger.ONE.shiftLeft(128);
    /** What is shown by names that depend on where a table lies. */
    private static final Set<String> NAMES = Set.of(
            "regclass",
            "regtype",
            "regproc",
            "regprocedure",
            "regoper",
            "regoperator",
            "regconfig",
            "regdictionary",
            "regnamespace",
            "regrole",
            "regcollation");

    private PostgresDigest() {}

    static List<String> forms(int version) {
        return version >= OLDEST ? List.of(FORM) : List.of();
    }

    static boolean isPossible(PostgresTable table, Dataset dataset) {
        return dataset.columns().stream()
                .noneMatch(c -> table.table()
                        .column(c.name())
                        .filter(column -> NAMES.contains(column.nativeType().replace("[]", "")))
                        .isPresent());
    }

    /** Sums up what a {@code FROM} with its condition gives, in a transaction of the caller. */
    static ChunkSummary of(Connection connection, PostgresTable table, Dataset dataset, String from)
            throws SQLException {
        PostgresSession.execute(
                connection,
                "SET LOCAL extra_float_digits = 1; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle ="
                        + " 'postgres'; SET LOCAL TimeZone = 'UTC'; SET LOCAL bytea_output = 'hex'; SET LOCAL xmloption ="
                        + " 'content'");
        String row = dataset.columns().stream().map(PostgresDigest::hashed).collect(Collectors.joining(", "));
        String query = "SELECT count(*), coalesce(sum(h), 0), coalesce(sum(hashtextextended(h::text, 0)), 0)"
                + " FROM (SELECT hash_record_extended(ROW(" + row + "), 0) AS h" + from + ") AS hashed";
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows = statement.executeQuery(query)) {
                if (!rows.next()) {
                    throw new SQLException("a sum gives one row");
                }
                BigInteger high = whole(rows.getBigDecimal(2));
                BigInteger low = whole(rows.getBigDecimal(3));
                BigInteger sum = high.shiftLeft(64).add(low).mod(WHOLE);
                return new ChunkSummary(rows.getLong(1), 0, FORM + ":" + hexadecimal(sum));
            }
        }
    }

    private static BigInteger whole(BigDecimal number) {
        return number.toBigIntegerExact();
    }

    private static String hexadecimal(BigInteger sum) {
        String digits = sum.toString(16);
        return "0".repeat(32 - digits.length()) + digits;
    }

    private static String hashed(DataColumn column) {
        String name = PostgresSql.name(column.name());
        return switch (column.type().kind()) {
            case BOOLEAN, INTEGER, DECIMAL, FLOAT, TEXT, BYTES, DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE, UUID ->
                name;
            case ENUM, JSON, BITS, OTHER -> name + "::text";
        };
    }
}
