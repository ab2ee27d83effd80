package io.godwit.db.postgres;

import static io.godwit.db.postgres.PostgresSql.literal;
import static io.godwit.db.postgres.PostgresSql.name;
import static io.godwit.db.postgres.PostgresSql.names;
import static io.godwit.db.postgres.PostgresSql.place;
import static io.godwit.db.postgres.PostgresSql.placeText;

import io.godwit.relational.TableGraph;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes of a schema what PostgreSQL can hold of it. One thread at a time. */
final class PostgresTranslation {
    private final RelationalSchema source;
    private final PostgresNames names;
    private final int version;
    private final boolean isNative;
    private final List<Finding> findings = new ArrayList<>();
    private final List<SchemaChange> changes = new ArrayList<>();
    private final Map<DatasetName, Dataset> datasets = new LinkedHashMap<>();
    private final Map<DatasetName, DatasetName> finalNames = new LinkedHashMap<>();
    private final List<DatasetName> replaced = new ArrayList<>();
    private final Set<String> ids = new LinkedHashSet<>();
    private final PostgresColumns columns;

    PostgresTranslation(RelationalSchema source, PostgresNames names, int version) {
        this.source = source;
        this.names = names;
        this.version = version;
        this.isNative = source.product().equals(PostgresCatalog.PRODUCT);
        this.columns = new PostgresColumns(source, findings);
    }

    /** Whether a schema tells how PostgreSQL itself defines it. */
    static boolean isNative(RelationalSchema source) {
        return source.product().equals(PostgresCatalog.PRODUCT)
                && !source.definitions().isEmpty();
    }

    Translation translate() {
        List<Table> tables = TableGraph.of(source).ordered();
        tables.forEach(this::nameTable);
        tables.forEach(this::table);
        tables.forEach(this::keysAndIndexes);
        tables.forEach(this::foreignKeys);
        source.sequences()
                .forEach(sequence ->
                        left("schema.sequence-not-moved", sequence.name(), "a sequence", "CREATE SEQUENCE"));
        source.objects().stream()
                .filter(object -> object.kind() != NativeObject.Kind.TABLE)
                .forEach(this::object);
        boolean hasText = tables.stream()
                .flatMap(table -> table.columns().stream())
                .anyMatch(column -> column.type().kind() == Kind.TEXT);
        if (hasText && !isNative) {
            findings.add(Finding.info(
                    "schema.no-nul",
                    source.product(),
                    "text of PostgreSQL holds no character NUL; cells of text with one are refused"));
        }
        return new Translation(datasets, changes, replaced, findings);
    }

    private void nameTable(Table table) {
        String namespace = names.namespace(table.name());
        String given = names.take(namespace, table.name().name());
        DatasetName wanted = new DatasetName(namespace, table.name().name());
        if (names.isTaken(wanted)) {
            findings.add(Finding.error(
                    "schema.name-taken",
                    wanted.toString(),
                    "the destination has something else than a table under this name",
                    "Rename what is there (an index, a sequence or a type), or move into another schema."));
        } else if (!given.equals(wanted.name())) {
            findings.add(Finding.warning(
                            "schema.name-changed",
                            wanted.toString(),
                            "the name is longer than 63 bytes or used twice; the table gets another",
                            "Tell the application, or rename the table at the source.")
                    .withEvidence(given));
        }
        DatasetName name = new DatasetName(namespace, given);
        finalNames.put(table.name(), name);
        if (names.isReplaced(name)) {
            replaced.add(name);
        }
    }

    private DatasetName finalName(Table table) {
        return finalNames.getOrDefault(table.name(), table.name());
    }

    private String quoted(DatasetName name) {
        return place(name.namespace()) + "." + name(name.name());
    }

    private void change(String id, Phase phase, DatasetName object, String definition) {
        String unique = id;
        for (int i = 2; !ids.add(unique); i++) {
            unique = id + " #" + i;
        }
        changes.add(new SchemaChange(unique, phase, object, definition));
    }

    private void table(Table table) {
        DatasetName name = finalName(table);
        PostgresDefaults defaults = new PostgresDefaults(source.product(), findings);
        PostgresExpression expressions = new PostgresExpression(table, version);
        List<String> parts = new ArrayList<>();
        List<DataColumn> writable = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        for (Column column : table.columns()) {
            String subject = name + "." + column.name();
            if (!PostgresNames.fits(column.name()) || !PostgresSql.isClear(column.name())) {
                findings.add(Finding.error(
                        "schema.name-too-long",
                        subject,
                        "the name of the column is longer than the 63 bytes that PostgreSQL has for it, or odd",
                        "Rename the column at the source, or leave the table out."));
            }
            PostgresColumns.Target target = columns.target(table, column);
            StringBuilder part = new StringBuilder(name(column.name())).append(' ');
            part.append(
                    column.type().kind() == Kind.ENUM && isNative ? enumeration(name, column) : target.definition());
            Optional<String> computed = computed(column, target, expressions, subject);
            if (computed.isPresent()) {
                part.append(" GENERATED ALWAYS AS (").append(computed.get()).append(") STORED");
            } else {
                writable.add(new DataColumn(column.name(), target.type()));
                if (column.generation().mode() == Generation.Mode.IDENTITY) {
                    part.append(identity(name, column));
                } else if (!isComputed(column)) {
                    defaults.of(column, target.type(), subject)
                            .ifPresent(d -> part.append(" DEFAULT ").append(d));
                }
            }
            boolean isKey = table.primaryKey().contains(column.name());
            if ((!column.isNullable() && !PostgresColumns.isZeroByDefault(column)) || isKey) {
                part.append(" NOT NULL");
            }
            parts.add(part.toString());
            if (!column.comment().isEmpty()) {
                comments.add("COMMENT ON COLUMN " + quoted(name) + "." + name(column.name()) + " IS "
                        + clear(literal(column.comment())));
            }
        }
        parts.addAll(checks(table, expressions, name));
        if (!table.comment().isEmpty()) {
            comments.add("COMMENT ON TABLE " + quoted(name) + " IS " + clear(literal(table.comment())));
        }
        change(
                "table " + name,
                Phase.BEFORE_DATA,
                name,
                "CREATE TABLE " + quoted(name) + " (\n    " + String.join(",\n    ", parts) + "\n)");
        comments.forEach(comment -> change("comment " + name, Phase.AFTER_DATA, name, comment));
        datasets.put(table.name(), new Dataset(name, writable, table.primaryKey(), 0, 0));
    }

    /** Comments may hold the brackets that mean places; other brackets say the same to people. */
    private static String clear(String text) {
        return PostgresSql.isClear(text) ? text : text.replace('\u27e6', '[').replace('\u27e7', ']');
    }

    private static boolean isComputed(Column column) {
        return column.generation().mode() == Generation.Mode.STORED
                || column.generation().mode() == Generation.Mode.VIRTUAL;
    }

    private Optional<String> computed(
            Column column, PostgresColumns.Target target, PostgresExpression expressions, String subject) {
        if (!isComputed(column)) {
            return Optional.empty();
        }
        String words = column.generation().expression();
        Optional<String> said = isNative
                ? verbatim(words)
                : expressions.value(words, target.type().kind());
        boolean exact = isNative || target.type().kind() != Kind.DECIMAL;
        if (said.isEmpty() || !exact || words.isEmpty()) {
            findings.add(Finding.warning(
                            "schema.generated-as-values",
                            subject,
                            "the expression of the computed column has no sure translation;"
                                    + " the column keeps its values and is computed no more",
                            "Add the expression at the destination by hand.")
                    .withEvidence(words));
            return Optional.empty();
        }
        if (column.generation().mode() == Generation.Mode.VIRTUAL) {
            findings.add(Finding.info(
                    "schema.generated-stored", subject, "the column was computed when read, and becomes a stored one"));
        }
        return said;
    }

    private static Optional<String> verbatim(String words) {
        return PostgresSql.isClear(words) ? Optional.of(words) : Optional.empty();
    }

    private String identity(DatasetName table, Column column) {
        String sequence = names.take(table.namespace(), table.name() + "_" + column.name() + "_seq");
        String counter = place(table.namespace()) + "." + name(sequence);
        change(
                "counter " + table + "." + column.name(),
                Phase.AFTER_DATA,
                table,
                "SELECT setval(pg_get_serial_sequence(" + placeText(table.namespace()) + " || "
                        + literal("." + name(table.name())) + ", " + literal(column.name()) + "), greatest("
                        + Math.max(1, column.generation().nextValue()) + ", (SELECT coalesce(max("
                        + name(column.name()) + "), 0) + 1 FROM " + quoted(table) + ")), false)");
        return " GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME " + counter + ")";
    }

    private String enumeration(DatasetName table, Column column) {
        String type = names.take(table.namespace(), table.name() + "_" + column.name() + "_enum");
        List<String> values =
                column.type().values().stream().map(PostgresSql::literal).toList();
        change(
                "type " + table + "." + column.name(),
                Phase.BEFORE_DATA,
                table,
                "CREATE TYPE " + place(table.namespace()) + "." + name(type) + " AS ENUM (" + String.join(", ", values)
                        + ")");
        return place(table.namespace()) + "." + name(type);
    }

    private List<String> checks(Table table, PostgresExpression expressions, DatasetName name) {
        List<String> parts = new ArrayList<>();
        for (Column column : table.columns()) {
            if (column.type().kind() == Kind.ENUM && !isNative) {
                List<String> values = column.type().values().stream()
                        .map(PostgresSql::literal)
                        .toList();
                parts.add("CHECK (" + name(column.name()) + " IN (" + String.join(", ", values) + "))");
            }
        }
        for (Table.CheckConstraint check : table.checks()) {
            Optional<String> said = isNative ? verbatim(check.expression()) : expressions.condition(check.expression());
            if (said.isEmpty()) {
                findings.add(Finding.warning(
                                "schema.check-not-moved",
                                name.toString(),
                                "a condition on rows has no sure translation and is left out",
                                "Add it at the destination by hand.")
                        .withEvidence(check.expression()));
                continue;
            }
            boolean named = !check.name().isEmpty() && PostgresNames.fits(check.name());
            parts.add((named ? "CONSTRAINT " + name(check.name()) + " " : "") + "CHECK (" + said.get() + ")");
        }
        return parts;
    }

    private void keysAndIndexes(Table table) {
        DatasetName name = finalName(table);
        if (!table.primaryKey().isEmpty()) {
            String key = names.take(name.namespace(), name.name() + "_pkey");
            change(
                    "primary key " + name,
                    Phase.AFTER_DATA,
                    name,
                    "ALTER TABLE " + quoted(name) + " ADD CONSTRAINT " + name(key) + " PRIMARY KEY ("
                            + names(table.primaryKey()) + ")");
        }
        for (Index index : table.indexes()) {
            index(table, name, index);
        }
        change("statistics " + name, Phase.AFTER_DATA, name, "ANALYZE " + quoted(name));
    }

    private void index(Table table, DatasetName name, Index index) {
        PostgresIndex made = new PostgresIndex(table, index, isNative, new PostgresExpression(table, version));
        String wanted = index.name().isEmpty()
                ? name.name() + "_" + made.columnWords() + (index.isUnique() ? "_key" : "_idx")
                : index.name();
        Optional<String> definition = made.definition();
        String subject = name + "." + wanted;
        if (definition.isEmpty()) {
            findings.add(Finding.warning(
                            index.isUnique() ? "schema.unique-not-moved" : "schema.index-not-moved",
                            subject,
                            "an index " + (index.isUnique() ? "that keeps values unique " : "")
                                    + "has no sure translation and is left out",
                            "Make it at the destination by hand.")
                    .withEvidence(made.evidence()));
            return;
        }
        made.note().ifPresent(note -> findings.add(Finding.info("schema.index-changed", subject, note)));
        String given = names.take(name.namespace(), wanted);
        if (!given.equals(wanted) && !index.name().isEmpty()) {
            findings.add(Finding.info(
                            "schema.name-changed",
                            subject,
                            "the name of the index is too long or taken at the destination; it gets another")
                    .withEvidence(given));
        }
        String statement = made.isConstraint()
                ? "ALTER TABLE " + quoted(name) + " ADD CONSTRAINT " + name(given) + " UNIQUE " + definition.get()
                : "CREATE " + (index.isUnique() ? "UNIQUE " : "") + "INDEX " + name(given) + " ON " + quoted(name)
                        + definition.get();
        change("index " + name + "." + given, Phase.AFTER_DATA, name, statement);
    }

    private void foreignKeys(Table table) {
        DatasetName name = finalName(table);
        for (ForeignKey key : table.foreignKeys()) {
            Optional<Table> target = source.table(key.target());
            String subject = name + "." + String.join(", ", key.columns());
            if (target.isEmpty() || !columns.isComparable(table, key, target.get()) || !isUnique(target.get(), key)) {
                findings.add(Finding.warning(
                                "schema.foreign-key-not-moved",
                                subject,
                                "a foreign key refers to what is not moved, not unique or of another type,"
                                        + " and is left out",
                                "Make it at the destination by hand.")
                        .withEvidence("to " + key.target() + " (" + String.join(", ", key.targetColumns()) + ")"));
                continue;
            }
            String constraint = key.name().isEmpty() || !PostgresNames.fits(key.name())
                    ? new io.godwit.relational.SqlNames(PostgresNames.MAX_BYTES, List.of())
                            .take(name.name() + "_" + String.join("_", key.columns()) + "_fkey")
                    : key.name();
            change(
                    "foreign key " + subject,
                    Phase.RELATIONS,
                    name,
                    "ALTER TABLE " + quoted(name) + " ADD CONSTRAINT " + name(constraint) + " FOREIGN KEY ("
                            + names(key.columns()) + ") REFERENCES " + quoted(finalName(target.get())) + " ("
                            + names(key.targetColumns()) + ")" + action(" ON DELETE ", key.onDelete())
                            + action(" ON UPDATE ", key.onUpdate()));
        }
    }

    private static String action(String when, ForeignKey.Action action) {
        return action == ForeignKey.Action.NO_ACTION ? "" : when + action.name().replace('_', ' ');
    }

    /** Whether no two rows of the table referred to can agree on the columns referred to. */
    private static boolean isUnique(Table target, ForeignKey key) {
        Set<String> wanted = Set.copyOf(key.targetColumns());
        if (Set.copyOf(target.primaryKey()).equals(wanted)) {
            return true;
        }
        return target.indexes().stream()
                .filter(Index::isUnique)
                .filter(index -> index.predicate().isEmpty()
                        && index.parts().stream().noneMatch(p -> p.column().isEmpty() || p.prefixLength() > 0))
                .anyMatch(index -> index.parts().size() == wanted.size()
                        && index.parts().stream().allMatch(part -> wanted.contains(part.column())));
    }

    private void object(NativeObject object) {
        String what = switch (object.kind()) {
            case TABLE -> "a table";
            case VIEW -> "a view";
            case ROUTINE -> "a routine";
            case TRIGGER -> "a trigger";
            case EVENT -> "an event";
        };
        String code = "schema." + object.kind().name().toLowerCase(java.util.Locale.ROOT) + "-not-moved";
        left(code, object.name(), what, object.source());
    }

    private void left(String code, DatasetName name, String what, String evidence) {
        findings.add(Finding.warning(
                        code,
                        name.toString(),
                        what + " is not moved",
                        "Make it at the destination by hand, after the switch; its source is the evidence.")
                .withEvidence(evidence));
    }
}
