package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlDefinition.Kind;
import io.godwit.db.mysql.MySqlDefinition.Part;
import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.relational.NativeLosses;
import io.godwit.relational.TableGraph;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes of a schema what MySQL can hold of it. One thread at a time. */
final class MySqlTranslation {
    private static final Pattern COLLATION = Pattern.compile("\\bCOLLATE[= ]+(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENGINE = Pattern.compile("^ENGINE=(\\w+)");
    private static final Pattern QUOTED = Pattern.compile("'(?:[^'\\\\]|''|\\\\.)*'", Pattern.DOTALL);

    private static final String REFERENCES = ") REFERENCES `";

    private final RelationalSchema source;
    private final MySqlNames names;
    private final Server server;
    private final List<Finding> findings = new ArrayList<>();
    private final List<SchemaChange> changes = new ArrayList<>();
    private final Map<DatasetName, Dataset> datasets = new LinkedHashMap<>();
    private final List<DatasetName> replaced = new ArrayList<>();
    private final Set<String> ids = new LinkedHashSet<>();

    MySqlTranslation(RelationalSchema source, MySqlNames names, Server server) {
        this.source = source;
        this.names = names;
        this.server = server;
    }

    Translation translate() {
        boolean isNative = source.product().equals(server.product());
        Map<DatasetName, NativeObject> definitions = source.objects().stream()
                .filter(o -> o.kind() == NativeObject.Kind.TABLE)
                .collect(Collectors.toMap(NativeObject::name, o -> o));
        for (Table table : TableGraph.of(source).ordered()) {
            DatasetName name = table.name();
            if (!table.name().namespace().isEmpty() || !MySqlNames.fits(name.name())) {
                findings.add(Finding.error(
                        "schema.name-too-long",
                        name.toString(),
                        "the name has a schema in front, more than the 64 characters that MySQL has for it, or a blank"
                                + " at the end",
                        "Rename the table at the source, or leave it out."));
                continue;
            }
            if (names.isReplaced(name)) {
                replaced.add(name);
            }
            NativeObject words = definitions.get(name);
            Optional<MySqlDefinition> definition =
                    isNative && words != null ? MySqlDefinition.parse(words.source()) : Optional.empty();
            boolean clear = words == null || MySqlSql.isClear(words.source());
            if (definition.isPresent() && clear) {
                same(table, definition.get());
            } else {
                new MySqlTableModel(source, table, server, this::change, findings)
                        .translate()
                        .ifPresent(dataset -> datasets.put(name, dataset));
            }
        }
        if (!isNative) {
            findings.addAll(NativeLosses.of(source));
        }
        new MySqlObjectMoves(source, isNative, names.staying(replaced), this::change, findings).translate();
        return new Translation(datasets, changes, replaced, findings);
    }

    /** Takes something to make. */
    @FunctionalInterface
    interface Changes {
        void add(String id, Phase phase, DatasetName object, String definition);
    }

    private void change(String id, Phase phase, DatasetName object, String definition) {
        String unique = id;
        for (int i = 2; !ids.add(unique); i++) {
            unique = id + " #" + i;
        }
        changes.add(new SchemaChange(unique, phase, object, definition));
    }

    /** The same engine on both sides: its own words, with what sorts and what relates put off until the rows are there. */
    private void same(Table table, MySqlDefinition definition) {
        DatasetName name = table.name();
        unknown(name, definition);
        Set<String> kept = keptIndexes(table, definition);
        List<String> now = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (Part part : definition.parts()) {
            switch (part.kind()) {
                case COLUMN -> now.add(retyped(table, part.name()).orElse(part.words()));
                case PRIMARY_KEY, CHECK, OTHER -> now.add(part.words());
                case INDEX, SPATIAL -> {
                    if (kept.contains(part.name())) {
                        now.add(part.words());
                    } else {
                        after.add("ADD " + part.words());
                    }
                }
                case FULLTEXT, FOREIGN_KEY -> {
                    // Made by themselves, below.
                }
            }
        }
        change(
                "table " + name,
                Phase.BEFORE_DATA,
                name,
                "CREATE TABLE " + MySqlSql.place(name) + " (\n    " + String.join(",\n    ", now) + "\n) "
                        + definition.options());
        String alter = "ALTER TABLE " + MySqlSql.place(name) + "\n    ";
        if (!after.isEmpty()) {
            change("indexes " + name, Phase.AFTER_DATA, name, alter + String.join(",\n    ", after));
        }
        for (Part part : definition.of(Kind.FULLTEXT)) {
            change("index " + name + "." + part.name(), Phase.AFTER_DATA, name, alter + "ADD " + part.words());
        }
        Set<String> wanted = table.foreignKeys().stream().map(ForeignKey::name).collect(Collectors.toSet());
        List<String> keys = definition.of(Kind.FOREIGN_KEY).stream()
                .filter(part -> wanted.contains(part.name()))
                .map(part -> "ADD " + referring(part, table))
                .toList();
        if (!keys.isEmpty()) {
            change("foreign keys " + name, Phase.RELATIONS, name, alter + String.join(",\n    ", keys));
        }
        change("statistics " + name, Phase.RELATIONS, name, "ANALYZE TABLE " + MySqlSql.place(name));
        List<DataColumn> writable = table.columns().stream()
                .filter(c -> !isComputed(c))
                .map(c -> new DataColumn(c.name(), c.type()))
                .toList();
        datasets.put(name, new Dataset(name, writable, table.primaryKey(), 0, 0));
    }

    /** The words of a column that gets another type than the source says of it. */
    private Optional<String> retyped(Table table, String column) {
        return table.column(column)
                .filter(c -> c.nativeType().isEmpty())
                .map(c -> new MySqlTableModel(source, table, server, this::change, findings).column(c));
    }

    /** A foreign key under the name that the table has at the destination which it refers to. */
    private static String referring(Part part, Table table) {
        String words = part.words();
        int open = words.indexOf('`', words.indexOf(REFERENCES));
        int close = MySqlDefinition.skipQuoted(words, open);
        String target = table.foreignKeys().stream()
                .filter(key -> key.name().equals(part.name()))
                .map(key -> MySqlSql.name(key.target().name()))
                .findFirst()
                .orElse(words.substring(open, close));
        return words.substring(0, open) + target + words.substring(close);
    }

    /** What a server of another version does not know. */
    private void unknown(DatasetName name, MySqlDefinition definition) {
        Set<String> collations = new LinkedHashSet<>();
        definition.of(Kind.COLUMN).forEach(part -> collations(part.words(), collations));
        collations(definition.options(), collations);
        collations.removeAll(names.collations());
        if (!collations.isEmpty()) {
            findings.add(Finding.error(
                            "schema.collation-unknown",
                            name.toString(),
                            "the destination does not know a collation of this table: " + String.join(", ", collations),
                            "Upgrade the destination, or give the table a collation at the source that both know"
                                    + " (ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4 COLLATE ...).")
                    .withEvidence(server.product() + " " + server.full()));
        }
        Matcher engine = ENGINE.matcher(definition.options());
        if (engine.find() && !names.engines().contains(engine.group(1).toUpperCase(Locale.ROOT))) {
            findings.add(Finding.error(
                    "schema.engine-unknown",
                    name.toString(),
                    "the destination does not have the table's storage engine: " + engine.group(1),
                    "Install the engine there, or convert the table at the source (ALTER TABLE ... ENGINE = InnoDB)."));
        }
    }

    /** Outside of quotes, so that no comment is taken for one. */
    private static void collations(String words, Set<String> found) {
        Matcher collation = COLLATION.matcher(QUOTED.matcher(words).replaceAll("''"));
        while (collation.find()) {
            found.add(collation.group(1).toLowerCase(Locale.ROOT));
        }
    }

    static boolean isComputed(Column column) {
        Generation.Mode mode = column.generation().mode();
        return mode == Generation.Mode.STORED || mode == Generation.Mode.VIRTUAL;
    }

    /** A counter has to be the first column of some index from the beginning. */
    private static Set<String> keptIndexes(Table table, MySqlDefinition definition) {
        Optional<String> counter = table.columns().stream()
                .filter(c -> c.generation().mode() == Generation.Mode.IDENTITY)
                .map(Column::name)
                .findFirst();
        boolean isFirst = counter.isEmpty()
                || (!table.primaryKey().isEmpty() && table.primaryKey().get(0).equals(counter.get()));
        if (isFirst) {
            return Set.of();
        }
        boolean myIsam = !definition.options().toUpperCase(Locale.ROOT).contains("ENGINE=INNODB");
        List<Part> candidates = definition.of(Kind.INDEX).stream()
                .filter(part -> MySqlDefinition.firstColumn(part).equals(counter.get()))
                .toList();
        if (candidates.isEmpty() || myIsam) {
            // An engine where it may stand further behind: whatever holds it.
            return definition.of(Kind.INDEX).stream().map(Part::name).collect(Collectors.toSet());
        }
        return Set.of(candidates.get(0).name());
    }
}
