package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.db.mysql.MySqlTypes.Target;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes of a table from another engine what MySQL can hold of it. One thread at a time. */
final class MySqlTableModel {
    private static final int PREFIX = 191;
    private static final int EXPRESSIONS_MYSQL = 80_013;
    private static final int CHECKS_MYSQL = 80_016;
    private static final int CHECKS_MARIADB = 100_201;

    private final RelationalSchema source;
    private final Table table;
    private final Server server;
    private final MySqlTranslation.Changes changes;
    private final List<Finding> findings;
    private final MySqlTypes types;
    private final MySqlExpression expressions;
    private final boolean isKin;
    private final Map<String, Target> targets = new LinkedHashMap<>();

    MySqlTableModel(
            RelationalSchema source,
            Table table,
            Server server,
            MySqlTranslation.Changes changes,
            List<Finding> findings) {
        this.source = source;
        this.table = table;
        this.server = server;
        this.changes = changes;
        this.findings = findings;
        this.types = new MySqlTypes(source.product(), server, findings);
        this.isKin =
                source.product().equals(MySqlSession.MYSQL) || source.product().equals(MySqlSession.MARIADB);
        this.expressions = new MySqlExpression(table);
    }

    Optional<Dataset> translate() {
        DatasetName name = table.name();
        Map<String, Integer> keyed = keyed();
        List<String> parts = new ArrayList<>();
        List<DataColumn> writable = new ArrayList<>();
        for (Column column : table.columns()) {
            String subject = name + "." + column.name();
            if (!MySqlNames.fits(column.name()) || !MySqlSql.isClear(column.name())) {
                findings.add(Finding.error(
                        "schema.name-too-long",
                        subject,
                        "the name of the column is longer than the 64 characters that MySQL has for it, or odd",
                        "Rename the column at the source, or leave the table out."));
                return Optional.empty();
            }
            Target target = types.target(column, subject, keyed.getOrDefault(column.name(), 0));
            targets.put(column.name(), target);
            parts.add(column(column, target, subject, writable));
        }
        if (!table.primaryKey().isEmpty()) {
            parts.add("PRIMARY KEY (" + MySqlSql.names(table.primaryKey()) + ")");
        }
        counterIndex().ifPresent(parts::add);
        checks(parts);
        String comment = table.comment().isEmpty() || !MySqlSql.isClear(table.comment())
                ? ""
                : " COMMENT = " + MySqlSql.literal(cut(table.comment(), 2000));
        changes.add(
                "table " + name,
                Phase.BEFORE_DATA,
                name,
                "CREATE TABLE " + MySqlSql.place(name) + " (\n    " + String.join(",\n    ", parts)
                        + "\n) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4" + counter() + comment);
        table.indexes().forEach(this::index);
        table.foreignKeys().forEach(this::foreignKey);
        changes.add("statistics " + name, Phase.RELATIONS, name, "ANALYZE TABLE " + MySqlSql.place(name));
        return Optional.of(new Dataset(name, writable, table.primaryKey(), 0, 0));
    }

    private static String cut(String text, int characters) {
        return text.length() <= characters ? text : text.substring(0, characters);
    }

    /** For each column in a key: how many columns the widest such key has. */
    private Map<String, Integer> keyed() {
        Map<String, Integer> keyed = new HashMap<>();
        table.primaryKey().forEach(c -> keyed.merge(c, table.primaryKey().size(), Math::max));
        for (Index index : table.indexes()) {
            if (index.isUnique() && index.predicate().isEmpty()) {
                for (IndexPart part : index.parts()) {
                    keyed.merge(part.column(), index.parts().size(), Math::max);
                }
            }
        }
        for (ForeignKey key : table.foreignKeys()) {
            key.columns().forEach(c -> keyed.merge(c, key.columns().size(), Math::max));
        }
        for (Table other : source.tables()) {
            for (ForeignKey key : other.foreignKeys()) {
                if (key.target().equals(table.name())) {
                    key.targetColumns()
                            .forEach(c -> keyed.merge(c, key.columns().size(), Math::max));
                }
            }
        }
        return keyed;
    }

    /** The words that make a column of the table. */
    String column(Column column) {
        String subject = table.name() + "." + column.name();
        Target target = types.target(column, subject, keyed().getOrDefault(column.name(), 0));
        return column(column, target, subject, new ArrayList<>());
    }

    private String column(Column column, Target target, String subject, List<DataColumn> writable) {
        StringBuilder part =
                new StringBuilder(MySqlSql.name(column.name())).append(' ').append(target.definition());
        Optional<String> computed = computed(column, subject);
        boolean required = !column.isNullable() || table.primaryKey().contains(column.name());
        if (computed.isPresent()) {
            boolean stored = column.generation().mode() == Generation.Mode.STORED;
            part.append(" GENERATED ALWAYS AS (").append(computed.get()).append(stored ? ") STORED" : ") VIRTUAL");
            if (required && !server.isMariaDb()) {
                part.append(" NOT NULL");
            }
        } else {
            writable.add(new DataColumn(column.name(), target.type()));
            // A timestamp without a word would get a default of its own.
            part.append(required ? " NOT NULL" : " NULL");
            if (column.generation().mode() == Generation.Mode.IDENTITY) {
                part.append(" AUTO_INCREMENT");
            } else if (!MySqlTranslation.isComputed(column)) {
                defaultValue(column, target, subject)
                        .ifPresent(d -> part.append(" DEFAULT ").append(d));
            }
        }
        if (target.type().kind() == Kind.JSON) {
            part.append(" CHECK (json_valid(")
                    .append(MySqlSql.name(column.name()))
                    .append("))");
        }
        if (!column.comment().isEmpty() && MySqlSql.isClear(column.comment())) {
            String comment = " COMMENT " + MySqlSql.literal(cut(column.comment(), 1000));
            int check = part.indexOf(" CHECK (json_valid(");
            part.insert(check < 0 ? part.length() : check, comment);
        }
        return part.toString();
    }

    private Optional<String> computed(Column column, String subject) {
        if (!MySqlTranslation.isComputed(column)) {
            return Optional.empty();
        }
        String words = column.generation().expression();
        Optional<String> said = isKin
                ? Optional.of(words).filter(MySqlSql::isClear)
                : expressions.value(words, column.type().kind());
        if (said.isEmpty()) {
            findings.add(Finding.warning(
                            "schema.generated-as-values",
                            subject,
                            "the expression of the computed column has no sure translation;"
                                    + " the column keeps its values and is computed no more",
                            "Add the expression at the destination by hand.")
                    .withEvidence(words));
        }
        return said;
    }

    private Optional<String> defaultValue(Column column, Target target, String subject) {
        DefaultValue value = column.defaultValue();
        Kind kind = target.type().kind();
        Optional<String> said = switch (value.form()) {
            case NONE -> Optional.empty();
            case LITERAL -> literal(column, value.text(), target);
            case CURRENT_TIMESTAMP ->
                kind == Kind.TIMESTAMP || kind == Kind.TIMESTAMP_WITH_ZONE
                        ? Optional.of("CURRENT_TIMESTAMP"
                                + (target.type().length() == 0
                                        ? ""
                                        : "(" + Math.min(6, target.type().length()) + ")"))
                        : Optional.empty();
            case EXPRESSION -> expression(value.text());
        };
        if (said.isEmpty() && value.form() != DefaultValue.Form.NONE) {
            findings.add(Finding.warning(
                            "schema.default-not-moved",
                            subject,
                            "the default of the column has no sure translation and is left out",
                            "Add it at the destination by hand.")
                    .withEvidence(value.form() == DefaultValue.Form.EXPRESSION ? value.text() : ""));
        }
        return said;
    }

    private Optional<String> literal(Column column, String text, Target target) {
        if (text.indexOf('\0') >= 0 || !MySqlSql.isClear(text)) {
            return Optional.empty();
        }
        String said = switch (column.type().kind()) {
            case BOOLEAN -> text.equals("t") ? "1" : "0";
            case BYTES -> "x'" + text + "'";
            case BITS -> target.type().kind() == Kind.BITS ? "b'" + text + "'" : MySqlSql.literal(text);
            case TIMESTAMP_WITH_ZONE -> MySqlSql.literal(text.replace("Z", ""));
            default -> MySqlSql.literal(text);
        };
        if (MySqlTypes.takesLiteral(target.type().kind(), target.isLong(), server)) {
            return Optional.of(said);
        }
        boolean expressions = !server.isMariaDb() && server.version() >= EXPRESSIONS_MYSQL;
        return expressions ? Optional.of("(" + said + ")") : Optional.empty();
    }

    /** What both of the family know, and the one thing that applications of PostgreSQL ask for. */
    private Optional<String> expression(String words) {
        String plain = words.toLowerCase(java.util.Locale.ROOT).replaceAll("\\s+", "");
        return switch (plain) {
            case "uuid()", "gen_random_uuid()", "uuid_generate_v4()" -> Optional.of("(uuid())");
            default -> isKin && MySqlSql.isClear(words) ? Optional.of("(" + words + ")") : Optional.empty();
        };
    }

    private Optional<String> counterIndex() {
        return table.columns().stream()
                .filter(c -> c.generation().mode() == Generation.Mode.IDENTITY)
                .map(Column::name)
                .filter(c -> table.primaryKey().isEmpty()
                        || !table.primaryKey().get(0).equals(c))
                .map(c -> "KEY (" + MySqlSql.name(c) + ")")
                .findFirst();
    }

    private String counter() {
        return table.columns().stream()
                .filter(c -> c.generation().mode() == Generation.Mode.IDENTITY)
                .map(c -> " AUTO_INCREMENT = " + Math.max(1, c.generation().nextValue()))
                .findFirst()
                .orElse("");
    }

    private void checks(List<String> parts) {
        boolean has = server.version() >= (server.isMariaDb() ? CHECKS_MARIADB : CHECKS_MYSQL);
        for (Table.CheckConstraint check : table.checks()) {
            Optional<String> said = !has
                    ? Optional.empty()
                    : isKin
                            ? Optional.of(check.expression()).filter(MySqlSql::isClear)
                            : expressions.condition(check.expression());
            if (said.isEmpty()) {
                findings.add(Finding.warning(
                                "schema.check-not-moved",
                                table.name().toString(),
                                "a condition on rows has no sure translation and is left out",
                                "Add it at the destination by hand.")
                        .withEvidence(check.expression()));
                continue;
            }
            boolean named = !check.name().isEmpty() && MySqlNames.fits(check.name());
            parts.add((named ? "CONSTRAINT " + MySqlSql.name(check.name()) + " " : "") + "CHECK (" + said.get() + ")");
        }
    }

    private void index(Index index) {
        List<String> parts = new ArrayList<>();
        boolean sure = index.predicate().isEmpty();
        String method = index.method();
        boolean kind = method.isEmpty() || (isKin && (method.equals("fulltext") || method.equals("spatial")));
        for (IndexPart part : index.parts()) {
            Optional<String> said = part(index, part);
            sure &= said.isPresent();
            said.ifPresent(parts::add);
        }
        String name = index.name().isEmpty() || !MySqlNames.fits(index.name())
                ? cut(table.name().name(), 24) + "_" + Integer.toHexString(index.hashCode())
                : index.name();
        String subject = table.name() + "." + name;
        if (!sure || !kind) {
            findings.add(Finding.warning(
                            index.isUnique() ? "schema.unique-not-moved" : "schema.index-not-moved",
                            subject,
                            "an index " + (index.isUnique() ? "that keeps values unique " : "")
                                    + "has no sure translation and is left out",
                            "Make it at the destination by hand.")
                    .withEvidence(evidence(index)));
            return;
        }
        String word = method.equals("fulltext")
                ? "FULLTEXT KEY "
                : method.equals("spatial") ? "SPATIAL KEY " : index.isUnique() ? "UNIQUE KEY " : "KEY ";
        changes.add(
                "index " + subject,
                Phase.AFTER_DATA,
                table.name(),
                "ALTER TABLE " + MySqlSql.place(table.name()) + "\n    ADD " + word + MySqlSql.name(name) + " ("
                        + String.join(", ", parts) + ")");
    }

    private static String evidence(Index index) {
        StringBuilder words = new StringBuilder(index.method()).append(" (");
        for (IndexPart part : index.parts()) {
            words.append(words.toString().endsWith("(") ? "" : ", ")
                    .append(part.column())
                    .append(part.expression());
        }
        return words.append(")")
                .append(index.predicate().isEmpty() ? "" : " WHERE " + index.predicate())
                .toString()
                .strip();
    }

    private Optional<String> part(Index index, IndexPart part) {
        if (part.column().isEmpty()) {
            boolean has = !server.isMariaDb() && server.version() >= EXPRESSIONS_MYSQL;
            Optional<String> said = !has
                    ? Optional.empty()
                    : isKin ? Optional.of(part.expression()) : expressions.value(part.expression(), Kind.TEXT);
            return said.filter(MySqlSql::isClear).map(e -> "(" + e + ")" + (part.isDescending() ? " DESC" : ""));
        }
        Target target = targets.get(part.column());
        if (target == null) {
            return Optional.empty();
        }
        String name = MySqlSql.name(part.column());
        boolean whole = index.method().equals("fulltext") || index.method().equals("spatial");
        int prefix = part.prefixLength();
        if (prefix == 0 && target.isLong() && !whole) {
            if (index.isUnique()) {
                return Optional.empty();
            }
            prefix = PREFIX;
            findings.add(Finding.info(
                    "schema.index-changed",
                    table.name() + "." + index.name(),
                    "the index holds the first " + PREFIX + " characters of \"" + part.column() + "\""));
        }
        return Optional.of(name + (prefix > 0 ? "(" + prefix + ")" : "") + (part.isDescending() ? " DESC" : ""));
    }

    private void foreignKey(ForeignKey key) {
        Optional<Table> target = source.table(key.target());
        boolean setDefault =
                key.onDelete() == ForeignKey.Action.SET_DEFAULT || key.onUpdate() == ForeignKey.Action.SET_DEFAULT;
        if (target.isEmpty() || setDefault) {
            findings.add(Finding.warning(
                            "schema.foreign-key-not-moved",
                            table.name() + "." + String.join(", ", key.columns()),
                            setDefault
                                    ? "MySQL does not have SET DEFAULT; the foreign key is left out"
                                    : "a foreign key refers to what is not moved, and is left out",
                            "Make it at the destination by hand.")
                    .withEvidence("to " + key.target() + " (" + String.join(", ", key.targetColumns()) + ")"));
            return;
        }
        boolean named = !key.name().isEmpty() && MySqlNames.fits(key.name());
        changes.add(
                "foreign key " + table.name() + "." + String.join(", ", key.columns()),
                Phase.RELATIONS,
                table.name(),
                "ALTER TABLE " + MySqlSql.place(table.name()) + "\n    ADD "
                        + (named ? "CONSTRAINT " + MySqlSql.name(key.name()) + " " : "") + "FOREIGN KEY ("
                        + MySqlSql.names(key.columns()) + ") REFERENCES " + MySqlSql.place(key.target()) + " ("
                        + MySqlSql.names(key.targetColumns()) + ")" + action("DELETE", key.onDelete())
                        + action("UPDATE", key.onUpdate()));
    }

    private static String action(String when, ForeignKey.Action action) {
        return switch (action) {
            case NO_ACTION -> "";
            case RESTRICT -> " ON " + when + " RESTRICT";
            case CASCADE -> " ON " + when + " CASCADE";
            case SET_NULL, SET_DEFAULT -> " ON " + when + " SET NULL";
        };
    }
}
