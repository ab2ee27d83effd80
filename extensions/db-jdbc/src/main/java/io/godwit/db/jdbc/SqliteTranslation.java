package io.godwit.db.jdbc;

import static io.godwit.db.jdbc.SqliteTable.quote;

import io.godwit.relational.NativeLosses;
import io.godwit.relational.SqlDialect;
import io.godwit.relational.TableGraph;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
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
import io.godwit.spi.Table.IndexPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes of a schema what SQLite can hold of it. Definitions name what they make in place of {@link #NAME}, since it has another name
 * until it is switched in. One thread at a time.
 */
final class SqliteTranslation {
    /** Stands in a definition for the name of the table that it concerns; the brackets occur nowhere else in one. */
    static final String NAME = "\u27e6table\u27e7";
    /** Stands in a definition for the name of the index that it makes. */
    static final String INDEX = "\u27e6index\u27e7";

    private final RelationalSchema source;
    private final SqliteNames names;
    private final boolean isNative;
    private final List<Finding> findings = new ArrayList<>();
    private final List<SchemaChange> changes = new ArrayList<>();
    private final Map<DatasetName, Dataset> datasets = new LinkedHashMap<>();
    private final Map<DatasetName, DatasetName> finalNames = new LinkedHashMap<>();
    private final List<DatasetName> replaced = new ArrayList<>();
    private final Set<String> ids = new LinkedHashSet<>();

    SqliteTranslation(RelationalSchema source, SqliteNames names) {
        this.source = source;
        this.names = names;
        this.isNative = source.product().equals(SqliteCatalog.PRODUCT);
    }

    Translation translate() {
        List<Table> tables = TableGraph.of(source).ordered();
        tables.forEach(this::nameTable);
        tables.forEach(this::table);
        tables.forEach(table -> table.indexes().forEach(index -> index(table, index)));
        source.sequences()
                .forEach(sequence -> left("schema.sequence-not-moved", sequence.name(), "a sequence", "a sequence"));
        source.objects().forEach(this::object);
        if (!isNative) {
            findings.addAll(NativeLosses.of(source));
        }
        return new Translation(datasets, changes, replaced, findings);
    }

    private void nameTable(Table table) {
        String wanted = table.name().name();
        String given = names.take(wanted);
        if (!given.equals(wanted) || !table.name().namespace().isEmpty()) {
            findings.add(Finding.warning(
                            "schema.name-changed",
                            table.name().toString(),
                            "SQLite has no namespaces, and takes names in capitals for the same as those in small"
                                    + " letters; the table gets another name",
                            "Tell the application, or rename the table at the source.")
                    .withEvidence(given));
        }
        DatasetName name = DatasetName.of(given);
        finalNames.put(table.name(), name);
        if (names.isReplaced(given)) {
            replaced.add(name);
        }
    }

    private DatasetName finalName(DatasetName name) {
        return finalNames.getOrDefault(name, name);
    }

    private void change(String id, Phase phase, DatasetName object, String definition) {
        String unique = id;
        for (int i = 2; !ids.add(unique); i++) {
            unique = id + " #" + i;
        }
        changes.add(new SchemaChange(unique, phase, object, definition));
    }

    private static boolean isClear(String words) {
        return words.indexOf('\u27e6') < 0 && words.indexOf('\u27e7') < 0 && words.indexOf('\0') < 0;
    }

    private void table(Table table) {
        DatasetName name = finalName(table.name());
        Optional<Column> counter = counter(table);
        List<String> parts = new ArrayList<>();
        List<DataColumn> writable = new ArrayList<>();
        Set<String> lower = new LinkedHashSet<>();
        for (Column column : table.columns()) {
            String subject = name + "." + column.name();
            if (!lower.add(column.name().toLowerCase(Locale.ROOT)) || !isClear(column.name())) {
                findings.add(Finding.error(
                        "schema.name-taken",
                        subject,
                        "SQLite cannot have a column of this name beside the others",
                        "Rename the column at the source, or leave the table out."));
            }
            parts.add(column(table, column, counter, subject, writable));
        }
        if (counter.isEmpty() && !table.primaryKey().isEmpty()) {
            parts.add("PRIMARY KEY (" + SqlDialect.SQLITE.identifiers(table.primaryKey()) + ")");
        }
        for (Table.CheckConstraint check : table.checks()) {
            check(name, check).ifPresent(parts::add);
        }
        for (ForeignKey key : table.foreignKeys()) {
            foreignKey(name, key).ifPresent(parts::add);
        }
        change(
                "table " + name,
                Phase.BEFORE_DATA,
                name,
                "CREATE TABLE " + NAME + " (\n    " + String.join(",\n    ", parts) + "\n)");
        counter.filter(c -> !isNative || c.generation().expression().equals(SqliteDefinition.COUNTER))
                .ifPresent(c -> change(
                        "counter " + name + "." + c.name(),
                        Phase.AFTER_DATA,
                        name,
                        // The table of counters has a row for a table once something was put in it.
                        "COUNTER " + Math.max(0, c.generation().nextValue() - 1)));
        datasets.put(table.name(), new Dataset(name, writable, table.primaryKey(), 0, 0));
    }

    /** The column that is another name for the row number. */
    private static Optional<Column> counter(Table table) {
        return table.primaryKey().size() == 1
                ? table.column(table.primaryKey().get(0))
                        .filter(c -> c.type().kind() == Kind.INTEGER
                                && !(c.type().isUnsigned() && c.type().length() >= Long.SIZE)
                                && c.generation().mode() == Generation.Mode.IDENTITY)
                : Optional.empty();
    }

    private String column(
            Table table, Column column, Optional<Column> counter, String subject, List<DataColumn> writable) {
        String declared = declared(column, subject);
        LogicalType type = SqliteType.promised(declared);
        StringBuilder part = new StringBuilder(quote(column.name())).append(' ').append(declared);
        Optional<String> computed = computed(column, subject);
        if (computed.isPresent()) {
            boolean stored = column.generation().mode() == Generation.Mode.STORED;
            part.append(" GENERATED ALWAYS AS (").append(computed.get()).append(stored ? ") STORED" : ") VIRTUAL");
        } else {
            writable.add(new DataColumn(column.name(), type));
        }
        if (counter.filter(column::equals).isPresent()) {
            boolean counts = !isNative || column.generation().expression().equals(SqliteDefinition.COUNTER);
            return quote(column.name()) + " INTEGER PRIMARY KEY" + (counts ? " AUTOINCREMENT" : "");
        }
        if (column.generation().mode() == Generation.Mode.IDENTITY) {
            findings.add(Finding.warning(
                    "schema.counter-not-moved",
                    subject,
                    "SQLite counts only in a column that is the whole primary key, of whole numbers",
                    "Let the application give the numbers."));
        }
        if (!column.isNullable() || table.primaryKey().contains(column.name())) {
            part.append(" NOT NULL");
        }
        if (computed.isEmpty()) {
            defaultOf(column, type, subject)
                    .ifPresent(d -> part.append(" DEFAULT ").append(d));
        }
        if (column.type().kind() == Kind.ENUM) {
            part.append(" CHECK (")
                    .append(quote(column.name()))
                    .append(column.type().values().stream()
                            .map(SqlDialect.SQLITE::literal)
                            .collect(Collectors.joining(", ", " IN (", "))")));
        }
        return part.toString();
    }

    private String declared(Column column, String subject) {
        boolean keeps = isNative && SqliteType.promised(column.nativeType()).equals(column.type());
        if (keeps && isClear(column.nativeType())) {
            return column.nativeType();
        }
        if (column.type().kind() == Kind.OTHER) {
            findings.add(Finding.warning(
                            "schema.type-unknown",
                            subject,
                            "SQLite has no such type; the column becomes text",
                            "Nothing to do where the application reads it as text.")
                    .withEvidence(column.nativeType()));
        }
        return SqliteType.declared(column.type());
    }

    private Optional<String> computed(Column column, String subject) {
        Generation generation = column.generation();
        if (generation.mode() != Generation.Mode.STORED && generation.mode() != Generation.Mode.VIRTUAL) {
            return Optional.empty();
        }
        if (isNative && !generation.expression().isEmpty() && isClear(generation.expression())) {
            return Optional.of(generation.expression());
        }
        findings.add(Finding.warning(
                        "schema.generated-as-values",
                        subject,
                        "the expression of the computed column has no sure translation; the column keeps its values and"
                                + " is computed no more",
                        "Add the expression at the destination by hand.")
                .withEvidence(generation.expression()));
        return Optional.empty();
    }

    private Optional<String> defaultOf(Column column, LogicalType type, String subject) {
        Table.DefaultValue value = column.defaultValue();
        Optional<String> said = switch (value.form()) {
            case NONE -> Optional.empty();
            case LITERAL -> literal(value.text(), type);
            case CURRENT_TIMESTAMP ->
                type.kind() == Kind.TIMESTAMP || isNative ? Optional.of("CURRENT_TIMESTAMP") : Optional.empty();
            case EXPRESSION ->
                isNative && isClear(value.text()) ? Optional.of("(" + value.text() + ")") : Optional.empty();
        };
        if (said.isEmpty() && value.form() != Table.DefaultValue.Form.NONE) {
            findings.add(Finding.warning(
                            "schema.default-not-moved",
                            subject,
                            "the default of the column has no sure translation and is left out",
                            "Add it at the destination by hand.")
                    .withEvidence(value.form() == Table.DefaultValue.Form.EXPRESSION ? value.text() : ""));
        }
        return said;
    }

    private static Optional<String> literal(String text, LogicalType type) {
        if (!isClear(text)) {
            return Optional.empty();
        }
        return switch (type.kind()) {
            case BYTES -> Optional.of("x'" + text + "'");
            case BOOLEAN -> Optional.of(text.equals("t") ? "1" : "0");
            case INTEGER -> Optional.of(text);
            default -> Optional.of(SqlDialect.SQLITE.literal(text));
        };
    }

    private Optional<String> check(DatasetName name, Table.CheckConstraint check) {
        if (!isNative || !isClear(check.expression())) {
            findings.add(Finding.warning(
                            "schema.check-not-moved",
                            name.toString(),
                            "a condition on rows has no sure translation and is left out",
                            "Add it at the destination by hand.")
                    .withEvidence(check.expression()));
            return Optional.empty();
        }
        return Optional.of((check.name().isEmpty() ? "" : "CONSTRAINT " + quote(check.name()) + " ") + "CHECK ("
                + check.expression() + ")");
    }

    private Optional<String> foreignKey(DatasetName name, ForeignKey key) {
        if (source.table(key.target()).isEmpty()) {
            findings.add(Finding.warning(
                            "schema.foreign-key-not-moved",
                            name + "." + String.join(", ", key.columns()),
                            "a foreign key refers to what is not moved, and is left out",
                            "Make it at the destination by hand.")
                    .withEvidence("to " + key.target()));
            return Optional.empty();
        }
        return Optional.of((key.name().isEmpty() ? "" : "CONSTRAINT " + quote(key.name()) + " ") + "FOREIGN KEY ("
                + SqlDialect.SQLITE.identifiers(key.columns()) + ") REFERENCES "
                + quote(finalName(key.target()).name()) + " ("
                + SqlDialect.SQLITE.identifiers(key.targetColumns()) + ")" + action(" ON DELETE ", key.onDelete())
                + action(" ON UPDATE ", key.onUpdate()));
    }

    private static String action(String when, ForeignKey.Action action) {
        return action == ForeignKey.Action.NO_ACTION ? "" : when + action.name().replace('_', ' ');
    }

    private void index(Table table, Index index) {
        DatasetName name = finalName(table.name());
        Optional<String> parts = parts(index);
        boolean btree = index.method().isEmpty() || index.method().equalsIgnoreCase("btree");
        boolean predicate = index.predicate().isEmpty() || (isNative && isClear(index.predicate()));
        String wanted = index.name().isEmpty()
                ? name.name() + "_"
                        + index.parts().stream()
                                .map(p -> p.column().isEmpty() ? "expr" : p.column())
                                .collect(Collectors.joining("_"))
                        + (index.isUnique() ? "_key" : "_idx")
                : index.name();
        if (parts.isEmpty() || !btree || !predicate) {
            findings.add(Finding.warning(
                            index.isUnique() ? "schema.unique-not-moved" : "schema.index-not-moved",
                            name + "." + wanted,
                            "an index " + (index.isUnique() ? "that keeps values unique " : "")
                                    + "has no sure translation and is left out",
                            "Make it at the destination by hand.")
                    .withEvidence(index.method() + " "
                            + index.parts().stream()
                                    .map(p -> p.column() + p.expression())
                                    .toList() + " " + index.predicate()));
            return;
        }
        String given = names.takeIndex(wanted);
        change(
                "index " + name + "." + given,
                Phase.AFTER_DATA,
                name,
                "CREATE " + (index.isUnique() ? "UNIQUE " : "") + "INDEX " + INDEX + " ON " + NAME + " ("
                        + parts.get() + ")"
                        + (index.predicate().isEmpty() ? "" : " WHERE " + index.predicate()) + "\n-- " + given);
    }

    private Optional<String> parts(Index index) {
        List<String> parts = new ArrayList<>();
        for (IndexPart part : index.parts()) {
            boolean known = part.column().isEmpty()
                    ? isNative && isClear(part.expression())
                    : part.prefixLength() == 0 || !index.isUnique();
            if (!known) {
                return Optional.empty();
            }
            String words = part.column().isEmpty() ? part.expression() : quote(part.column());
            parts.add((part.prefixLength() > 0 ? "substr(" + words + ", 1, " + part.prefixLength() + ")" : words)
                    + (part.isDescending() ? " DESC" : ""));
        }
        return Optional.of(String.join(", ", parts));
    }

    private void object(NativeObject object) {
        String what = object.kind().name().toLowerCase(Locale.ROOT);
        boolean moves =
                isNative && (object.kind() == NativeObject.Kind.VIEW || object.kind() == NativeObject.Kind.TRIGGER);
        if (moves && isClear(object.source())) {
            change(what + " " + object.name(), Phase.RELATIONS, object.name(), object.source());
            return;
        }
        left("schema." + what + "-not-moved", object.name(), "a " + what, object.source());
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
