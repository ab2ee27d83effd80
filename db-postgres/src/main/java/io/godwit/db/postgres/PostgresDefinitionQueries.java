package io.godwit.db.postgres;

/**
 * The queries by which PostgreSQL tells how it would make things. Each gives: what it is, its namespace and name, the tables that it
 * needs as an array of namespaces and names, and the statement.
 */
final class PostgresDefinitionQueries {
    private PostgresDefinitionQueries() {}

    private static final int PARENT_OF_TRIGGER = 130_000;
    private static final int COMPRESSION = 140_000;

    /** Holds for namespaces of users. */
    private static final String USERS = """
        n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
         AND coalesce(obj_description(n.oid, 'pg_namespace'), '') NOT LIKE 'Godwit area%'\
        """;

    /** Holds for what does not belong to an extension, and no routine or cast that a type brings along. */
    private static String own(String catalog, String oid) {
        return " AND NOT EXISTS (SELECT FROM pg_depend AS x WHERE x.classid = '" + catalog
                + "'::regclass AND x.objid = " + oid + " AND x.deptype IN ("
                + (catalog.equals("pg_proc") || catalog.equals("pg_cast") ? "'e', 'i'" : "'e'") + ")) ";
    }

    private static final String USER_CLASS = USERS + own("pg_class", "c.oid");
    private static final String SELF = "ARRAY[n.nspname, c.relname]::text[]";
    private static final String NOTHING = "ARRAY[]::text[]";

    static final String EXTENSIONS = """
        SELECT 'extension', n.nspname, e.extname, ARRAY[]::text[],
               'CREATE EXTENSION IF NOT EXISTS ' || quote_ident(e.extname)
               || CASE WHEN n.nspname = 'pg_catalog' THEN ''
                       WHEN n.nspname = current_schema() THEN ' SCHEMA FINAL'
                       ELSE ' SCHEMA ' || quote_ident(n.nspname) END
          FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
         WHERE e.extname <> 'plpgsql' ORDER BY e.oid\
        """;

    static final String TYPES = "SELECT kind, nspname, typname, ARRAY[]::text[], definition FROM ("
            + " SELECT t.oid, 'type' AS kind, n.nspname, t.typname,"
            + " 'CREATE TYPE ' || t.oid::regtype || ' AS ENUM (' || (SELECT string_agg(quote_literal(e.enumlabel), ', '"
            + " ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid) || ')' AS definition"
            + " FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND " + USERS
            + own("pg_type", "t.oid")
            + " UNION ALL SELECT t.oid, 'domain', n.nspname, t.typname, 'CREATE DOMAIN ' || t.oid::regtype || ' AS '"
            + " || format_type(t.typbasetype, t.typtypmod) || CASE WHEN t.typcollation <> b.typcollation THEN '"
            + " COLLATE ' || (SELECT quote_ident(k.nspname) || '.' || quote_ident(l.collname) FROM pg_collation AS l"
            + " JOIN pg_namespace AS k ON k.oid = l.collnamespace WHERE l.oid = t.typcollation) ELSE '' END ||"
            + " coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END ||"
            + " coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(x.conname) || ' ' ||"
            + " pg_get_constraintdef(x.oid), '' ORDER BY x.conname) FROM pg_constraint AS x WHERE x.contypid = t.oid"
            + " AND x.contype = 'c'), '') FROM pg_type AS t JOIN pg_type AS b ON b.oid = t.typbasetype JOIN"
            + " pg_namespace AS n ON n.oid = t.typnamespace WHERE t.typtype = 'd'"
            + " AND " + USERS + own("pg_type", "t.oid")
            + " UNION ALL SELECT t.oid, 'type', n.nspname, t.typname, 'CREATE TYPE ' || t.oid::regtype || ' AS (' ||"
            + " coalesce((SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ',"
            + " ' ORDER BY a.attnum) FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT"
            + " a.attisdropped), '') || ')' FROM pg_type AS t JOIN pg_class AS c ON c.oid = t.typrelid AND c.relkind ="
            + " 'c' JOIN pg_namespace AS n ON n.oid = t.typnamespace WHERE " + USERS + own("pg_type", "t.oid")
            + " UNION ALL SELECT t.oid, 'range type', n.nspname, t.typname, 'CREATE TYPE ' || t.oid::regtype || ' AS"
            + " RANGE (subtype = ' || r.rngsubtype::regtype || CASE WHEN r.rngcollation <> 0 AND r.rngcollation <> 100"
            + " THEN ', collation = ' || r.rngcollation::regcollation ELSE '' END || CASE WHEN r.rngsubdiff <> 0 THEN"
            + " ', subtype_diff = ' || r.rngsubdiff::regproc ELSE '' END || ')' FROM pg_type AS t JOIN pg_range AS r"
            + " ON r.rngtypid = t.oid JOIN pg_namespace"
            + " AS n"
            + " ON n.oid"
            + " = t.typnamespace"
            + " WHERE"
            + " " + USERS + own("pg_type", "t.oid") + ") AS types ORDER BY oid";

    static String routines(int version) {
        return "SELECT 'routine', n.nspname, p.proname, " + NOTHING + ","
                + " regexp_replace(pg_get_functiondef(p.oid), '^CREATE OR REPLACE ', 'CREATE '), p.oid::bigint"
                + " FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
                + " WHERE p.prokind IN ('f', 'p', 'w') AND " + USERS + own("pg_proc", "p.oid") + " ORDER BY p.oid";
    }

    /** The last column is the number of the view. */
    static final String VIEWS = "SELECT CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END, n.nspname,"
            + " c.relname, (SELECT array_agg(x ORDER BY o, p) FROM (SELECT DISTINCT tc.oid AS o, p, CASE p WHEN 1 THEN"
            + " tn.nspname ELSE tc.relname END::text AS x FROM pg_rewrite AS w JOIN pg_depend AS d ON d.classid ="
            + " 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass JOIN pg_class AS tc ON"
            + " tc.oid = d.refobjid AND tc.relkind IN ('r', 'p') AND NOT tc.relispartition JOIN pg_namespace AS tn ON"
            + " tn.oid = tc.relnamespace AND tn.nspname NOT LIKE 'pg\\_%' AND tn.nspname <> 'information_schema' CROSS"
            + " JOIN generate_series(1, 2) AS p WHERE w.ev_class = c.oid) AS s), 'CREATE ' || CASE c.relkind WHEN 'm' THEN"
            + " 'MATERIALIZED ' ELSE '' END || 'VIEW ' || c.oid::regclass || coalesce(' WITH (' ||"
            + " array_to_string(c.reloptions, ', ') || ')', '') || ' AS' || E'\\n"
            + "' || CASE c.relkind WHEN 'm' THEN rtrim(pg_get_viewdef(c.oid), ';') || CASE WHEN c.relispopulated THEN ''"
            + " ELSE ' WITH NO DATA' END ELSE pg_get_viewdef(c.oid) END, c.oid::bigint FROM pg_class AS c JOIN"
            + " pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND "
            + USER_CLASS + " ORDER BY c.oid";

    /** Who needs what: routines and views, with the relations and routines that stand in them. */
    static final String NEEDS = """
        SELECT DISTINCT w.ev_class::bigint, d.refobjid::bigint
          FROM pg_depend AS d JOIN pg_rewrite AS w ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
         WHERE d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass) AND d.deptype = 'n'
        UNION
        SELECT d.objid::bigint, d.refobjid::bigint FROM pg_depend AS d
         WHERE d.classid = 'pg_proc'::regclass AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass)
           AND d.deptype = 'n'
        UNION
        SELECT d.objid::bigint, c.oid::bigint FROM pg_depend AS d JOIN pg_type AS t ON t.oid = d.refobjid
          LEFT JOIN pg_type AS e ON e.oid = t.typelem
          JOIN pg_class AS c ON c.oid = coalesce(nullif(t.typrelid, 0), e.typrelid) AND c.relkind <> 'c'
         WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_type'::regclass\
        """;

    private static final String IDENTITY = " EXISTS (SELECT FROM pg_depend AS i WHERE i.classid = 'pg_class'::regclass"
            + " AND i.objid = c.oid AND i.refclassid = 'pg_class'::regclass AND i.deptype = 'i')";

    private static final String OPTIONS =
            " ' INCREMENT BY ' || s.seqincrement || ' MINVALUE ' || s.seqmin || ' MAXVALUE '"
                    + " || s.seqmax || ' START WITH ' || s.seqstart || ' CACHE ' || s.seqcache"
                    + " || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END";

    /** The table that owns a sequence goes with it. */
    private static final String OWNER = "coalesce((SELECT ARRAY[tn.nspname, tc.relname]::text[] FROM pg_depend AS o"
            + " JOIN pg_class AS tc ON tc.oid = o.refobjid JOIN pg_namespace AS tn ON tn.oid = tc.relnamespace"
            + " WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.refclassid = 'pg_class'::regclass"
            + " AND o.deptype IN ('a', 'i') LIMIT 1), ARRAY[]::text[])";

    static final String SEQUENCES = "SELECT 'sequence', n.nspname, c.relname, " + OWNER + ", 'CREATE ' || CASE"
            + " c.relpersistence WHEN 'u'"
            + " THEN 'UNLOGGED ' ELSE ''"
            + " END || 'SEQUENCE ' ||"
            + " c.oid::regclass || ' AS '"
            + " || format_type(s.seqtypid,"
            + " NULL) || " + OPTIONS
            + " FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_sequence AS s"
            + " ON s.seqrelid = c.oid WHERE NOT " + IDENTITY + " AND " + USER_CLASS + " ORDER BY c.oid";

    static String tables(int version) {
        String column = "quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)"
                + (version >= COMPRESSION
                        ? " || CASE a.attcompression WHEN 'p' THEN ' COMPRESSION pglz' WHEN 'l' THEN ' COMPRESSION lz4'"
                                + " ELSE '' END"
                        : "")
                + " || CASE WHEN a.attcollation <> y.typcollation AND a.attcollation <> 0 THEN ' COLLATE ' || (SELECT"
                + " quote_ident(k.nspname) || '.' || quote_ident(l.collname) FROM pg_collation AS l JOIN pg_namespace"
                + " AS k ON k.oid = l.collnamespace WHERE l.oid = a.attcollation) ELSE '' END || CASE WHEN"
                + " a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ')"
                + " STORED' WHEN a.attgenerated = 'v' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid)"
                + " || ') VIRTUAL' WHEN d.adbin IS NOT NULL AND a.attidentity = '' THEN ' DEFAULT ' ||"
                + " pg_get_expr(d.adbin, d.adrelid) ELSE '' END || CASE WHEN a.attidentity <> '' THEN ' GENERATED ' ||"
                + " CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY' ||"
                + " coalesce((SELECT ' (SEQUENCE NAME ' || q.oid::regclass || "
                + OPTIONS + " || ')' FROM pg_depend AS o JOIN pg_class AS q ON q.oid = o.objid JOIN pg_sequence AS s"
                + " ON s.seqrelid = q.oid WHERE o.classid = 'pg_class'::regclass AND o.refclassid ="
                + " 'pg_class'::regclass AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND"
                + " o.deptype = 'i'), '') ELSE '' END || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE ''"
                + " END";
        String columns = "(SELECT string_agg(" + column + ", E',\\n    ' ORDER BY a.attnum) FROM pg_attribute AS a"
                + " JOIN pg_type AS y ON y.oid = a.atttypid LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid"
                + " AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)";
        String checks =
                "(SELECT string_agg('CONSTRAINT ' || quote_ident(x.conname) || ' ' || pg_get_constraintdef(x.oid),"
                        + " E',\\n"
                        + "    ' ORDER BY x.conname) FROM pg_constraint AS x WHERE x.conrelid = c.oid AND x.contype = 'c'"
                        + " AND x.convalidated AND x.conislocal)";
        String parents =
                "(SELECT string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno) FROM pg_inherits AS h"
                        + " WHERE h.inhrelid = c.oid)";
        String head = "'CREATE ' || CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END || 'TABLE '"
                + " || c.oid::regclass";
        String tail = " || CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END"
                + " || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '')";
        // A partition counts as its table: it has no rows of its own to be moved.
        return "WITH RECURSIVE tree AS (SELECT c.oid, c.oid AS root, 0 AS depth FROM pg_class AS c WHERE c.relkind IN"
                + " ('r', 'p') AND NOT c.relispartition AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid)"
                + " UNION ALL SELECT h.inhrelid, CASE WHEN k.relispartition THEN t.root ELSE h.inhrelid END, t.depth + 1"
                + " FROM pg_inherits AS h JOIN tree AS t ON t.oid = h.inhparent JOIN pg_class AS k ON k.oid = h.inhrelid"
                + " WHERE k.relkind IN ('r', 'p')), placed AS (SELECT oid, max(depth) AS depth, min(root::bigint) AS root"
                + " FROM tree GROUP BY oid) SELECT CASE WHEN c.relispartition THEN 'partition' ELSE 'table' END,"
                + " n.nspname, c.relname, ARRAY[rn.nspname, rc.relname]::text[], CASE WHEN c.relispartition THEN "
                + head
                + " || ' PARTITION OF ' || " + parents + " || ' ' || pg_get_expr(c.relpartbound, c.oid)" + tail
                + " ELSE " + head + " || E' (\\n    ' || concat_ws(E',\\n    ', " + columns + ", " + checks
                + ") || E'\\n)'"
                + " || coalesce(' INHERITS (' || " + parents + " || ')', '')" + tail + " END FROM placed AS p JOIN"
                + " pg_class AS c ON c.oid ="
                + " p.oid JOIN pg_namespace AS n"
                + " ON n.oid = c.relnamespace"
                + " JOIN pg_class AS rc ON rc.oid"
                + " = p.root JOIN pg_namespace AS"
                + " rn ON rn.oid ="
                + " rc.relnamespace WHERE"
                + " c.relpersistence"
                + " <> 't'"
                + " AND " + USER_CLASS + " ORDER BY p.depth, c.oid";
    }

    static final String OWNED =
            "SELECT 'sequence owner', tn.nspname, tc.relname, ARRAY[tn.nspname, tc.relname]::text[], 'ALTER SEQUENCE '"
                    + " || c.oid::regclass || ' OWNED BY ' || tc.oid::regclass || '.' || quote_ident(a.attname) FROM"
                    + " pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_depend AS o ON o.classid ="
                    + " 'pg_class'::regclass AND o.objid = c.oid AND o.refclassid = 'pg_class'::regclass AND o.deptype ="
                    + " 'a' JOIN pg_class AS tc ON tc.oid = o.refobjid JOIN pg_namespace AS tn ON tn.oid = tc.relnamespace"
                    + " JOIN pg_attribute AS a ON a.attrelid = tc.oid AND a.attnum = o.refobjsubid WHERE c.relkind = 'S'"
                    + " AND " + USER_CLASS + " ORDER BY c.oid";

    static String storage(int version) {
        return "SELECT 'column storage', n.nspname, c.relname, " + SELF + ", 'ALTER TABLE ONLY ' || c.oid::regclass ||"
                + " ' ALTER COLUMN ' || quote_ident(a.attname)"
                + " || CASE WHEN a.attstorage <> y.typstorage"
                + " THEN ' SET STORAGE ' || CASE a.attstorage"
                + " WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN"
                + " 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE"
                + " 'EXTENDED' END ELSE ' SET STATISTICS ' ||"
                + " a.attstattarget END FROM pg_attribute AS a"
                + " JOIN pg_class AS c ON c.oid = a.attrelid"
                + " JOIN pg_namespace AS n ON n.oid ="
                + " c.relnamespace JOIN pg_type AS y ON y.oid"
                + " = a.atttypid WHERE c.relkind IN ('r', 'p')"
                + " AND NOT c.relispartition AND a.attnum > 0"
                + " AND NOT a.attisdropped AND (a.attstorage"
                + " <> y.typstorage OR a.attstattarget >= 0)"
                + " AND " + USER_CLASS + " ORDER BY c.oid, a.attnum";
    }

    /** The table that something counts as; for a partition that which it is a part of. */
    private static final String ROOT = "(WITH RECURSIVE up AS (SELECT c.oid AS oid UNION ALL SELECT h.inhparent FROM"
            + " pg_inherits AS h JOIN up ON up.oid = h.inhrelid JOIN pg_class AS k ON k.oid = h.inhrelid"
            + " WHERE k.relispartition) SELECT ARRAY[rn.nspname, rc.relname]::text[] FROM up JOIN pg_class AS rc"
            + " ON rc.oid = up.oid AND NOT rc.relispartition JOIN pg_namespace AS rn ON rn.oid = rc.relnamespace)";

    static final String KEYS = "SELECT CASE x.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique key' ELSE"
            + " 'exclusion' END, n.nspname, c.relname, " + ROOT + ", 'ALTER TABLE ONLY ' || c.oid::regclass ||"
            + " ' ADD CONSTRAINT ' || quote_ident(x.conname) || ' ' || pg_get_constraintdef(x.oid)"
            + " FROM pg_constraint AS x JOIN pg_class AS c ON c.oid = x.conrelid JOIN pg_namespace AS n"
            + " ON n.oid = c.relnamespace WHERE x.contype IN ('p', 'u', 'x') AND " + USER_CLASS
            + " ORDER BY c.oid, x.contype <> 'p', x.conname";

    private static String indexes(String kinds) {
        return "SELECT 'index', n.nspname, c.relname, " + ROOT + ", pg_get_indexdef(i.indexrelid)"
                + " FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_namespace AS n"
                + " ON n.oid = c.relnamespace WHERE c.relkind IN (" + kinds
                + ") AND NOT EXISTS (SELECT FROM pg_constraint"
                + " AS x WHERE x.conindid = i.indexrelid AND x.contype IN ('p', 'u', 'x')) AND " + USER_CLASS
                + " ORDER BY c.oid, i.indexrelid";
    }

    static final String INDEXES = indexes("'r', 'p'");

    static final String VIEW_INDEXES = indexes("'m'").replace(ROOT, NOTHING);

    static final String UNPROVEN_CHECKS = "SELECT 'check', n.nspname, c.relname, " + SELF + ", 'ALTER TABLE ' ||"
            + " c.oid::regclass || ' ADD"
            + " CONSTRAINT ' ||"
            + " quote_ident(x.conname)"
            + " || ' ' ||"
            + " pg_get_constraintdef(x.oid)"
            + " FROM pg_constraint AS x"
            + " JOIN pg_class AS c ON"
            + " c.oid = x.conrelid JOIN"
            + " pg_namespace AS n ON"
            + " n.oid = c.relnamespace"
            + " WHERE x.contype = 'c'"
            + " AND NOT x.convalidated"
            + " AND x.conislocal AND "
            + USER_CLASS + " ORDER BY c.oid, x.conname";

    static final String CLUSTERED = "SELECT kind, nspname, relname, tables, definition FROM (SELECT 'order' AS kind,"
            + " n.nspname, c.relname, " + ROOT + " AS tables, 'ALTER TABLE ' || c.oid::regclass || ' CLUSTER ON '"
            + " || quote_ident(ic.relname) AS definition FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid"
            + " JOIN pg_class AS ic ON ic.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            + " WHERE i.indisclustered AND c.relkind = 'r' AND " + USER_CLASS
            + " UNION ALL SELECT 'replica identity', n.nspname, c.relname, " + ROOT + ", 'ALTER TABLE ONLY '"
            + " || c.oid::regclass || ' REPLICA IDENTITY ' || CASE c.relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN"
            + " 'FULL' ELSE 'USING INDEX ' || (SELECT quote_ident(ic.relname) FROM pg_index AS i JOIN pg_class AS ic"
            + " ON ic.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisreplident) END FROM pg_class AS c"
            + " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND c.relreplident IN"
            + " ('n', 'f', 'i') AND " + USER_CLASS + ") AS settings WHERE definition IS NOT NULL";

    static final String STATISTICS = "SELECT 'statistics', n.nspname, c.relname, " + ROOT + ","
            + " pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext AS s JOIN pg_class AS c ON c.oid = s.stxrelid"
            + " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE " + USER_CLASS + " ORDER BY s.oid";

    static final String ANALYZE = "SELECT 'analysis', n.nspname, c.relname, " + SELF + ", 'ANALYZE ' || c.oid::regclass"
            + " FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')"
            + " AND NOT c.relispartition AND c.relpersistence <> 't' AND " + USER_CLASS + " ORDER BY c.oid";

    static final String ATTACHED = "SELECT 'index part', n.nspname, c.relname, " + ROOT + ", 'ALTER INDEX '"
            + " || h.inhparent::regclass || ' ATTACH PARTITION ' || h.inhrelid::regclass FROM pg_inherits AS h"
            + " JOIN pg_index AS i ON i.indexrelid = h.inhrelid JOIN pg_class AS c ON c.oid = i.indrelid"
            + " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE " + USER_CLASS + " ORDER BY h.inhrelid DESC";

    static final String FOREIGN_KEYS = "SELECT 'foreign key', n.nspname, c.relname, " + ROOT + " || ARRAY[tn.nspname,"
            + " tc.relname]::text[],"
            + " 'ALTER TABLE ' ||"
            + " CASE c.relkind WHEN"
            + " 'p' THEN '' ELSE"
            + " 'ONLY ' END ||"
            + " c.oid::regclass || '"
            + " ADD CONSTRAINT ' ||"
            + " quote_ident(x.conname)"
            + " || ' ' ||"
            + " pg_get_constraintdef(x.oid)"
            + " FROM pg_constraint AS"
            + " x JOIN pg_class AS c"
            + " ON c.oid = x.conrelid"
            + " JOIN pg_namespace AS"
            + " n ON n.oid ="
            + " c.relnamespace JOIN"
            + " pg_class AS tc ON"
            + " tc.oid = x.confrelid"
            + " JOIN pg_namespace AS"
            + " tn ON tn.oid ="
            + " tc.relnamespace WHERE"
            + " x.contype = 'f' AND"
            + " x.conparentid"
            + " = 0 AND"
            + " " + USER_CLASS
            + " ORDER BY c.oid, x.conname";

    static final String RULES = "SELECT 'rule', n.nspname, c.relname, CASE WHEN c.relkind IN ('r', 'p') THEN " + ROOT
            + " ELSE " + NOTHING + " END, pg_get_ruledef(w.oid) FROM pg_rewrite AS w JOIN pg_class AS c ON c.oid ="
            + " w.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE w.rulename <>"
            + " '_RETURN' AND "
            + USER_CLASS + " ORDER BY w.oid";

    static String triggers(int version) {
        String whole = "NOT t.tgisinternal" + (version >= PARENT_OF_TRIGGER ? " AND t.tgparentid = 0" : "");
        String tables = "CASE WHEN c.relkind IN ('r', 'p') THEN " + ROOT + " ELSE " + NOTHING + " END";
        return "SELECT kind, nspname, name, tables, definition FROM (SELECT t.oid, 0 AS part, 'trigger' AS kind,"
                + " n.nspname, t.tgname AS name, " + tables + " AS tables, pg_get_triggerdef(t.oid) AS definition"
                + " FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n"
                + " ON n.oid = c.relnamespace WHERE " + whole + " AND " + USER_CLASS
                + " UNION ALL SELECT t.oid, 1, 'trigger', n.nspname, t.tgname, " + tables + ", 'ALTER TABLE ' ||"
                + " c.oid::regclass || CASE"
                + " t.tgenabled WHEN 'D'"
                + " THEN ' DISABLE' WHEN 'A'"
                + " THEN ' ENABLE ALWAYS'"
                + " ELSE ' ENABLE REPLICA'"
                + " END || ' TRIGGER ' ||"
                + " quote_ident(t.tgname)"
                + " FROM pg_trigger AS t"
                + " JOIN pg_class AS c ON"
                + " c.oid = t.tgrelid JOIN"
                + " pg_namespace AS n ON"
                + " n.oid = c.relnamespace"
                + " WHERE " + whole
                + " AND t.tgenabled <> 'O' AND " + USER_CLASS + ") AS triggers ORDER BY oid, part";
    }

    static final String ROW_SECURITY = "SELECT 'row security', n.nspname, c.relname, " + SELF + ", 'ALTER TABLE '"
            + " || c.oid::regclass || CASE WHEN c.relrowsecurity THEN ' ENABLE ROW LEVEL SECURITY' ELSE"
            + " ' DISABLE ROW LEVEL SECURITY' END || CASE WHEN c.relforcerowsecurity THEN ', FORCE ROW LEVEL SECURITY'"
            + " ELSE '' END FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE (c.relrowsecurity"
            + " OR c.relforcerowsecurity) AND c.relkind IN ('r', 'p') AND " + USER_CLASS + " ORDER BY c.oid";

    static final String POLICIES = "SELECT 'policy', n.nspname, c.relname, " + SELF + ", 'CREATE POLICY ' ||"
            + " quote_ident(p.polname) || ' ON"
            + " ' || c.oid::regclass || CASE"
            + " WHEN p.polpermissive THEN ''"
            + " ELSE ' AS RESTRICTIVE' END ||"
            + " ' FOR ' || CASE p.polcmd WHEN"
            + " 'r' THEN 'SELECT' WHEN 'a'"
            + " THEN 'INSERT' WHEN 'w' THEN"
            + " 'UPDATE' WHEN 'd' THEN"
            + " 'DELETE' ELSE 'ALL' END || '"
            + " TO ' || (SELECT"
            + " string_agg(CASE WHEN r.oid = 0"
            + " THEN 'PUBLIC' ELSE"
            + " quote_ident(pg_get_userbyid(r.oid))"
            + " END, ', ') FROM"
            + " unnest(p.polroles) AS r (oid))"
            + " || coalesce(' USING (' ||"
            + " pg_get_expr(p.polqual,"
            + " p.polrelid) || ')', '') ||"
            + " coalesce(' WITH CHECK (' ||"
            + " pg_get_expr(p.polwithcheck,"
            + " p.polrelid) || ')', '') FROM"
            + " pg_policy AS p JOIN pg_class"
            + " AS c ON c.oid = p.polrelid"
            + " JOIN pg_namespace AS n ON"
            + " n.oid"
            + " = c.relnamespace"
            + " WHERE"
            + " " + USER_CLASS + " ORDER BY p.oid";

    static final String COMMENTS = "SELECT 'comment', nspname, relname, tables, 'COMMENT ON ' || target || ' IS '"
            + " || quote_literal(description) FROM ("
            + "SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('r', 'p') THEN " + ROOT + " ELSE " + NOTHING
            + " END AS tables, CASE WHEN d.objsubid > 0 THEN 'COLUMN ' || c.oid::regclass || '.' ||"
            + " quote_ident(a.attname) ELSE CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW '"
            + " WHEN 'S' THEN 'SEQUENCE ' WHEN 'c' THEN 'TYPE ' ELSE 'TABLE ' END || c.oid::regclass END AS target,"
            + " d.description FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid AND d.classoid ="
            + " 'pg_class'::regclass JOIN pg_namespace AS n ON n.oid = c.relnamespace LEFT JOIN pg_attribute AS a ON"
            + " a.attrelid = c.oid AND a.attnum = d.objsubid WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S',"
            + " 'c') AND " + USER_CLASS
            + " UNION ALL SELECT n.nspname, ic.relname, " + ROOT + ", 'INDEX ' || ic.oid::regclass, d.description FROM"
            + " pg_description AS d JOIN pg_class AS ic ON ic.oid"
            + " = d.objoid AND d.classoid = 'pg_class'::regclass"
            + " JOIN pg_index AS i ON i.indexrelid = ic.oid JOIN"
            + " pg_class AS c ON c.oid = i.indrelid AND c.relkind"
            + " IN ('r', 'p') JOIN pg_namespace AS n ON n.oid ="
            + " c.relnamespace WHERE " + USER_CLASS
            + " UNION ALL SELECT n.nspname, c.relname, " + ROOT + ", 'CONSTRAINT ' || quote_ident(x.conname) || ' ON '"
            + " || c.oid::regclass, d.description FROM pg_description AS d JOIN pg_constraint AS x ON x.oid = d.objoid"
            + " AND d.classoid = 'pg_constraint'::regclass JOIN pg_class AS c ON c.oid = x.conrelid"
            + " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE " + USER_CLASS
            + " UNION ALL SELECT n.nspname, t.tgname, CASE WHEN c.relkind IN ('r', 'p') THEN " + ROOT + " ELSE "
            + NOTHING
            + " END, 'TRIGGER ' || quote_ident(t.tgname) || ' ON ' || c.oid::regclass, d.description FROM"
            + " pg_description AS d JOIN pg_trigger AS t ON t.oid = d.objoid AND d.classoid = 'pg_trigger'::regclass"
            + " JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE "
            + USER_CLASS
            + " UNION ALL SELECT n.nspname, p.proname, " + NOTHING
            + ", 'ROUTINE ' || p.oid::regprocedure, d.description"
            + " FROM pg_description AS d JOIN pg_proc AS p ON p.oid = d.objoid AND d.classoid = 'pg_proc'::regclass"
            + " JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p', 'w') AND " + USERS
            + own("pg_proc", "p.oid")
            + " UNION ALL SELECT n.nspname, t.typname, " + NOTHING
            + ", CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE '"
            + " END || t.oid::regtype, d.description FROM pg_description AS d JOIN pg_type AS t ON t.oid = d.objoid"
            + " AND d.classoid = 'pg_type'::regclass JOIN pg_namespace AS n ON n.oid = t.typnamespace"
            + " WHERE t.typtype IN ('e', 'd', 'r') AND " + USERS + own("pg_type", "t.oid") + ") AS comments";

    private static final String TO = " || ' TO ' || CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE"
            + " quote_ident(pg_get_userbyid(g.grantee)) END || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE ''"
            + " END";

    static final String GRANTS =
            "SELECT 'grant', nspname, relname, tables, definition FROM (SELECT 1 AS part, n.nspname,"
                    + " c.relname, CASE WHEN c.relkind IN ('r', 'p') THEN " + ROOT + " WHEN c.relkind = 'S' THEN "
                    + OWNER + " ELSE "
                    + NOTHING
                    + " END AS tables, 'GRANT ' || g.privilege_type || ' ON ' || CASE c.relkind WHEN 'S' THEN"
                    + " 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass" + TO
                    + " AS definition FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace,"
                    + " aclexplode(c.relacl) AS g WHERE g.grantee <> c.relowner AND c.relkind IN ('r', 'p', 'v', 'm',"
                    + " 'S') AND " + USER_CLASS
                    + " UNION ALL SELECT 2, n.nspname, c.relname, CASE WHEN c.relkind IN ('r', 'p') THEN " + ROOT
                    + " ELSE "
                    + NOTHING + " END, 'GRANT ' || g.privilege_type || ' (' || quote_ident(a.attname) || ') ON TABLE '"
                    + " || c.oid::regclass" + TO + " FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
                    + " JOIN pg_namespace AS n ON n.oid = c.relnamespace,"
                    + " aclexplode(a.attacl) AS g WHERE NOT a.attisdropped AND g.grantee"
                    + " <> c.relowner AND " + USER_CLASS
                    + " UNION ALL SELECT 0, n.nspname, p.proname, " + NOTHING
                    + ", 'REVOKE ALL ON ROUTINE ' || p.oid::regprocedure || ' FROM PUBLIC' FROM pg_proc AS p JOIN"
                    + " pg_namespace AS n ON n.oid = p.pronamespace WHERE p.proacl IS NOT NULL AND NOT EXISTS (SELECT"
                    + " FROM aclexplode(p.proacl) AS g WHERE g.grantee = 0) AND"
                    + " p.prokind IN ('f', 'p',"
                    + " 'w')"
                    + " AND " + USERS + own("pg_proc", "p.oid")
                    + " UNION ALL SELECT 3, n.nspname, p.proname, " + NOTHING
                    + ", 'GRANT ' || g.privilege_type || ' ON ROUTINE '"
                    + " || p.oid::regprocedure" + TO
                    + " FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace,"
                    + " aclexplode(p.proacl) AS g WHERE g.grantee <> p.proowner AND g.grantee <> 0"
                    + " AND p.prokind IN ('f', 'p', 'w') AND " + USERS + own("pg_proc", "p.oid")
                    + " UNION ALL SELECT 4, n.nspname, t.typname, " + NOTHING
                    + ", 'GRANT ' || g.privilege_type || ' ON TYPE '"
                    + " || t.oid::regtype" + TO + " FROM pg_type AS t JOIN pg_namespace AS n ON n.oid ="
                    + " t.typnamespace, aclexplode(t.typacl) AS g WHERE t.typtype IN ('e',"
                    + " 'd', 'r') AND g.grantee <>"
                    + " t.typowner AND g.grantee <> 0"
                    + " AND " + USERS + own("pg_type", "t.oid")
                    + ") AS grants ORDER BY part, nspname, relname, definition";

    /** What is there and cannot be moved: it has no statement. */
    static final String LEFT = "SELECT kind, nspname, name, ARRAY[]::text[], '' FROM ("
            + "SELECT 'aggregate' AS kind, n.nspname, p.proname AS name FROM pg_proc AS p JOIN pg_namespace AS n"
            + " ON n.oid = p.pronamespace WHERE p.prokind = 'a' AND " + USERS + own("pg_proc", "p.oid")
            + " UNION ALL SELECT 'operator', n.nspname, o.oprname FROM pg_operator AS o JOIN pg_namespace AS n"
            + " ON n.oid = o.oprnamespace WHERE " + USERS + own("pg_operator", "o.oid")
            + " UNION ALL SELECT 'operator class', n.nspname, o.opcname FROM pg_opclass AS o JOIN pg_namespace AS n"
            + " ON n.oid = o.opcnamespace WHERE " + USERS + own("pg_opclass", "o.oid")
            + " UNION ALL SELECT 'collation', n.nspname, o.collname FROM pg_collation AS o JOIN pg_namespace AS n"
            + " ON n.oid = o.collnamespace WHERE " + USERS + own("pg_collation", "o.oid")
            + " UNION ALL SELECT 'text search configuration', n.nspname, o.cfgname FROM pg_ts_config AS o"
            + " JOIN pg_namespace AS n ON n.oid = o.cfgnamespace WHERE " + USERS + own("pg_ts_config", "o.oid")
            + " UNION ALL SELECT 'text search dictionary', n.nspname, o.dictname FROM pg_ts_dict AS o"
            + " JOIN pg_namespace AS n ON n.oid = o.dictnamespace WHERE " + USERS + own("pg_ts_dict", "o.oid")
            + " UNION ALL SELECT 'foreign table', n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n"
            + " ON n.oid = c.relnamespace WHERE c.relkind = 'f' AND " + USER_CLASS
            + " UNION ALL SELECT 'base type', n.nspname, t.typname FROM pg_type AS t JOIN pg_namespace AS n"
            + " ON n.oid = t.typnamespace WHERE t.typtype = 'b' AND t.typelem = 0 AND " + USERS
            + own("pg_type", "t.oid")
            + " UNION ALL SELECT 'foreign server', '', s.srvname FROM pg_foreign_server AS s"
            + " UNION ALL SELECT 'event trigger', '', e.evtname FROM pg_event_trigger AS e WHERE true"
            + own("pg_event_trigger", "e.oid")
            + " UNION ALL SELECT 'publication', '', p.pubname FROM pg_publication AS p UNION ALL SELECT 'cast', '',"
            + " format_type(k.castsource, NULL) || ' to ' || format_type(k.casttarget, NULL) FROM pg_cast AS k WHERE"
            + " k.oid >= 16384" + own("pg_cast", "k.oid")
            + " UNION ALL SELECT 'large object', '', m.oid::text FROM pg_largeobject_metadata AS m"
            + " UNION ALL SELECT 'default privilege', coalesce(n.nspname, ''), pg_get_userbyid(a.defaclrole)"
            + " FROM pg_default_acl AS a LEFT JOIN pg_namespace AS n ON n.oid = a.defaclnamespace) AS others"
            + " ORDER BY 1, 2, 3";

    /** Sequences with their tables and columns, an empty column where they stand alone. */
    static final String COUNTERS = "SELECT c.oid::regclass::text, coalesce(tn.nspname, n.nspname), coalesce(tc.relname,"
            + " c.relname), coalesce(a.attname, ''), s.seqincrement > 0, coalesce(tc.oid::regclass::text, '')"
            + " FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_sequence AS s"
            + " ON s.seqrelid = c.oid LEFT JOIN (pg_depend AS o JOIN pg_class AS tc ON tc.oid = o.refobjid"
            + " JOIN pg_namespace AS tn ON tn.oid = tc.relnamespace JOIN pg_attribute AS a ON a.attrelid = tc.oid"
            + " AND a.attnum = o.refobjsubid AND a.atttypid IN (20, 21, 23)) ON o.classid = 'pg_class'::regclass"
            + " AND o.objid = c.oid AND o.refclassid = 'pg_class'::regclass AND o.deptype IN ('a', 'i')"
            + " WHERE c.relkind = 'S' AND " + USER_CLASS + " ORDER BY c.oid";
}
