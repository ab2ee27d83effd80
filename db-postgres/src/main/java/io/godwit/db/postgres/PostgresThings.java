package io.godwit.db.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in a schema besides tables that stand for themselves, and how it is named where it is moved or dropped. */
final class PostgresThings {
    private PostgresThings() {}

    /**
     * Something in a schema. Immutable.
     *
     * @param catalog where it is listed, for instance {@code pg_proc}
     * @param oid its number there
     * @param kind as it stands behind ALTER and DROP
     * @param name its name; for a routine with the numbers of its arguments' types behind it
     * @param namespace the namespace that it is seen in
     */
    record Thing(String catalog, long oid, String kind, String name, String namespace) {
        Thing in(String other) {
            return new Thing(catalog, oid, kind, name, other);
        }
    }

    /** All in a schema that can be moved by itself: what belongs to a table goes with it. */
    private static final String ALL = """
        SELECT 'pg_class' AS catalog, c.oid::bigint AS oid, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN
               'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind,
               c.relname::text AS name, c.relnamespace AS schema
          FROM pg_class AS c
         WHERE (c.relkind IN ('v', 'm', 'r', 'p', 'f') OR c.relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend AS d
               WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                 AND d.deptype IN ('a', 'i')))
        UNION ALL
        SELECT 'pg_proc', p.oid::bigint, 'ROUTINE', p.proname || '(' || p.proargtypes::text || ')', p.pronamespace
          FROM pg_proc AS p WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass
               AND d.objid = p.oid AND d.deptype IN ('i', 'e'))
        UNION ALL
        SELECT 'pg_type', t.oid::bigint, 'TYPE', t.typname::text, t.typnamespace
          FROM pg_type AS t LEFT JOIN pg_class AS k ON k.oid = t.typrelid
         WHERE t.typtype IN ('e', 'd', 'r', 'm') OR k.relkind = 'c'
        UNION ALL
        SELECT 'pg_statistic_ext', s.oid::bigint, 'STATISTICS', s.stxname::text, s.stxnamespace
          FROM pg_statistic_ext AS s\
        """;

    private static final String FROM = "SELECT things.catalog, things.oid, things.kind, things.name FROM (" + ALL
            + ") AS things JOIN pg_namespace AS n ON n.oid = things.schema WHERE n.nspname = ?";

    /** All of a schema. */
    static List<Thing> of(Connection connection, String schema) throws SQLException {
        return query(connection, FROM + " ORDER BY things.catalog, things.oid", schema);
    }

    /** What has the place of a thing in another schema already; for tables and the like whatever has their name. */
    static @Nullable Thing find(Connection connection, String schema, Thing thing) throws SQLException {
        List<Thing> found = query(
                connection,
                FROM + " AND things.catalog = " + PostgresSql.literal(thing.catalog()) + " AND things.name = "
                        + PostgresSql.literal(thing.name()),
                schema);
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<Thing> query(Connection connection, String query, String schema) throws SQLException {
        List<Thing> things = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    things.add(new Thing(rows.getString(1), rows.getLong(2), rows.getString(3), rows.getString(4), ""));
                }
            }
        }
        return things;
    }

    /** A routine as it stands in a statement, by the name that {@link Thing} has for it. */
    static String routine(Connection connection, String schema, String name) throws SQLException {
        return PostgresSession.one(
                connection,
                "SELECT p.oid::regprocedure FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
                        + " WHERE n.nspname = " + PostgresSql.literal(schema)
                        + " AND p.proname || '(' || p.proargtypes::text || ')' = " + PostgresSql.literal(name));
    }

    /** Statements that drop all of some schemas; all tables in one, since they refer to each other. */
    static List<String> drops(Connection connection, List<String> schemas) throws SQLException {
        List<String> statements = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        for (String schema : schemas) {
            for (Thing thing : of(connection, schema)) {
                if (thing.kind().equals("TABLE")) {
                    tables.add(PostgresSql.name(schema, thing.name()));
                } else if (thing.kind().equals("ROUTINE")) {
                    statements.add("DROP ROUTINE " + routine(connection, schema, thing.name()));
                } else if (!isOfRange(connection, thing)) {
                    statements.add("DROP " + thing.kind() + " IF EXISTS " + PostgresSql.name(schema, thing.name()));
                }
            }
        }
        if (!tables.isEmpty()) {
            statements.add("DROP TABLE " + String.join(", ", tables));
        }
        return statements;
    }

    /** A type of many ranges goes with the type of one. */
    private static boolean isOfRange(Connection connection, Thing thing) throws SQLException {
        return thing.kind().equals("TYPE")
                && PostgresSession.one(connection, "SELECT typtype FROM pg_type WHERE oid = " + thing.oid())
                        .equals("m");
    }
}
