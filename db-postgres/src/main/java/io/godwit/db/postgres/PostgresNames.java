package io.godwit.db.postgres;

import io.godwit.relational.SqlNames;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeDefinition;
import io.godwit.spi.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names at the destination: which there are, and which the new tables and what belongs to them get. PostgreSQL has one room of names
 * for tables, indexes, sequences and types of a schema. One thread at a time.
 */
final class PostgresNames {
    static final int MAX_BYTES = 63;
    /** Kinds of native definitions that make a table or view. */
    private static final Set<String> RELATIONS = Set.of("table", "partition", "view", "materialized view");

    private final String namespace;
    private final Map<String, SqlNames> free = new HashMap<>();
    private final Map<String, Set<String>> replaceable = new HashMap<>();
    private final Map<String, Set<String>> taken = new HashMap<>();

    private PostgresNames(String namespace) {
        this.namespace = namespace;
    }

    /** Names without a database, for tests. */
    static PostgresNames none(String namespace) {
        return new PostgresNames(namespace);
    }

    /** Looks at the schemas into which the tables of a schema would come. */
    static PostgresNames read(Connection connection, String namespace, RelationalSchema source) throws SQLException {
        PostgresNames names = new PostgresNames(namespace);
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (Table table : source.tables()) {
            String target = names.namespace(table.name());
            wanted.computeIfAbsent(target, n -> new HashSet<>())
                    .add(table.name().name());
        }
        for (NativeDefinition definition : source.definitions()) {
            if (RELATIONS.contains(definition.kind())) {
                wanted.computeIfAbsent(names.namespace(definition.name()), n -> new HashSet<>())
                        .add(definition.name().name());
            }
        }
        for (Map.Entry<String, Set<String>> entry : wanted.entrySet()) {
            names.readOne(connection, entry.getKey(), entry.getValue());
        }
        return names;
    }

    private void readOne(Connection connection, String target, Set<String> wanted) throws SQLException {
        String schema = target.isEmpty() ? PostgresSession.one(connection, "SELECT current_schema()") : target;
        if (schema.isEmpty() || schema.equals("null")) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.no-schema",
                            "the search path of the user leads to no schema that is there")
                    .remedy("Make a schema, name it with the setting \"schema\", or set the user's search_path.")
                    .build();
        }
        Set<String> tables = new HashSet<>();
        // What belongs to a table moves aside with it: its indexes, and the sequences that it owns.
        String relations = """
            SELECT c.relname, c.relkind IN ('r', 'p', 'v', 'm', 'f'),
                   coalesce((SELECT t.relname FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
                              WHERE i.indexrelid = c.oid),
                            (SELECT t.relname FROM pg_depend AS d JOIN pg_class AS t ON t.oid = d.refobjid
                              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND c.relkind = 'S'
                                AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') LIMIT 1), '')
              FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relkind <> 't'
            UNION ALL
            SELECT t.typname, false, '' FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
             WHERE n.nspname = ? AND t.typrelid = 0 AND t.typelem = 0\
            """;
        List<String> others = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(relations)) {
            statement.setString(1, schema);
            statement.setString(2, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    boolean isTable = rows.getBoolean(2);
                    if (isTable && wanted.contains(name)) {
                        tables.add(name);
                    } else if (!wanted.contains(rows.getString(3))) {
                        others.add(name);
                    }
                }
            }
        }
        replaceable.put(target, tables);
        taken.put(target, new HashSet<>(others));
        free.put(target, new SqlNames(MAX_BYTES, others));
    }

    /** The namespace into which a table comes. */
    String namespace(DatasetName source) {
        return namespace.isEmpty() ? source.namespace() : namespace;
    }

    private SqlNames free(String target) {
        return free.computeIfAbsent(target, n -> new SqlNames(MAX_BYTES, List.of()));
    }

    /** Whether something has this name that is no table and so cannot be moved aside. */
    boolean isTaken(DatasetName name) {
        return taken.getOrDefault(name.namespace(), Set.of()).contains(name.name());
    }

    /** Whether a table or view has this name, and would be moved aside. */
    boolean isReplaced(DatasetName name) {
        return replaceable.getOrDefault(name.namespace(), Set.of()).contains(name.name());
    }

    /** Takes a name for a table, an index, a sequence or a type. */
    String take(String target, String wanted) {
        return free(target).take(wanted);
    }

    static boolean fits(String name) {
        return new SqlNames(MAX_BYTES, List.of()).fits(name);
    }
}
