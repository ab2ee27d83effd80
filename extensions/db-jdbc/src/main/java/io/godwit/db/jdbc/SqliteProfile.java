package io.godwit.db.jdbc;

import io.godwit.relational.Utf8;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sqlite.core.DB;

/**
 * What a column really holds. SQLite lets any value stand in any column, so the declared type is a promise that has to be
 * looked at: where all values keep it, it is the type; where they do not but are all of one sort, that sort is; else the column
 * has no type, and the rows that break the promise are refused. One thread at a time.
 */
final class SqliteProfile {
    private final String declared;
    private final LogicalType promised;
    private final SqliteValue value;
    private final long[] counts = new long[6];
    private boolean exactInDouble = true;
    private long outside;
    private long invalidText;
    private long nulInText;
    private long firstOutside;

    SqliteProfile(String declared) {
        this.declared = declared;
        this.promised = SqliteType.promised(declared);
        this.value = new SqliteValue(promised);
    }

    /** Looks at a value. */
    void add(DB db, long statement, int column, long row, CellBlock scratch) throws SQLException {
        int storage = db.column_type(statement, column);
        counts[storage]++;
        if (storage == SqliteValue.NULL) {
            return;
        }
        scratch.clear();
        boolean fits;
        if (storage == SqliteValue.TEXT) {
            byte[] text = SqliteValue.bytes(db, statement, column);
            look(text);
            fits = value.addText(text, scratch);
        } else if (storage == SqliteValue.INTEGER) {
            long number = db.column_long(statement, column);
            exactInDouble &= number <= SqliteValue.EXACT_IN_DOUBLE && number >= -SqliteValue.EXACT_IN_DOUBLE;
            fits = value.addInteger(number, scratch);
        } else if (storage == SqliteValue.BLOB && promised.kind() == LogicalType.Kind.BYTES && promised.length() == 0) {
            fits = true;
        } else {
            fits = value.add(db, statement, column, storage, scratch);
        }
        if (!fits && outside++ == 0) {
            firstOutside = row;
        }
    }

    private void look(byte[] text) {
        if (Utf8.invalidAt(text, 0, text.length) >= 0) {
            invalidText++;
            return;
        }
        for (byte b : text) {
            if (b == 0) {
                nulInText++;
                return;
            }
        }
    }

    private long values() {
        return counts[SqliteValue.INTEGER]
                + counts[SqliteValue.REAL]
                + counts[SqliteValue.TEXT]
                + counts[SqliteValue.BLOB];
    }

    /** Whether there are rows without a value. */
    boolean hasNulls() {
        return counts[SqliteValue.NULL] > 0;
    }

    /** The type that all values have, or else the one that most of the promise is left of. */
    LogicalType type() {
        return outside == 0 ? promised : common().orElse(promised);
    }

    /** A type without limits that holds every value as it is. */
    private Optional<LogicalType> common() {
        long all = values();
        if (counts[SqliteValue.INTEGER] == all) {
            return Optional.of(LogicalType.integer(64, false));
        }
        if (counts[SqliteValue.INTEGER] + counts[SqliteValue.REAL] == all) {
            boolean meantReal = SqliteType.Affinity.of(declared) == SqliteType.Affinity.BLOB && exactInDouble;
            return Optional.of(meantReal ? LogicalType.floating(64) : LogicalType.decimal(0, -1));
        }
        if (counts[SqliteValue.TEXT] == all && invalidText == 0) {
            return Optional.of(LogicalType.text(0));
        }
        return counts[SqliteValue.BLOB] == all ? Optional.of(LogicalType.bytes(0)) : Optional.empty();
    }

    /** What is to be told about the column. */
    List<Finding> findings(String subject) {
        java.util.ArrayList<Finding> findings = new java.util.ArrayList<>();
        if (outside > 0) {
            findings.add(outsideFinding(subject));
        }
        if (nulInText > 0) {
            findings.add(Finding.warning(
                            "database.text-with-nul",
                            subject,
                            "texts of the column hold NUL, which PostgreSQL does not store in text",
                            "Correct the texts at the source, or declare the column as BLOB where they are none.")
                    .withEvidence(nulInText + " of " + values() + " values"));
        }
        return findings;
    }

    private Finding outsideFinding(String subject) {
        String evidence = outside + " of " + values() + " values, the first in row " + firstOutside + "; stored are "
                + counts[SqliteValue.INTEGER] + " integers, " + counts[SqliteValue.REAL] + " reals, "
                + counts[SqliteValue.TEXT] + " texts, " + counts[SqliteValue.BLOB] + " blobs"
                + (invalidText > 0 ? "; " + invalidText + " texts are not UTF-8" : "");
        String type = declared.isBlank() ? "no type" : "the type " + declared;
        Optional<LogicalType> common = common();
        if (common.isPresent()) {
            boolean promise = !declared.isBlank();
            return new Finding(
                    promise ? io.godwit.spi.Severity.WARNING : io.godwit.spi.Severity.INFO,
                    "database.type-by-content",
                    subject,
                    "the column is declared with " + type + ", which its values are not; it moves as "
                            + name(common.get()),
                    evidence,
                    promise ? "Nothing is lost. Correct the values at the source if the declared type is wanted." : "");
        }
        return Finding.error(
                        "database.mixed-types",
                        subject,
                        "the column is declared with " + type + " and holds values of several kinds;"
                                + " the rows outside of " + name(promised) + " would be refused",
                        "Make the values alike at the source: SELECT rowid, typeof(column) FROM table shows them.")
                .withEvidence(evidence);
    }

    private static String name(LogicalType type) {
        String kind = type.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return type.length() > 0 && type.kind() != LogicalType.Kind.INTEGER && type.kind() != LogicalType.Kind.FLOAT
                ? kind + " of " + type.length()
                : kind;
    }
}
