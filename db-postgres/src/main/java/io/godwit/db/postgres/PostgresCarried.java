package io.godwit.db.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that belongs to a table which makes room, and goes over to the one that comes: a trigger, a policy, its place in a
 * publication. Immutable.
 *
 * @param isThere a query that finds it at the new table, where that brings its own
 * @param statement makes it there
 */
record PostgresCarried(String isThere, String statement) {
    private static final String QUERY = """
        SELECT format('SELECT 1 FROM pg_trigger WHERE tgrelid = %L::regclass AND tgname = %L', c.oid::regclass, t.tgname),
               pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE '; ALTER TABLE ' || c.oid::regclass
               || CASE t.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE REPLICA' END
               || ' TRIGGER ' || quote_ident(t.tgname) END
          FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
         WHERE NOT t.tgisinternal AND c.oid = ? AND NOT EXISTS (SELECT FROM pg_depend AS d
               WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.deptype IN ('P', 'S'))
        UNION ALL
        SELECT format('SELECT 1 FROM pg_policy WHERE polrelid = %L::regclass AND polname = %L', c.oid::regclass,
               p.polname), format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.polname, c.oid::regclass,
               CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, CASE p.polcmd WHEN 'r' THEN 'SELECT'
               WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
               (SELECT string_agg(CASE WHEN r.oid = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.oid)) END, ', ')
                  FROM unnest(p.polroles) AS r (oid)))
               || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
               || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
          FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid WHERE c.oid = ?
        UNION ALL
        SELECT format('SELECT 1 FROM pg_class WHERE oid = %L::regclass AND relrowsecurity', c.oid::regclass),
               'ALTER TABLE ' || c.oid::regclass || ' ENABLE ROW LEVEL SECURITY' || CASE WHEN c.relforcerowsecurity
               THEN ', FORCE ROW LEVEL SECURITY' ELSE '' END
          FROM pg_class AS c WHERE c.relrowsecurity AND c.oid = ?
        UNION ALL
        SELECT format('SELECT 1 FROM pg_publication_rel WHERE prrelid = %L::regclass AND prpubid = %s', c.oid::regclass,
               p.oid), format('ALTER PUBLICATION %I ADD TABLE %s', p.pubname, c.oid::regclass)
          FROM pg_publication_rel AS r JOIN pg_publication AS p ON p.oid = r.prpubid
          JOIN pg_class AS c ON c.oid = r.prrelid WHERE c.oid = ?
        """;

    /** What belongs to a table, by the name that it has now. */
    static List<PostgresCarried> of(Connection connection, long table) throws SQLException {
        List<PostgresCarried> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            for (int i = 1; i <= 4; i++) {
                statement.setLong(i, table);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new PostgresCarried(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return found;
    }

    /** Makes it at the table that has the name now, unless it is there. */
    void over(Connection connection) throws SQLException {
        if (PostgresSession.one(connection, isThere).isEmpty()) {
            PostgresSession.execute(connection, statement);
        }
    }
}
