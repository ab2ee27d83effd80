package io.godwit.relational;

import com.google.common.graph.GraphBuilder;
import com.google.common.graph.MutableGraph;
import io.godwit.spi.DatasetName;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** How the tables of a schema depend on each other by foreign keys. Immutable; thread-safe. */
public final class TableGraph {
    private final Map<DatasetName, Table> tables;
    private final MutableGraph<DatasetName> references;

    private TableGraph(Map<DatasetName, Table> tables, MutableGraph<DatasetName> references) {
        this.tables = tables;
        this.references = references;
    }

    /**
     * Reads the foreign keys of a schema. Keys to tables that it does not have count for nothing.
     *
     * @param schema the schema
     * @return the graph
     */
    public static TableGraph of(RelationalSchema schema) {
        Map<DatasetName, Table> tables = new LinkedHashMap<>();
        MutableGraph<DatasetName> references =
                GraphBuilder.directed().allowsSelfLoops(true).build();
        for (Table table : schema.tables()) {
            tables.put(table.name(), table);
            references.addNode(table.name());
        }
        for (Table table : schema.tables()) {
            for (Table.ForeignKey key : table.foreignKeys()) {
                if (tables.containsKey(key.target())) {
                    references.putEdge(table.name(), key.target());
                }
            }
        }
        return new TableGraph(tables, references);
    }

    /**
     * All tables, those referred to before those that refer to them; within that by name. In a circle the one whose name comes
     * first goes first.
     *
     * @return every table once
     */
    public List<Table> ordered() {
        Map<DatasetName, Integer> waitsFor = new LinkedHashMap<>();
        TreeSet<DatasetName> waiting = new TreeSet<>(tables.keySet());
        TreeSet<DatasetName> ready = new TreeSet<>();
        for (DatasetName name : tables.keySet()) {
            int count = references.successors(name).size() - (references.hasEdgeConnecting(name, name) ? 1 : 0);
            waitsFor.put(name, count);
            if (count == 0) {
                ready.add(name);
            }
        }
        List<Table> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            DatasetName next = ready.isEmpty() ? waiting.first() : ready.first();
            ready.remove(next);
            waiting.remove(next);
            Table table = tables.get(next);
            if (table != null) {
                ordered.add(table);
            }
            for (DatasetName other : references.predecessors(next)) {
                int left = waitsFor.merge(other, -1, Integer::sum);
                if (left == 0 && waiting.contains(other)) {
                    ready.add(other);
                }
            }
        }
        return ordered;
    }

    /**
     * The tables that a table refers to.
     *
     * @param table which
     * @return their names, itself perhaps among them
     */
    public List<DatasetName> references(DatasetName table) {
        return references.successors(table).stream().sorted().toList();
    }

    /**
     * The tables that refer to a table.
     *
     * @param table which
     * @return their names, itself perhaps among them
     */
    public List<DatasetName> referredToBy(DatasetName table) {
        return references.predecessors(table).stream().sorted().toList();
    }
}
