package io.godwit.core.internal.data;

import io.godwit.core.internal.data.FrozenMove.FrozenTable;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeDefinition;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Severity;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds out what would be moved, and as what; changes nothing. */
final class MovePlanner {
    private final DatabaseMove move;
    private final WorkContext context;
    private final NameSelection selection;
    private final SourceView view;
    private final SchemaMapping mapping;
    private final List<Finding> findings = new ArrayList<>();

    private MovePlanner(DatabaseMove move, WorkContext context) {
        this.move = move;
        this.context = context;
        this.selection = new NameSelection(move.selection());
        this.view = new SourceView(move);
        this.mapping = new SchemaMapping(move.mapping(), findings::add);
    }

    /**
     * Looks at both sides.
     *
     * @param move what to move
     * @param context connections
     * @return what would be frozen, and what a person should know
     * @throws MigrationException COMPATIBILITY, {@code database.not-relational}
     */
    static Planned plan(DatabaseMove move, WorkContext context) {
        return new MovePlanner(move, context).plan();
    }

    private Planned plan() {
        RelationalSchema schema;
        Map<DatasetName, Dataset> datasets = new HashMap<>();
        try (Database source = context.connections().database(move.from())) {
            schema = mapping.apply(
                    selected(facet(source, RelationalSource.class, move.from()).schema(context)));
            for (Table table : schema.tables()) {
                view.check(source, mapping.former(table.name()), context);
            }
            try (Snapshot snapshot = view.snapshot(source, context)) {
                snapshot.datasets(context).forEach(d -> datasets.put(d.name(), d));
            }
        }
        Translation translation;
        // What is opened to write may not be there yet; nothing is written to it here.
        try (Database target = context.connections().writableDatabase(move.to())) {
            translation = facet(target, RelationalTarget.class, move.to()).translate(schema, move.namespace(), context);
        }
        findings.addAll(translation.findings());
        List<FrozenTable> tables = new ArrayList<>();
        for (Table table : schema.tables()) {
            Dataset target = translation.datasets().get(table.name());
            Dataset source = datasets.get(mapping.former(table.name()));
            if (target == null || source == null) {
                findings.add(leftOut(table.name(), target == null));
                continue;
            }
            selectedRows(schema, table);
            ColumnMatch match = ColumnMatch.of(source, target);
            findings.addAll(match.findings());
            tables.add(new FrozenTable(match.source(), target));
        }
        tables.sort(Comparator.comparingLong((FrozenTable t) -> t.source().estimatedBytes())
                .thenComparingLong(t -> t.source().estimatedRows())
                .reversed()
                .thenComparing(t -> t.source().name()));
        for (DatasetName name : translation.replaced()) {
            findings.add(Finding.info(
                    "schema.replaces",
                    name.toString(),
                    "The target has a table of this name; it is moved aside when the new one is switched in."));
        }
        return new Planned(
                new FrozenMove(FrozenMove.VERSION, tables, translation.changes(), translation.replaced()), findings);
    }

    /** Rows that others refer to may be left behind. */
    private void selectedRows(RelationalSchema schema, Table table) {
        if (view.condition(mapping.former(table.name())).isEmpty()) {
            return;
        }
        for (Table other : schema.tables()) {
            boolean refers =
                    other.foreignKeys().stream().anyMatch(key -> key.target().equals(table.name()));
            if (refers && !other.name().equals(table.name())) {
                findings.add(Finding.warning(
                        "mapping.rows-referred-to",
                        other.name().toString(),
                        "A foreign key refers to \"" + table.name()
                                + "\", of which only some rows are taken; it cannot be made where rows refer to"
                                + " others.",
                        "Choose the rows of this table so that they refer to those that are taken, for instance by a"
                                + " subquery, or exclude one of the tables."));
            }
        }
    }

    private static Finding leftOut(DatasetName name, boolean atTarget) {
        return Finding.error(
                "schema.table-left-out",
                name.toString(),
                atTarget ? "The target cannot hold this table." : "The rows of this table cannot be read.",
                "Exclude it from the migration, or find out what else is said about it.");
    }

    private static <F> F facet(Database database, Class<F> type, Location location) {
        return database.facet(type)
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "database.not-relational",
                                "the database \"" + location
                                        + "\" has no tables that could be moved to or from another")
                        .subject(location.toString())
                        .remedy("Move it to or from a database of its own kind.")
                        .build());
    }

    /** What is selected of a schema, without the foreign keys that lead out of it. */
    private RelationalSchema selected(RelationalSchema schema) {
        Set<DatasetName> taken = new HashSet<>();
        schema.tables().stream().map(Table::name).filter(selection::takes).forEach(taken::add);
        List<Table> tables = new ArrayList<>();
        for (Table table : schema.tables()) {
            if (taken.contains(table.name())) {
                tables.add(inside(table, taken));
            }
        }
        return new RelationalSchema(
                schema.product(),
                tables,
                schema.sequences().stream()
                        .filter(s -> selection.takes(s.name()))
                        .toList(),
                schema.objects().stream().filter(o -> selection.takes(o.name())).toList(),
                schema.definitions().stream().filter(d -> isWhole(d, taken)).toList());
    }

    /** Whether all tables are moved that a definition needs; one that loses only some of its tables is told. */
    private boolean isWhole(NativeDefinition definition, Set<DatasetName> taken) {
        boolean isWhole = taken.containsAll(definition.tables());
        if (!isWhole && definition.tables().stream().anyMatch(taken::contains)) {
            findings.add(Finding.warning(
                            "schema.definition-left-out",
                            definition.name().toString(),
                            "The " + definition.kind() + " needs a table that is not moved, and is left out.",
                            "Include the other table, or do without.")
                    .withEvidence(definition.source()));
        }
        return isWhole;
    }

    private Table inside(Table table, Set<DatasetName> taken) {
        List<Table.ForeignKey> kept = new ArrayList<>();
        for (Table.ForeignKey key : table.foreignKeys()) {
            if (taken.contains(key.target())) {
                kept.add(key);
            } else {
                findings.add(Finding.warning(
                                "schema.foreign-key-left-out",
                                table.name().toString(),
                                "A foreign key leads to a table that is not moved, and is left out.",
                                "Include the other table, or do without the key.")
                        .withEvidence((key.name().isEmpty() ? String.join(", ", key.columns()) : key.name()) + " to "
                                + key.target()));
            }
        }
        return new Table(
                table.name(),
                table.columns(),
                table.primaryKey(),
                table.indexes(),
                kept,
                table.checks(),
                table.comment());
    }

    /**
     * What was found.
     *
     * @param move what would be frozen
     * @param findings what a person should know
     */
    record Planned(FrozenMove move, List<Finding> findings) {
        Planned {
            findings = List.copyOf(findings);
        }

        /**
         * Refuses what cannot be moved.
         *
         * @throws MigrationException COMPATIBILITY, {@code schema.not-translatable}
         */
        void check() {
            List<Finding> errors = findings.stream()
                    .filter(f -> f.severity() == Severity.ERROR)
                    .toList();
            if (!errors.isEmpty()) {
                Finding first = errors.get(0);
                throw MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "schema.not-translatable",
                                "the schema cannot be moved as it is: " + first.subject() + ": " + first.message()
                                        + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : ""))
                        .subject(first.subject())
                        .remedy(first.remediation())
                        .build();
            }
        }
    }
}
