package io.godwit.db.jdbc;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;

/** Says what a file would make of a schema from elsewhere, for a plan: it is only read, and not made. Thread-safe. */
final class SqliteOutlook implements RelationalTarget {
    private final SqliteFile file;

    SqliteOutlook(SqliteFile file) {
        this.file = file;
    }

    @Override
    public Translation translate(RelationalSchema source, String namespace, WorkContext context) {
        if (!file.isThere()) {
            return new SqliteTranslation(source, SqliteNames.none()).translate();
        }
        try (Connection connection = file.openToRead()) {
            return new SqliteTranslation(source, SqliteNames.read(connection)).translate();
        } catch (SQLException e) {
            throw SqliteErrors.of(e, "looking at what is there", file.toString());
        }
    }

    @Override
    public void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context) {
        throw MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.not-writable",
                        "the database \"" + file + "\" was opened to be read")
                .subject(file.toString())
                .build();
    }
}
