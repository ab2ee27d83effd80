package io.godwit.db.postgres;

import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.DefaultValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Defaults in PostgreSQL's words. One thread at a time. */
final class PostgresDefaults {
    private static final String UTC_NOW = "timezone('UTC', CURRENT_TIMESTAMP)";

    private final boolean isNative;
    private final List<Finding> findings;

    PostgresDefaults(String product, List<Finding> findings) {
        this.isNative = product.equals(PostgresCatalog.PRODUCT);
        this.findings = findings;
    }

    Optional<String> of(Column column, LogicalType type, String subject) {
        DefaultValue value = column.defaultValue();
        if (PostgresColumns.isZeroByDefault(column)) {
            // Said of the column as a whole.
            return Optional.empty();
        }
        Optional<String> said = switch (value.form()) {
            case NONE -> Optional.empty();
            case LITERAL -> literal(value.text(), type);
            case CURRENT_TIMESTAMP -> now(type.kind());
            case EXPRESSION ->
                isNative
                        ? Optional.of(value.text()).filter(PostgresSql::isClear)
                        : expression(value.text(), type.kind());
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

    private static Optional<String> literal(String text, LogicalType type) {
        boolean early = text.startsWith("-") && (type.kind() == Kind.DATE || type.kind() == Kind.TIMESTAMP);
        if (text.indexOf('\0') >= 0 || !PostgresSql.isClear(text) || early) {
            return Optional.empty();
        }
        return Optional.of(type.kind() == Kind.BYTES ? "'\\x" + text + "'" : PostgresSql.literal(text));
    }

    /** SQLite and MySQL tell the time of UTC, or write it as text; PostgreSQL tells moments. */
    private Optional<String> now(Kind kind) {
        if (isNative) {
            return Optional.of("CURRENT_TIMESTAMP");
        }
        return switch (kind) {
            case TIMESTAMP -> Optional.of(UTC_NOW);
            case TIMESTAMP_WITH_ZONE -> Optional.of("CURRENT_TIMESTAMP");
            case DATE -> Optional.of("(" + UTC_NOW + ")::date");
            case TIME -> Optional.of("(" + UTC_NOW + ")::time");
            case TEXT -> Optional.of("to_char(" + UTC_NOW + ", 'YYYY-MM-DD HH24:MI:SS')");
            default -> Optional.empty();
        };
    }

    /** The few functions by which applications of SQLite ask for the time. */
    private Optional<String> expression(String words, Kind kind) {
        String plain = words.toLowerCase(Locale.ROOT).replaceAll("\\s+", "");
        return switch (plain) {
            case "datetime('now')", "(datetime('now'))" -> now(kind);
            case "date('now')", "(date('now'))", "current_date" ->
                switch (kind) {
                    case DATE -> Optional.of("(" + UTC_NOW + ")::date");
                    case TEXT -> Optional.of("to_char(" + UTC_NOW + ", 'YYYY-MM-DD')");
                    default -> Optional.empty();
                };
            case "time('now')", "(time('now'))", "current_time" ->
                switch (kind) {
                    case TIME -> Optional.of("(" + UTC_NOW + ")::time");
                    case TEXT -> Optional.of("to_char(" + UTC_NOW + ", 'HH24:MI:SS')");
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }
}
