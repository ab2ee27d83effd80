package io.godwit.db.postgres;

import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeDefinition;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Generation;
import java.util.ArrayList;
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

    PostgresNative(RelationalSchema source, PostgresNames names, PostgresServerFacts server) {
        this.source = source;
        this.names = names;
        this.server = server;
        source.definitions().forEach(d -> namespaces.add(d.name().namespace()));
        source.tables().forEach(t -> namespaces.add(t.name().namespace()));
        namespaces.remove("");
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
        return new DatasetName(names.namespace(name), name.name());
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
        String id = definition.kind() + " " + name;
        String unique = id;
        for (int i = 2; !ids.add(unique); i++) {
            unique = id + " #" + i;
        }
        changes.add(new SchemaChange(unique, definition.phase(), name, placed(definition.source())));
    }

    /** With places in place of namespaces. */
    private String placed(String sql) {
        return PostgresQualifiers.rewrite(sql, namespace -> {
            if (!namespaces.contains(namespace)) {
                return null;
            }
            return PostgresSql.place(names.namespace(new DatasetName(namespace, "x"))) + ".";
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
