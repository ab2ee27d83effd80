package io.godwit.core.internal.data;

import static io.godwit.core.internal.data.SmallDatabase.quote;

import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Table;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a {@link SmallDatabase} makes of a schema: decimals get four digits after the point, every table an index, every foreign key a
 * trigger. Tables whose names begin with "odd" it cannot hold.
 */
final class SmallTarget implements RelationalTarget {
    private final SmallFile file;
    private final Faults faults;
    private final SmallDatabase database;

    SmallTarget(SmallFile file, Faults faults, SmallDatabase database) {
        this.file = file;
        this.faults = faults;
        this.database = database;
    }

    @Override
    public Translation translate(RelationalSchema source, String namespace, WorkContext context) {
        faults.hit("translate");
        Map<DatasetName, Dataset> datasets = new HashMap<>();
        List<SchemaChange> changes = new ArrayList<>();
        List<DatasetName> replaced = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Table table : source.tables()) {
            String name = table.name().name();
            if (name.startsWith("odd")) {
                findings.add(Finding.error("schema.odd", name, "This table is odd.", "Exclude it."));
                continue;
            }
            datasets.put(table.name(), dataset(table));
            changes.add(change("table", Phase.BEFORE_DATA, table.name(), create(table)));
            changes.add(change(
                    "index",
                    Phase.AFTER_DATA,
                    table.name(),
                    "CREATE INDEX IF NOT EXISTS \"@index_" + name + "\" ON \"@" + name + "\" ("
                            + quote(table.columns().get(0).name()) + ")"));
            for (Table.ForeignKey key : table.foreignKeys()) {
                changes.add(change(
                        "key to " + key.target().name(),
                        Phase.RELATIONS,
                        table.name(),
                        "CREATE TRIGGER IF NOT EXISTS \"@key_" + name + "_"
                                + key.target().name() + "\" BEFORE INSERT ON \"@" + name + "\" BEGIN SELECT 1; END"));
            }
            if (file.read(connection -> SmallFile.hasTable(connection, name))) {
                replaced.add(table.name());
            }
        }
        return new Translation(datasets, changes, replaced, findings);
    }

    private static SchemaChange change(String what, Phase phase, DatasetName table, String sql) {
        return new SchemaChange(what + " of " + table.name(), phase, table, sql);
    }

    private static Dataset dataset(Table table) {
        List<DataColumn> columns = table.columns().stream()
                .map(c -> new DataColumn(c.name(), SmallSchema.type(widened(c.nativeType()))))
                .toList();
        return new Dataset(table.name(), columns, table.primaryKey(), 0, 0);
    }

    private static String widened(String type) {
        return type.startsWith("DECTEXT") ? "DECTEXT(20,4)" : type;
    }

    private static String create(Table table) {
        String columns = table.columns().stream()
                .map(c -> quote(c.name()) + " " + widened(c.nativeType()) + (c.isNullable() ? "" : " NOT NULL")
                        + (table.primaryKey().contains(c.name()) ? " PRIMARY KEY" : ""))
                .collect(Collectors.joining(", "));
        return "CREATE TABLE IF NOT EXISTS \"@" + table.name().name() + "\" (" + columns + ")";
    }

    @Override
    public void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context) {
        database.change("apply-" + change.phase(), connection -> {
            database.fence(connection, area, token);
            SmallFile.execute(connection, change.definition().replace("@", SmallDatabase.inArea(area, "")));
            return true;
        });
    }
}
