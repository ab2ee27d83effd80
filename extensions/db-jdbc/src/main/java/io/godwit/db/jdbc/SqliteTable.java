package io.godwit.db.jdbc;

import io.godwit.relational.SqlDialect;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table with what only SQLite knows of it. Immutable.
 *
 * @param table as every engine understands it
 * @param stored the name that it has in the file, which is another one while it is built or kept aside
 * @param rowid the name by which the hidden row number can be asked for, or an empty string where there is none
 * @param integerKey the column that is another name for the row number, or an empty string
 */
record SqliteTable(Table table, String stored, String rowid, String integerKey) {
    /** How a name is written in a statement. */
    static String quote(String name) {
        return SqlDialect.SQLITE.identifier(name);
    }

    String quoted() {
        return quote(stored);
    }

    /** A column by its name in any case, as SQLite takes it. */
    Optional<Table.Column> column(String name) {
        return table.columns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .or(() -> table.columns().stream()
                        .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                        .findFirst());
    }

    /** The columns that identify a row, in order. */
    List<String> key() {
        return table.primaryKey();
    }

    /** Whether the table can be cut by its primary key: it must be what the table is sorted by, of whole numbers or text. */
    boolean isCutByKey() {
        return rowid.isEmpty()
                && !key().isEmpty()
                && key().stream()
                        .allMatch(name -> table.column(name)
                                .map(c -> c.type().kind())
                                .filter(kind -> kind == LogicalType.Kind.INTEGER || kind == LogicalType.Kind.TEXT)
                                .isPresent());
    }
}
