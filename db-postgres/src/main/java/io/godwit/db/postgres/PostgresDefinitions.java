package io.godwit.db.postgres;

import io.godwit.spi.DatasetName;
import io.godwit.spi.RelationalSchema.NativeDefinition;
import io.godwit.spi.RelationalTarget.Phase;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads how PostgreSQL would make all that there is, in an order in which it can be made. The search path holds the namespace that is
 * connected to and nothing else, so that names in it stand alone. One thread at a time.
 */
final class PostgresDefinitions {
    /** What stands for the namespace that something lives in for good, and not in the shadow. */
    static final String FINAL = "FINAL";

    private final Connection connection;
    private final String current;
    private final int version;
    private final List<NativeDefinition> definitions = new ArrayList<>();

    PostgresDefinitions(Connection connection, String current, int version) {
        this.connection = connection;
        this.current = current;
        this.version = version;
    }

    List<NativeDefinition> read() throws SQLException {
        simple(Phase.BEFORE_DATA, PostgresDefinitionQueries.EXTENSIONS);
        simple(Phase.BEFORE_DATA, PostgresDefinitionQueries.TYPES);
        List<Node> late = late();
        late.stream().filter(node -> node.isEarly).forEach(node -> add(Phase.BEFORE_DATA, node.row));
        simple(Phase.BEFORE_DATA, PostgresDefinitionQueries.SEQUENCES);
        simple(Phase.BEFORE_DATA, PostgresDefinitionQueries.tables(version));
        simple(Phase.BEFORE_DATA, PostgresDefinitionQueries.OWNED);
        simple(Phase.BEFORE_DATA, PostgresDefinitionQueries.storage(version));
        simple(Phase.AFTER_DATA, PostgresDefinitionQueries.KEYS);
        simple(Phase.AFTER_DATA, PostgresDefinitionQueries.INDEXES);
        simple(Phase.AFTER_DATA, PostgresDefinitionQueries.UNPROVEN_CHECKS);
        simple(Phase.AFTER_DATA, PostgresDefinitionQueries.CLUSTERED);
        simple(Phase.AFTER_DATA, PostgresDefinitionQueries.STATISTICS);
        counters();
        simple(Phase.AFTER_DATA, PostgresDefinitionQueries.ANALYZE);
        simple(Phase.RELATIONS, PostgresDefinitionQueries.ATTACHED);
        simple(Phase.RELATIONS, PostgresDefinitionQueries.FOREIGN_KEYS);
        late.stream().filter(node -> !node.isEarly).forEach(node -> add(Phase.RELATIONS, node.row));
        simple(Phase.RELATIONS, PostgresDefinitionQueries.VIEW_INDEXES);
        simple(Phase.RELATIONS, PostgresDefinitionQueries.RULES);
        simple(Phase.RELATIONS, PostgresDefinitionQueries.triggers(version));
        simple(Phase.RELATIONS, PostgresDefinitionQueries.ROW_SECURITY);
        simple(Phase.RELATIONS, PostgresDefinitionQueries.POLICIES);
        simple(Phase.RELATIONS, PostgresDefinitionQueries.COMMENTS);
        simple(Phase.RELATIONS, PostgresDefinitionQueries.GRANTS);
        simple(Phase.RELATIONS, PostgresDefinitionQueries.LEFT);
        return List.copyOf(definitions);
    }

    /** A statement as a query tells it. */
    private record Row(String kind, DatasetName name, List<DatasetName> tables, String sql) {}

    private DatasetName name(String schema, String name) {
        return new DatasetName(schema.equals(current) ? "" : schema, name);
    }

    private Row row(ResultSet r) throws SQLException {
        List<DatasetName> tables = new ArrayList<>();
        List<String> flat = texts(r.getArray(4));
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            tables.add(name(flat.get(i), flat.get(i + 1)));
        }
        return new Row(r.getString(1), name(r.getString(2), r.getString(3)), tables, r.getString(5));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private void simple(Phase phase, String query) throws SQLException {
        for (Row row : query(query, this::row)) {
            add(phase, row);
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String query, Reading<T> reading) throws SQLException {
        List<T> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(reading.of(rows));
            }
        }
        return found;
    }

    private void add(Phase phase, Row row) {
        definitions.add(new NativeDefinition(phase, row.kind, row.name, row.tables, alone(row.sql)));
    }

    /** Without the namespace that is connected to, which PostgreSQL writes in some statements all the same. */
    private String alone(String sql) {
        return PostgresQualifiers.rewrite(sql, namespace -> namespace.equals(current) ? "" : null);
    }

    /** A routine or view, with what it needs. */
    private static final class Node {
        final long oid;
        final Row row;
        final boolean isRoutine;
        final Set<Long> needs = new LinkedHashSet<>();
        boolean isEarly;

        Node(long oid, Row row, boolean isRoutine) {
            this.oid = oid;
            this.row = row;
            this.isRoutine = isRoutine;
        }
    }

    /** Routines and views, each behind what it needs; routines that need no table and no view can come first of all. */
    private List<Node> late() throws SQLException {
        Map<Long, Node> nodes = new LinkedHashMap<>();
        for (Node node :
                query(PostgresDefinitionQueries.routines(version), r -> new Node(r.getLong(6), row(r), true))) {
            nodes.put(node.oid, node);
        }
        for (Node node : query(PostgresDefinitionQueries.VIEWS, r -> new Node(r.getLong(6), row(r), false))) {
            nodes.put(node.oid, node);
        }
        Set<Long> onTables = new LinkedHashSet<>();
        for (long[] edge : query(PostgresDefinitionQueries.NEEDS, r -> new long[] {r.getLong(1), r.getLong(2)})) {
            Node node = nodes.get(edge[0]);
            if (node != null && edge[0] != edge[1]) {
                if (nodes.containsKey(edge[1])) {
                    node.needs.add(edge[1]);
                } else {
                    onTables.add(edge[0]);
                }
            }
        }
        List<Node> ordered = new ArrayList<>();
        Map<Long, Boolean> state = new HashMap<>();
        for (Node node : nodes.values()) {
            visit(node, nodes, state, ordered);
        }
        for (Node node : ordered) {
            node.isEarly = node.isRoutine
                    && !onTables.contains(node.oid)
                    && node.needs.stream().allMatch(need -> {
                        Node needed = nodes.get(need);
                        return needed != null && needed.isEarly;
                    });
        }
        return ordered;
    }

    /** Depth first, without recursion: chains of views can be long. */
    private static void visit(Node first, Map<Long, Node> nodes, Map<Long, Boolean> state, List<Node> ordered) {
        Deque<Node> stack = new ArrayDeque<>(List.of(first));
        while (!stack.isEmpty()) {
            Node node = stack.peek();
            Boolean seen = state.putIfAbsent(node.oid, false);
            if (seen == null) {
                for (long need : node.needs) {
                    Node needed = nodes.get(need);
                    if (needed != null && !state.containsKey(need)) {
                        stack.push(needed);
                    }
                }
            } else {
                stack.pop();
                if (!seen) {
                    state.put(node.oid, true);
                    ordered.add(node);
                }
            }
        }
    }

    /** A sequence, with the column that it counts for. */
    private record Counter(
            String sequence, String schema, String table, String column, boolean ascends, String quoted) {}

    private void counters() throws SQLException {
        List<Counter> counters = query(
                PostgresDefinitionQueries.COUNTERS,
                r -> new Counter(
                        r.getString(1),
                        r.getString(2),
                        r.getString(3),
                        r.getString(4),
                        r.getBoolean(5),
                        r.getString(6)));
        for (Counter counter : counters) {
            String[] state = query("SELECT last_value::text, is_called::text FROM " + counter.sequence, r ->
                            new String[] {r.getString(1), r.getString(2)})
                    .get(0);
            boolean owned = !counter.column.isEmpty();
            String sequence = owned
                    ? "pg_get_serial_sequence(" + PostgresSql.literal(counter.quoted) + "::regclass::text, "
                            + PostgresSql.literal(counter.column) + ")::regclass"
                    : PostgresSql.literal(counter.sequence) + "::regclass";
            String set = "setval(" + sequence + ", " + state[0] + ", " + state[1] + ")";
            String sql = "SELECT " + set;
            if (owned) {
                // What is read later than the counter may hold numbers that it gives next.
                String most = counter.ascends ? "max" : "min";
                String beyond = counter.ascends ? " > " : " < ";
                sql = "SELECT CASE WHEN most" + beyond + state[0]
                        + " OR (most = " + state[0] + " AND NOT " + state[1] + ") THEN setval(" + sequence
                        + ", most, true) ELSE " + set + " END FROM (SELECT " + most + "("
                        + PostgresSql.name(counter.column) + ")::bigint AS most FROM " + counter.quoted
                        + ") AS counted";
            }
            DatasetName table = name(counter.schema, counter.table);
            add(Phase.AFTER_DATA, new Row("counter", table, owned ? List.of(table) : List.of(), sql));
        }
    }
}
