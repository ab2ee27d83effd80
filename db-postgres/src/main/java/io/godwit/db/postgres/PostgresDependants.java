package io.godwit.db.postgres;

/** Finds what outside of some relations refers to them, and what of theirs a new table would not have. */
final class PostgresDependants {
    private PostgresDependants() {}

    /**
     * One text a row. The parameter is an array of the relations' numbers; what belongs to them (their row types, their sequences)
     * counts with them.
     */
    static final String QUERY = """
            WITH moved AS (SELECT unnest(?::bigint[])::oid AS oid),
            owned AS (
              SELECT 'pg_class'::regclass AS classid, oid FROM moved
              UNION SELECT 'pg_type'::regclass, t.oid FROM pg_type AS t JOIN moved AS m ON t.typrelid = m.oid
              UNION SELECT 'pg_type'::regclass, a.oid FROM pg_type AS t JOIN moved AS m ON t.typrelid = m.oid
                JOIN pg_type AS a ON a.oid = t.typarray
              UNION SELECT d.classid::regclass, d.objid FROM pg_depend AS d JOIN moved AS m ON d.refobjid = m.oid
                AND d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')),
            referring AS (
              SELECT DISTINCT d.classid, d.objid,
                CASE d.classid
                  WHEN 'pg_class'::regclass THEN d.objid
                  WHEN 'pg_rewrite'::regclass THEN (SELECT ev_class FROM pg_rewrite WHERE oid = d.objid)
                  WHEN 'pg_constraint'::regclass THEN (SELECT conrelid FROM pg_constraint WHERE oid = d.objid)
                  WHEN 'pg_attrdef'::regclass THEN (SELECT adrelid FROM pg_attrdef WHERE oid = d.objid)
                  WHEN 'pg_policy'::regclass THEN (SELECT polrelid FROM pg_policy WHERE oid = d.objid)
                  WHEN 'pg_trigger'::regclass THEN (SELECT tgrelid FROM pg_trigger WHERE oid = d.objid)
                END AS relation
              FROM pg_depend AS d JOIN owned AS o ON d.refclassid = o.classid AND d.refobjid = o.oid
              WHERE d.deptype = 'n')
            SELECT pg_describe_object(classid, objid, 0) FROM referring
             WHERE NOT EXISTS (SELECT FROM owned WHERE owned.oid = coalesce(referring.relation, 0))
               AND NOT EXISTS (SELECT FROM owned WHERE owned.oid = referring.objid)
            UNION
            SELECT 'inheritance of ' || i.inhrelid::regclass::text FROM pg_inherits AS i
             WHERE i.inhparent IN (SELECT oid FROM moved) AND i.inhrelid NOT IN (SELECT oid FROM moved)
               AND NOT (SELECT relispartition FROM pg_class WHERE oid = i.inhrelid)
            UNION
            SELECT 'partition of ' || i.inhparent::regclass::text FROM pg_inherits AS i
             WHERE i.inhrelid IN (SELECT oid FROM moved)
            UNION
            SELECT 'trigger ' || quote_ident(t.tgname) || ' on ' || t.tgrelid::regclass::text FROM pg_trigger AS t
             WHERE NOT t.tgisinternal AND t.tgrelid IN (SELECT oid FROM moved)
            UNION
            SELECT 'policy ' || quote_ident(p.polname) || ' on ' || p.polrelid::regclass::text FROM pg_policy AS p
             WHERE p.polrelid IN (SELECT oid FROM moved)
            UNION
            SELECT 'row security of ' || c.oid::regclass::text FROM pg_class AS c
             WHERE c.relrowsecurity AND c.oid IN (SELECT oid FROM moved)
            UNION
            SELECT 'publication ' || quote_ident(p.pubname) || ' of ' || r.prrelid::regclass::text
              FROM pg_publication_rel AS r JOIN pg_publication AS p ON p.oid = r.prpubid
             WHERE r.prrelid IN (SELECT oid FROM moved)
             ORDER BY 1""";
}
