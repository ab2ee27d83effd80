package io.godwit.db.postgres;

import io.godwit.relational.SqlPool;
import io.godwit.spi.DatasetName;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.RelationalSchema.Sequence;
import io.godwit.spi.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * What there is in a database. Immutable.
 *
 * @param tables in order of their names
 * @param relations what they mean to every engine
 */
record PostgresCatalog(List<PostgresTable> tables, RelationalSchema relations) {
    static final String PRODUCT = "PostgreSQL";
    /** How the schemas that we make ourselves are told from others: by their comment. */
    static final String AREA_COMMENT = "Godwit area";

    /** Holds for what belongs to the database's users, and not to the server, to an extension or to us. */
    private static final String OF_USERS = """
        n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
         AND coalesce(obj_description(n.oid, 'pg_namespace'), '') NOT LIKE 'Godwit area%'
         AND NOT EXISTS (SELECT FROM pg_depend AS x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid
             AND x.deptype = 'e')
        """;

    /**
     * A table with what only PostgreSQL knows of it. Immutable.
     *
     * @param oid its number in the catalogue
     * @param schema the real name of its namespace
     * @param isPlain whether rows lie in pages of the table itself, so that it can be cut by them
     * @param isBinary whether the binary form of all its columns is the same on every server
     * @param rows about how many rows
     * @param bytes how large
     * @param table as every engine understands it
     */
    record PostgresTable(
            long oid, String schema, boolean isPlain, boolean isBinary, long rows, long bytes, Table table) {
        String quoted() {
            return PostgresSql.name(schema, table.name().name());
        }
    }

    /** Reads what is in all namespaces; the one connected to has no name. The connection is in a transaction. */
    static PostgresCatalog read(Connection connection) throws SQLException {
        String current = PostgresSession.one(connection, "SELECT coalesce(current_schema(), '')");
        // Names in the namespace that is connected to shall stand alone, and all others behind theirs.
        PostgresSession.execute(
                connection,
                "SELECT set_config('search_path', "
                        + (current.isEmpty() ? "''" : PostgresSql.literal(PostgresSql.name(current))) + ", true)");
        int version = Integer.parseInt(PostgresSession.one(connection, "SHOW server_version_num"));
        try (Handle handle = SqlPool.jdbi(connection)) {
            PostgresReader reader = new PostgresReader(handle, Map.of(current, ""));
            List<PostgresTable> tables = tables(reader, handle.createQuery(tablesWhere(OF_USERS)));
            return new PostgresCatalog(
                    tables,
                    new RelationalSchema(
                            PRODUCT,
                            tables.stream().map(PostgresTable::table).toList(),
                            sequences(handle, reader),
                            objects(handle, reader),
                            new PostgresDefinitions(connection, current, version).read()));
        }
    }

    /** Reads the tables of some namespaces, each under the name given for it. */
    static PostgresCatalog tablesOf(Connection connection, Map<String, String> namespaces) {
        try (Handle handle = SqlPool.jdbi(connection)) {
            Query query = handle.createQuery(tablesWhere("n.nspname = ANY (:schemas)"))
                    .bindArray("schemas", String.class, List.copyOf(namespaces.keySet()));
            List<PostgresTable> tables = tables(new PostgresReader(handle, namespaces), query);
            List<Table> relations = tables.stream().map(PostgresTable::table).toList();
            return new PostgresCatalog(tables, new RelationalSchema(PRODUCT, relations, List.of(), List.of()));
        }
    }

    private static String tablesWhere(String condition) {
        return """
            SELECT c.oid, n.nspname, c.relname, c.relkind = 'r', c.reltuples,
                   CASE WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(pg_table_size(p.relid)), 0) FROM pg_partition_tree(c.oid) AS p)
                        ELSE pg_table_size(c.oid) END,
                   coalesce(obj_description(c.oid, 'pg_class'), ''),
                   NOT EXISTS (SELECT FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
                     JOIN pg_type AS b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND b.typtype <> 'e'
                      AND (b.oid >= 10000 OR b.typsend = 0 OR b.typname LIKE '%reg%' OR b.typname LIKE '%tsquery' OR b.typtype NOT IN ('b', 'r', 'm')))
              FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
            """ + " AND " + condition + " ORDER BY n.nspname, c.relname";
    }

    private record Row(
            long oid,
            String schema,
            String name,
            boolean plain,
            long rows,
            long bytes,
            String comment,
            boolean binary) {}

    private static List<PostgresTable> tables(PostgresReader reader, Query query) {
        List<Row> rows = query.map((r, context) -> new Row(
                        r.getLong(1),
                        r.getString(2),
                        r.getString(3),
                        r.getBoolean(4),
                        Math.max(0, (long) r.getDouble(5)),
                        r.getLong(6),
                        r.getString(7),
                        r.getBoolean(8)))
                .list();
        PostgresReader.Parts parts = reader.parts(rows.stream().map(Row::oid).toList());
        List<PostgresTable> tables = new ArrayList<>();
        for (Row row : rows) {
            Table table = reader.table(row.oid, reader.dataset(row.schema, row.name), row.comment, parts);
            tables.add(new PostgresTable(row.oid, row.schema, row.plain, row.binary, row.rows, row.bytes, table));
        }
        return List.copyOf(tables);
    }

    private static List<Sequence> sequences(Handle handle, PostgresReader reader) {
        String query = """
            SELECT n.nspname, c.relname, coalesce(p.last_value + s.seqincrement, s.seqstart), s.seqincrement
              FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid
              JOIN pg_namespace AS n ON n.oid = c.relnamespace
              JOIN pg_sequences AS p ON p.schemaname = n.nspname AND p.sequencename = c.relname
             WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass
                       AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))
            """ + " AND " + OF_USERS + " ORDER BY 1, 2";
        return handle.createQuery(query)
                .map((r, context) ->
                        new Sequence(reader.dataset(r.getString(1), r.getString(2)), r.getLong(3), r.getLong(4)))
                .list();
    }

    private static List<NativeObject> objects(Handle handle, PostgresReader reader) {
        String views = """
            SELECT n.nspname, c.relname,
                   'CREATE ' || CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW '
                       || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || E' AS\\n'
                       || pg_get_viewdef(c.oid)
              FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('v', 'm')
            """ + " AND " + OF_USERS + " ORDER BY c.oid";
        String routines = """
            SELECT n.nspname, c.proname, pg_get_functiondef(c.oid)
              FROM pg_proc AS c JOIN pg_namespace AS n ON n.oid = c.pronamespace
             WHERE c.prokind IN ('f', 'p')
            """ + " AND " + OF_USERS.replace("'pg_class'", "'pg_proc'") + " ORDER BY" + " c.oid";
        String triggers = """
            SELECT n.nspname, t.tgname, pg_get_triggerdef(t.oid)
              FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
              JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE NOT t.tgisinternal
            """ + " AND " + OF_USERS + " ORDER BY t.oid";
        List<NativeObject> objects = new ArrayList<>();
        Map<String, NativeObject.Kind> kinds = new LinkedHashMap<>();
        kinds.put(routines, NativeObject.Kind.ROUTINE);
        kinds.put(views, NativeObject.Kind.VIEW);
        kinds.put(triggers, NativeObject.Kind.TRIGGER);
        kinds.forEach((query, kind) -> objects.addAll(handle.createQuery(query)
                .map((r, context) ->
                        new NativeObject(kind, reader.dataset(r.getString(1), r.getString(2)), r.getString(3)))
                .list()));
        return objects;
    }

    /** A table by its name, as far as it is in this catalogue. */
    Optional<PostgresTable> table(DatasetName name) {
        return tables.stream().filter(t -> t.table().name().equals(name)).findFirst();
    }

    /** The same with some of the tables only. */
    PostgresCatalog with(java.util.function.Predicate<DatasetName> wanted) {
        return new PostgresCatalog(
                tables.stream().filter(t -> wanted.test(t.table().name())).toList(), relations);
    }
}
