package io.godwit.db.postgres;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Table;
import io.godwit.spi.Table.CheckConstraint;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.ForeignKey.Action;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads the parts of tables from the catalogue, each sort of part with one query for all tables. One thread at a time. */
final class PostgresReader {
    private final Handle handle;
    private final Map<String, String> namespaces;

    /**
     * A reader.
     *
     * @param namespaces what schemas are called, where not by their own names
     */
    PostgresReader(Handle handle, Map<String, String> namespaces) {
        this.handle = handle;
        this.namespaces = namespaces;
    }

    DatasetName dataset(String schema, String name) {
        return new DatasetName(namespaces.getOrDefault(schema, schema), name);
    }

    /** The parts of tables, by the table's number. */
    record Parts(
            ListMultimap<Long, Column> columns,
            ListMultimap<Long, String> keys,
            ListMultimap<Long, Index> indexes,
            ListMultimap<Long, ForeignKey> foreignKeys,
            ListMultimap<Long, CheckConstraint> checks) {}

    private record Part<T>(long table, T part) {}

    Parts parts(List<Long> tables) {
        return new Parts(
                read(COLUMNS, tables, PostgresReader::column),
                read(KEYS, tables, row -> text(row, 2)),
                read(INDEXES, tables, PostgresReader::index),
                read(FOREIGN_KEYS, tables, this::foreignKey),
                read(CHECKS, tables, row -> new CheckConstraint(text(row, 2), text(row, 3))));
    }

    /** Reads one row. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> ListMultimap<Long, T> read(String query, List<Long> tables, Reading<T> reading) {
        ImmutableListMultimap.Builder<Long, T> found = ImmutableListMultimap.builder();
        if (!tables.isEmpty()) {
            handle.createQuery(query)
                    .bindArray("tables", Long.class, tables)
                    .map((row, context) -> new Part<>(row.getLong(1), reading.of(row)))
                    .forEach(part -> found.put(part.table, part.part));
        }
        return found.build();
    }

    Table table(long oid, DatasetName name, String comment, Parts parts) {
        return new Table(
                name,
                parts.columns.get(oid),
                parts.keys.get(oid),
                parts.indexes.get(oid),
                parts.foreignKeys.get(oid),
                parts.checks.get(oid),
                comment);
    }

    private static final String COLUMNS = """
        SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), b.typname,
               CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
               a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity, a.attgenerated,
               coalesce(col_description(a.attrelid, a.attnum), ''),
               (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum AS e
                 WHERE e.enumtypid = b.oid),
               s.next_value
          FROM pg_attribute AS a
          JOIN pg_type AS t ON t.oid = a.atttypid
          JOIN pg_type AS b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
          LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          LEFT JOIN LATERAL (
               SELECT CASE WHEN p.last_value IS NOT NULL THEN p.last_value + q.seqincrement
                           WHEN has_sequence_privilege(c.oid, 'SELECT') THEN
                             -- Not used since it was set: the value stands in the sequence alone.
                             substring(query_to_xml(format('SELECT last_value AS v FROM %I.%I', n.nspname, c.relname),
                                 false, true, '')::text FROM '<v>(-?[0-9]+)</v>')::bigint
                           ELSE q.seqstart END AS next_value
                 FROM pg_depend AS o JOIN pg_class AS c ON c.oid = o.objid AND c.relkind = 'S'
                 JOIN pg_namespace AS n ON n.oid = c.relnamespace
                 JOIN pg_sequence AS q ON q.seqrelid = c.oid
                 JOIN pg_sequences AS p ON p.schemaname = n.nspname AND p.sequencename = c.relname
                WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass
                  AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype IN ('a', 'i')
                ORDER BY c.oid LIMIT 1) AS s ON true
         WHERE a.attrelid = ANY (CAST(:tables AS oid[])) AND a.attnum > 0 AND NOT a.attisdropped
         ORDER BY a.attrelid, a.attnum\
        """;

    private static Column column(ResultSet row) throws SQLException {
        String shown = text(row, 3);
        List<String> values = texts(row.getArray(11));
        LogicalType type = PostgresTypes.of(text(row, 4), row.getInt(5), values, shown);
        String words = text(row, 7);
        boolean identity = !text(row, 8).isBlank();
        String generated = text(row, 9);
        long next = row.getLong(12);
        boolean counted = !row.wasNull();
        boolean computed = !generated.isBlank();
        boolean serial = counted && words.startsWith("nextval(");
        Generation generation = Generation.NONE;
        if (computed) {
            generation =
                    new Generation(generated.equals("v") ? Generation.Mode.VIRTUAL : Generation.Mode.STORED, words, 0);
        } else if (identity || serial) {
            generation = new Generation(Generation.Mode.IDENTITY, "", counted ? next : 1);
        }
        DefaultValue defaultValue = computed || serial ? DefaultValue.NONE : PostgresDefaultWords.read(words, type);
        return new Column(text(row, 2), type, shown, !row.getBoolean(6), defaultValue, generation, text(row, 10));
    }

    private static final String KEYS = """
        SELECT i.indrelid, a.attname
          FROM pg_index AS i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
          JOIN pg_attribute AS a ON true
         WHERE i.indisprimary AND i.indrelid = ANY (CAST(:tables AS oid[])) AND a.attrelid = i.indrelid AND a.attnum = k.attnum
           AND k.place <= i.indnkeyatts
         ORDER BY i.indrelid, k.place\
        """;

    private static final String INDEXES = """
        SELECT i.indrelid, c.relname, i.indisunique, m.amname, coalesce(pg_get_expr(i.indpred, i.indrelid), ''),
               x.conname IS NOT NULL,
               (SELECT array_agg(coalesce(CASE WHEN o.opcdefault THEN a.attname::text END, '') ORDER BY k.place)
                  FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
                  JOIN unnest(i.indclass::oid[]) WITH ORDINALITY AS u (opclass, place) ON u.place = k.place
                  JOIN pg_opclass AS o ON o.oid = u.opclass
                  LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum),
               (SELECT array_agg(pg_get_indexdef(i.indexrelid, k.place::int, false)
                         || CASE WHEN o.opcdefault THEN '' ELSE ' ' || quote_ident(o.opcname) END ORDER BY k.place)
                  FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
                  JOIN unnest(i.indclass::oid[]) WITH ORDINALITY AS u (opclass, place) ON u.place = k.place
                  JOIN pg_opclass AS o ON o.oid = u.opclass),
               (SELECT array_agg((n.option & 1)::text ORDER BY n.place)
                  FROM unnest(i.indoption::int2[]) WITH ORDINALITY AS n (option, place))
          FROM pg_index AS i
          JOIN pg_class AS c ON c.oid = i.indexrelid
          JOIN pg_am AS m ON m.oid = c.relam
          LEFT JOIN pg_constraint AS x ON x.conindid = i.indexrelid AND x.contype = 'u'
         WHERE NOT i.indisprimary AND NOT i.indisexclusion AND i.indisvalid AND i.indrelid = ANY (CAST(:tables AS oid[]))
         ORDER BY i.indrelid, c.relname\
        """;

    private static Index index(ResultSet row) throws SQLException {
        List<String> columns = texts(row.getArray(7));
        List<String> words = texts(row.getArray(8));
        List<String> descending = texts(row.getArray(9));
        List<IndexPart> parts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            boolean down = descending.get(i).equals("1");
            parts.add(
                    columns.get(i).isEmpty()
                            ? new IndexPart("", words.get(i), down, 0)
                            : new IndexPart(columns.get(i), "", down, 0));
        }
        String method = text(row, 4);
        return new Index(text(row, 2), row.getBoolean(3), parts, method.equals("btree") ? "" : method, text(row, 5));
    }

    private static final String FOREIGN_KEYS = """
        SELECT x.conrelid, x.conname, n.nspname, c.relname, x.confdeltype, x.confupdtype,
               (SELECT array_agg(a.attname::text ORDER BY k.place)
                  FROM unnest(x.conkey) WITH ORDINALITY AS k (attnum, place)
                  JOIN pg_attribute AS a ON a.attrelid = x.conrelid AND a.attnum = k.attnum),
               (SELECT array_agg(a.attname::text ORDER BY k.place)
                  FROM unnest(x.confkey) WITH ORDINALITY AS k (attnum, place)
                  JOIN pg_attribute AS a ON a.attrelid = x.confrelid AND a.attnum = k.attnum)
          FROM pg_constraint AS x
          JOIN pg_class AS c ON c.oid = x.confrelid
          JOIN pg_namespace AS n ON n.oid = c.relnamespace
         WHERE x.contype = 'f' AND x.conparentid = 0 AND x.conrelid = ANY (CAST(:tables AS oid[]))
         ORDER BY x.conrelid, x.conname\
        """;

    private ForeignKey foreignKey(ResultSet row) throws SQLException {
        return new ForeignKey(
                text(row, 2),
                texts(row.getArray(7)),
                dataset(text(row, 3), text(row, 4)),
                texts(row.getArray(8)),
                action(text(row, 5)),
                action(text(row, 6)));
    }

    private static Action action(String letter) {
        return switch (letter) {
            case "r" -> Action.RESTRICT;
            case "c" -> Action.CASCADE;
            case "n" -> Action.SET_NULL;
            case "d" -> Action.SET_DEFAULT;
            default -> Action.NO_ACTION;
        };
    }

    private static final String CHECKS = """
        SELECT conrelid, conname, pg_get_expr(conbin, conrelid) FROM pg_constraint
         WHERE contype = 'c' AND conrelid = ANY (CAST(:tables AS oid[])) ORDER BY conrelid, conname\
        """;

    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
