package io.godwit.db.postgres;

import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeDefinition;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.Generation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a schema of PostgreSQL as PostgreSQL itself defines it; only the namespaces are changed for those that are built in. One
 * thread at a time.
 */
final class PostgresNative {
    private static final Pattern ROLE = Pattern.compile(" TO (\"(?:[^\"]|\"\")+\"|[^ \"]+)(?: WITH GRANT OPTION)?$");
    private static final Pattern EXTENSION = Pattern.compile("EXISTS (\"(?:[^\"]|\"\")+\"|[^ \"]+)");

    private final RelationalSchema source;
    private final PostgresNames names;
    private final PostgresServerFacts server;
    private final List<Finding> findings = new ArrayList<>();
    private final List<SchemaChange> changes = new ArrayList<>();
    private final Set<String> ids = new LinkedHashSet<>();
    private final Set<String> namespaces = new HashSet<>();
    /** What belongs to tables that all go into another namespace goes with them. */
    private final Map<String, String> moved = new HashMap<>();

    private final PostgresRenames renames;

    PostgresNative(RelationalSchema source, PostgresNames names, PostgresServerFacts server) {
        this.source = source;
        this.names = names;
        this.server = server;
        source.definitions().forEach(d -> namespaces.add(d.name().namespace()));
        source.tables().forEach(t -> namespaces.add(t.name().namespace()));
        source.formerNames().forEach((now, before) -> {
            namespaces.add(before.namespace());
            if (now.name().equals(before.name()) && !before.namespace().isEmpty()) {
                moved.put(before.namespace(), now.namespace());
            }
        });
        namespaces.remove("");
        this.renames = new PostgresRenames(source.formerNames());
    }

    Translation translate() {
        Map<DatasetName, Dataset> datasets = new LinkedHashMap<>();
        List<DatasetName> replaced = new ArrayList<>();
        for (Table table : source.tables()) {
            DatasetName name = finalName(table.name());
            datasets.put(table.name(), new Dataset(name, writable(table), table.primaryKey(), 0, 0));
            if (names.isTaken(name)) {
                findings.add(Finding.error(
                        "schema.name-taken",
                        name.toString(),
                        "the destination has something else than a table under this name",
                        "Rename what is there (an index, a sequence or a type), or move into another schema."));
            } else if (names.isReplaced(name)) {
                replaced.add(name);
            }
        }
        source.definitions().forEach(this::definition);
        return new Translation(datasets, changes, replaced, findings);
    }

    private DatasetName finalName(DatasetName name) {
        DatasetName now = new DatasetName(moved.getOrDefault(name.namespace(), name.namespace()), name.name());
        return new DatasetName(names.namespace(now), name.name());
    }

    private static List<DataColumn> writable(Table table) {
        return table.columns().stream()
                .filter(c -> c.generation().mode() != Generation.Mode.STORED
                        && c.generation().mode() != Generation.Mode.VIRTUAL)
                .map(c -> new DataColumn(c.name(), c.type()))
                .toList();
    }

    private void definition(NativeDefinition definition) {
        DatasetName name = finalName(definition.name());
        if (definition.source().isEmpty() || !PostgresSql.isClear(definition.source())) {
            left(definition, name);
            return;
        }
        boolean isRenamed = definition.tables().stream().anyMatch(source.formerNames()::containsKey);
        if (isRenamed && !PostgresRenames.isSure(definition.kind())) {
            findings.add(Finding.warning(
                            "mapping.object-left-out",
                            name.toString(),
                            "A " + definition.kind() + " needs a table that gets another name, and is left out.",
                            "Make it at the target by hand, with the new name.")
                    .withEvidence(definition.source()));
            return;
        }
        switch (definition.kind()) {
            case "extension" -> {
                if (!hasExtension(definition, name)) {
                    return;
                }
            }
            case "grant" -> {
                if (!hasRole(definition, name)) {
                    return;
                }
            }
            case "table" -> {
                if (definition.source().contains(") VIRTUAL") && server.version() < 180_000) {
                    findings.add(Finding.error(
                                    "schema.generated-virtual",
                                    name.toString(),
                                    "a column is computed when it is read, which servers before version 18 do not know",
                                    "Change the column to a stored one at the source, or leave the table out.")
                            .withEvidence(definition.source()));
                }
            }
            default -> {
                // Nothing that the destination may lack.
            }
        }
        change(definition.kind(), definition.phase(), name, renames.rewrite(definition.source()));
        if (definition.kind().equals("table")) {
            source.table(definition.name()).ifPresent(this::types);
        }
    }

    private void change(String kind, Phase phase, DatasetName name, String sql) {
        String id = kind + " " + name;
        String unique = id;
        for (int i = 2; !ids.add(unique); i++) {
            unique = id + " #" + i;
        }
        changes.add(new SchemaChange(unique, phase, name, placed(sql)));
    }

    /** Columns that get another type than the source says of them: while the table is empty, that costs nothing. */
    private void types(Table table) {
        for (Column column : table.columns()) {
            if (!column.nativeType().isEmpty()) {
                continue;
            }
            String type = PostgresTypes.definition(column.type());
            String alter = " ALTER COLUMN " + PostgresSql.name(column.name());
            StringBuilder sql = new StringBuilder("ALTER TABLE ").append(PostgresSql.name(table.name()));
            boolean isCounted = column.generation().mode() == Generation.Mode.IDENTITY;
            if (!isCounted && column.defaultValue().form() != Table.DefaultValue.Form.EXPRESSION) {
                sql.append(alter).append(" DROP DEFAULT,");
            }
            sql.append(alter).append(" TYPE ").append(type);
            if (!isCounted) {
                sql.append(" USING NULL");
            }
            if (column.defaultValue().form() == Table.DefaultValue.Form.LITERAL) {
                sql.append(",")
                        .append(alter)
                        .append(" SET DEFAULT ")
                        .append(PostgresSql.literal(column.defaultValue().text()))
                        .append("::")
                        .append(type);
            } else if (column.defaultValue().form() == Table.DefaultValue.Form.CURRENT_TIMESTAMP) {
                sql.append(",").append(alter).append(" SET DEFAULT CURRENT_TIMESTAMP");
            }
            change("column type", Phase.BEFORE_DATA, finalName(table.name()), sql.toString());
        }
    }

    /** With places in place of namespaces. */
    private String placed(String sql) {
        return PostgresQualifiers.rewrite(sql, namespace -> {
            if (!namespaces.contains(namespace)) {
                return null;
            }
            String now = moved.getOrDefault(namespace, namespace);
            return PostgresSql.place(names.namespace(new DatasetName(now, "x"))) + ".";
        });
    }

    private void left(NativeDefinition definition, DatasetName name) {
        findings.add(Finding.warning(
                        "schema.definition-not-moved",
                        name.toString(),
                        "the " + definition.kind() + " is not moved",
                        "Make it at the destination by hand where it is needed.")
                .withEvidence(definition.source()));
    }

    private boolean hasExtension(NativeDefinition definition, DatasetName name) {
        Matcher extension = EXTENSION.matcher(definition.source());
        if (extension.find() && !server.extensions().contains(bare(extension.group(1)))) {
            findings.add(Finding.error(
                            "schema.extension-missing",
                            name.name(),
                            "the destination's server does not have this extension",
                            "Install the extension's package on the destination's server, or remove it at the source"
                                    + " where nothing needs it.")
                    .withEvidence(definition.source()));
            return false;
        }
        return true;
    }

    private boolean hasRole(NativeDefinition definition, DatasetName name) {
        Matcher role = ROLE.matcher(definition.source());
        if (role.find() && !role.group(1).equals("PUBLIC") && !server.roles().contains(bare(role.group(1)))) {
            findings.add(Finding.warning(
                            "schema.grant-not-moved",
                            name.toString(),
                            "a right is given to a role that the destination does not have",
                            "Make the role at the destination first, or give the right by hand.")
                    .withEvidence(definition.source()));
            return false;
        }
        return true;
    }

    private static String bare(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
