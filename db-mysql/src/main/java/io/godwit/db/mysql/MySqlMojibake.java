package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlCatalog.MySqlTable;
import io.godwit.relational.Utf8;
import io.godwit.spi.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds columns that are declared in a character set of single bytes and hold UTF-8: applications that never told the server what they
 * write. It looks at some rows of each. One thread at a time.
 */
final class MySqlMojibake {
    private static final Set<String> SINGLE =
            Set.of("latin1", "latin2", "latin5", "latin7", "cp1250", "cp1251", "cp1256");
    /** Rows of a table that are looked at. */
    private static final int LOOKED_AT = 5000;
    /** Cells beyond ASCII that are enough to tell. */
    private static final int ENOUGH = 200;

    private final Connection connection;
    private final MySqlReading reading;

    MySqlMojibake(Connection connection, MySqlReading reading) {
        this.connection = connection;
        this.reading = reading;
    }

    List<Finding> find(List<MySqlTable> tables) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (MySqlTable table : tables) {
            for (MySqlColumn column : table.columns()) {
                String name = table.table().name().name() + "." + column.name();
                if (SINGLE.contains(column.characterSet())
                        && !column.isComputed()
                        && !reading.repaired().contains(name)) {
                    look(table, column, name, findings);
                }
            }
        }
        return findings;
    }

    private void look(MySqlTable table, MySqlColumn column, String name, List<Finding> findings) throws SQLException {
        String cell = MySqlSql.name(column.name());
        String query = "SELECT CAST(c AS BINARY) FROM (SELECT " + cell + " AS c FROM " + table.quoted() + " LIMIT "
                + LOOKED_AT + ") AS some WHERE LENGTH(c) <> LENGTH(CONVERT(c USING utf8mb4)) LIMIT " + ENOUGH;
        int odd = 0;
        int utf8 = 0;
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                byte[] bytes = rows.getBytes(1);
                odd++;
                utf8 += Utf8.invalidAt(bytes, 0, bytes.length) < 0 ? 1 : 0;
            }
        }
        // Words of a Western language in its own character set are hardly ever valid UTF-8 by chance.
        if (utf8 > 0) {
            findings.add(Finding.warning(
                            "database.text-misdeclared",
                            name,
                            "the column is declared " + column.characterSet()
                                    + ", and holds text that was written as UTF-8: it is moved as it is declared, and"
                                    + " looks as broken at the destination as in a tool of the database",
                            "Where all of it is UTF-8, say so beside the source's URL: settings: {repair_utf8: \""
                                    + name + "\"} (several with commas); it stops where a cell is not.")
                    .withEvidence(utf8 + " of " + odd + " cells beyond ASCII are UTF-8"));
        }
    }
}
