package io.godwit.db.postgres;

import io.godwit.relational.SqlErrors;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/**
 * What refers to tables from elsewhere, by their names, and is to go on referring to whatever has these names: views, and foreign keys of
 * other tables. A view keeps its number, owner, grants and all that depends on it; a key is made anew. Read before tables change places,
 * and made to follow after it. Immutable.
 */
final class PostgresFollowers {
    private static final String REFERS_TO_NOTHING = "23503";
    private static final String WRONG_OBJECT = "42809";
    private static final String NOT_VALID = " NOT VALID";

    private static final String VIEWS = """
        SELECT DISTINCT format('%I.%I', n.nspname, v.relname), 'CREATE OR REPLACE VIEW ' || format('%I.%I', n.nspname, v.relname)
               || coalesce(' WITH (' || array_to_string(v.reloptions, ', ') || ')', '') || ' AS ' || pg_get_viewdef(v.oid)
          FROM pg_depend AS d JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
          JOIN pg_class AS v ON v.oid = r.ev_class AND v.relkind = 'v' JOIN pg_namespace AS n ON n.oid = v.relnamespace
         WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY (CAST(? AS oid[])) AND d.deptype = 'n'
           AND v.oid <> ALL (CAST(? AS oid[])) ORDER BY 1\
        """;

    private static final String KEYS = """
        SELECT format('%I.%I', n.nspname, c.relname), quote_ident(x.conname), pg_get_constraintdef(x.oid)
          FROM pg_constraint AS x JOIN pg_class AS c ON c.oid = x.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
         WHERE x.contype = 'f' AND x.conparentid = 0 AND x.confrelid = ANY (CAST(? AS oid[]))
           AND x.conrelid <> ALL (CAST(? AS oid[])) ORDER BY 1, 2\
        """;

    private final List<View> views;
    private final List<Key> keys;

    private record View(String name, String statement) {}

    private record Key(String table, String name, String definition) {}

    private PostgresFollowers(List<View> views, List<Key> keys) {
        this.views = views;
        this.keys = keys;
    }

    /**
     * Reads what refers to some relations.
     *
     * @param connection in a transaction
     * @param tables numbers of those that are to be changed for others of their names
     * @param own numbers of all that changes its place with them, and needs not follow
     */
    static PostgresFollowers of(Connection connection, List<Long> tables, List<Long> own) throws SQLException {
        // Names are written with their schemas where these are not searched.
        String path = PostgresSession.one(connection, "SELECT current_setting('search_path')");
        PostgresSession.execute(connection, "SET LOCAL search_path = pg_catalog");
        List<View> views = new ArrayList<>();
        List<Key> keys = new ArrayList<>();
        try (PreparedStatement statement = statement(connection, VIEWS, tables, own);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                views.add(new View(rows.getString(1), rows.getString(2)));
            }
        }
        try (PreparedStatement statement = statement(connection, KEYS, tables, own);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                keys.add(new Key(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        PostgresSession.one(connection, "SELECT set_config('search_path', " + PostgresSql.literal(path) + ", true)");
        return new PostgresFollowers(List.copyOf(views), List.copyOf(keys));
    }

    private static PreparedStatement statement(Connection connection, String query, List<Long> tables, List<Long> own)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(query);
        statement.setArray(1, connection.createArrayOf("bigint", tables.toArray()));
        statement.setArray(2, connection.createArrayOf("bigint", own.toArray()));
        return statement;
    }

    /** What follows, for people. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        views.forEach(view -> names.add("the view " + view.name));
        keys.forEach(key -> names.add("the foreign key " + key.name + " of " + key.table));
        return names;
    }

    /** Lets go of what has the names now. To be called before it changes its place, so that nothing is checked on the way. */
    void letGo(Connection connection) throws SQLException {
        for (Key key : keys) {
            PostgresSession.execute(connection, "ALTER TABLE " + key.table + " DROP CONSTRAINT " + key.name);
        }
    }

    /** Makes all refer to what has the names now. */
    void follow(Connection connection, WorkContext context) throws SQLException {
        for (View view : views) {
            try {
                PostgresSession.execute(connection, view.statement);
            } catch (SQLException e) {
                throw cannot("the view " + view.name, e);
            }
        }
        for (Key key : keys) {
            try {
                add(connection, key, context);
            } catch (SQLException e) {
                throw cannot("the foreign key " + key.name + " of " + key.table, e);
            }
        }
    }

    /** Rows are held against the key also where they were not before: it may be the way back, on which they fit again. */
    private static void add(Connection connection, Key key, WorkContext context) throws SQLException {
        String head = "ALTER TABLE " + key.table + " ADD CONSTRAINT " + key.name + " ";
        boolean wasValid = !key.definition.endsWith(NOT_VALID);
        String definition =
                wasValid ? key.definition : key.definition.substring(0, key.definition.length() - NOT_VALID.length());
        Savepoint before = connection.setSavepoint();
        try {
            PostgresSession.execute(connection, head + definition + NOT_VALID);
        } catch (SQLException e) {
            if (!SqlErrors.state(e).equals(WRONG_OBJECT)) {
                throw e;
            }
            // Tables in partitions take only keys that hold.
            connection.rollback(before);
            PostgresSession.execute(connection, head + definition);
            return;
        }
        Savepoint unchecked = connection.setSavepoint();
        try {
            PostgresSession.execute(connection, "ALTER TABLE " + key.table + " VALIDATE CONSTRAINT " + key.name);
        } catch (SQLException e) {
            if (!SqlErrors.state(e).equals(REFERS_TO_NOTHING)) {
                throw e;
            }
            connection.rollback(unchecked);
            if (!wasValid) {
                return;
            }
            context.progress()
                    .report(Finding.warning(
                            "schema.foreign-key-not-valid",
                            key.table,
                            "rows refer to rows that are not there any more; the foreign key " + key.name
                                    + " holds for new rows only (NOT VALID)",
                            "Correct the rows, then ALTER TABLE ... VALIDATE CONSTRAINT."));
        }
    }

    private static MigrationException cannot(String what, SQLException failure) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.has-dependants",
                        what + " refers to a table that changes its place, and cannot follow it (SQLSTATE "
                                + SqlErrors.state(failure) + ")")
                .subject(what)
                .remedy("Drop it and make it anew later, or make it fit the table that comes; its owner has to be a"
                        + " role that this user is in. Nothing was changed.")
                .build();
    }
}
