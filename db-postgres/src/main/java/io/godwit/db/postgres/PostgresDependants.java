package io.godwit.db.postgres;

/** Finds what outside of some relations refers to them and cannot {@linkplain PostgresFollowers follow}, and what of theirs a new table would not have. */
final class PostgresDependants {
    private PostgresDependants() {}

    /**
     * One text a row. The parameters are an array of the relations' numbers, and arrays of the catalogues and numbers of other
     * things; what belongs to them (their row types, their sequences) counts with them.
     */
    static final String QUERY = """
        WITH moved AS (SELECT unnest(?::bigint[])::oid AS oid),
        things AS (SELECT u.classid::regclass AS classid, u.oid::oid AS oid
                     FROM unnest(?::text[], ?::bigint[]) AS u (classid, oid)),
        owned AS (
          SELECT 'pg_class'::regclass AS classid, oid FROM moved
          UNION SELECT classid, oid FROM things
          UNION SELECT 'pg_type'::regclass, t.typarray FROM things AS m JOIN pg_type AS t ON t.oid = m.oid
            WHERE m.classid = 'pg_type'::regclass
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
           AND NOT (classid = 'pg_rewrite'::regclass AND EXISTS (SELECT FROM pg_class WHERE oid = relation AND relkind = 'v'))
           AND NOT (classid = 'pg_constraint'::regclass AND EXISTS (SELECT FROM pg_constraint AS f
               WHERE f.oid = objid AND f.contype = 'f'))
           AND NOT EXISTS (SELECT FROM pg_depend AS i WHERE i.classid = 'pg_proc'::regclass
               AND i.classid = referring.classid AND i.objid = referring.objid AND i.deptype = 'i')
        UNION
        SELECT 'inheritance of ' || i.inhrelid::regclass::text FROM pg_inherits AS i
         WHERE i.inhparent IN (SELECT oid FROM moved) AND i.inhrelid NOT IN (SELECT oid FROM moved)
           AND NOT (SELECT relispartition FROM pg_class WHERE oid = i.inhrelid)
        UNION
        SELECT 'partition of ' || i.inhparent::regclass::text FROM pg_inherits AS i
         WHERE i.inhrelid IN (SELECT oid FROM moved) AND i.inhparent NOT IN (SELECT oid FROM moved)
         ORDER BY 1\
        """;
}
