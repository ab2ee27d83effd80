package io.godwit.core.internal.data;

import io.godwit.spi.DataMapping;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeDefinition;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.Table.ForeignKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Gives tables other names and columns other types, in the schema that a target is shown. One thread at a time. */
final class SchemaMapping {
    /** Kinds whose canonical texts mean the same to each other. */
    private static final List<Set<Kind>> KIN = List.of(
            EnumSet.of(Kind.INTEGER, Kind.DECIMAL, Kind.TEXT),
            EnumSet.of(Kind.TEXT, Kind.ENUM, Kind.JSON, Kind.UUID),
            EnumSet.of(Kind.TEXT, Kind.DATE),
            EnumSet.of(Kind.TEXT, Kind.TIMESTAMP));

    private final DataMapping mapping;
    private final TableNames names;
    private final Consumer<Finding> findings;
    private final Map<DatasetName, DatasetName> renamed = new LinkedHashMap<>();
    private final Map<DatasetName, DatasetName> former = new HashMap<>();

    /**
     * A mapping.
     *
     * @param mapping what becomes of what
     * @param findings takes what a person should know
     */
    SchemaMapping(DataMapping mapping, Consumer<Finding> findings) {
        this.mapping = mapping;
        this.names = TableNames.of(mapping);
        this.findings = findings;
    }

    /** What the source calls a table. */
    DatasetName former(DatasetName table) {
        return former.getOrDefault(table, table);
    }

    /**
     * Maps.
     *
     * @param schema what is moved of the source
     * @return the schema as the target is to make it
     */
    RelationalSchema apply(RelationalSchema schema) {
        if (mapping.isNone()) {
            return schema;
        }
        unused(schema);
        for (Table table : schema.tables()) {
            DatasetName name = names.of(table.name());
            DatasetName other = former.put(name, table.name());
            if (other != null) {
                findings.accept(Finding.error(
                                "mapping.name-twice",
                                name.toString(),
                                "Two tables would have this name at the target.",
                                "Give one of them another name, or exclude it.")
                        .withEvidence(other + ", " + table.name()));
            }
            if (!name.equals(table.name())) {
                renamed.put(table.name(), name);
            }
        }
        former.entrySet().removeIf(each -> each.getKey().equals(each.getValue()));
        return new RelationalSchema(
                schema.product(),
                schema.tables().stream().map(this::table).toList(),
                schema.sequences(),
                schema.objects().stream()
                        .filter(this::isKept)
                        .map(object -> object.kind() == NativeObject.Kind.TABLE
                                ? new NativeObject(object.kind(), now(object.name()), object.source())
                                : object)
                        .toList(),
                schema.definitions().stream().map(this::definition).toList(),
                former);
    }

    private DatasetName now(DatasetName table) {
        return renamed.getOrDefault(table, table);
    }

    /** What is asked for and meets nothing is a slip of the pen, and not to be passed over. */
    private void unused(RelationalSchema schema) {
        for (String key : mapping.conditions().keySet()) {
            NameGlob glob = new NameGlob(key);
            if (schema.tables().stream().noneMatch(table -> glob.takes(table.name()))) {
                nothing("where", key, "table");
            }
        }
        for (String key : mapping.names().keySet()) {
            if (schema.tables().stream().noneMatch(table -> TableNames.means(key, table.name()))) {
                nothing("rename", key, "table");
            }
        }
        for (String key : mapping.types().keySet()) {
            NameGlob glob = new NameGlob(key);
            if (schema.tables().stream()
                    .noneMatch(table ->
                            table.columns().stream().anyMatch(column -> glob.takes(table.name(), column.name())))) {
                nothing("types", key, "column");
            }
        }
    }

    private void nothing(String word, String key, String what) {
        findings.accept(Finding.error(
                "mapping.matches-nothing",
                key,
                "Under \"" + word + "\" stands \"" + key + "\", and no " + what + " that is moved has this name.",
                "Write the name as the source does, with its schema in front where it is not the one connected to."));
    }

    private Table table(Table table) {
        return new Table(
                now(table.name()),
                table.columns().stream()
                        .map(column -> column(table.name(), column))
                        .toList(),
                table.primaryKey(),
                table.indexes(),
                table.foreignKeys().stream()
                        .map(key -> new ForeignKey(
                                key.name(),
                                key.columns(),
                                now(key.target()),
                                key.targetColumns(),
                                key.onDelete(),
                                key.onUpdate()))
                        .toList(),
                table.checks(),
                table.comment());
    }

    private Column column(DatasetName table, Column column) {
        for (Map.Entry<String, String> each : mapping.types().entrySet()) {
            if (new NameGlob(each.getKey()).takes(table, column.name())) {
                LogicalType type = type(each.getKey(), each.getValue());
                return new Column(
                        column.name(),
                        type,
                        "",
                        column.isNullable(),
                        defaultValue(table, column, type),
                        column.generation(),
                        column.comment());
            }
        }
        return column;
    }

    private static LogicalType type(String column, String words) {
        try {
            return LogicalType.parse(words);
        } catch (IllegalArgumentException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "mapping.bad-type",
                            "the type of \"" + column + "\" cannot be read: " + e.getMessage())
                    .subject(column)
                    .remedy("Write a type that stands there.")
                    .cause(e)
                    .build();
        }
    }

    private DefaultValue defaultValue(DatasetName table, Column column, LogicalType type) {
        DefaultValue value = column.defaultValue();
        boolean isLiteral = value.form() == DefaultValue.Form.LITERAL;
        boolean isKept = !isLiteral
                || column.type().kind() == type.kind()
                || KIN.stream().anyMatch(kin -> kin.contains(column.type().kind()) && kin.contains(type.kind()));
        if (isKept) {
            return value;
        }
        findings.accept(Finding.warning(
                "mapping.default-left-out",
                table + "." + column.name(),
                "The default of this column is none of the type that it gets, and is left out.",
                "Add a default at the target where one is needed."));
        return DefaultValue.NONE;
    }

    /** What is told in words of its own cannot follow a table to another name. */
    private boolean isKept(NativeObject object) {
        if (object.kind() == NativeObject.Kind.TABLE) {
            return true;
        }
        List<String> mentioned = new ArrayList<>();
        for (DatasetName table : renamed.keySet()) {
            boolean isMentioned = Pattern.compile(
                            "(?<![\\w$])" + Pattern.quote(table.name()) + "(?![\\w$])",
                            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                    .matcher(object.source())
                    .find();
            if (isMentioned) {
                mentioned.add(table.toString());
            }
        }
        if (!mentioned.isEmpty()) {
            findings.accept(Finding.warning(
                            "mapping.object-left-out",
                            object.name().toString(),
                            "A " + object.kind().name().toLowerCase(java.util.Locale.ROOT)
                                    + " mentions a table that gets another name (" + String.join(", ", mentioned)
                                    + "), and is left out.",
                            "Make it at the target by hand, with the new name.")
                    .withEvidence(object.source()));
        }
        return mentioned.isEmpty();
    }

    private NativeDefinition definition(NativeDefinition definition) {
        return new NativeDefinition(
                definition.phase(),
                definition.kind(),
                now(definition.name()),
                definition.tables().stream().map(this::now).toList(),
                definition.source());
    }
}
