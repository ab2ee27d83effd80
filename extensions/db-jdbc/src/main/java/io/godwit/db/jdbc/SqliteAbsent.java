package io.godwit.db.jdbc;

import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;

/** A file that is not there: a destination may be made, a source may not be missing. Thread-safe. */
final class SqliteAbsent implements Database, RelationalSource {
    private final SqliteFile file;

    SqliteAbsent(SqliteFile file) {
        this.file = file;
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        return facts(file);
    }

    static DatabaseFacts facts(SqliteFile file) {
        return new DatabaseFacts(
                SqliteCatalog.PRODUCT,
                SQLiteJDBCLoader.getVersion(),
                String.valueOf(file.path().getFileName()),
                0,
                Map.of("file", "not there"));
    }

    @Override
    public RelationalSchema schema(WorkContext context) {
        throw file.missing();
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        throw file.missing();
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        if (type == RelationalTarget.class) {
            return Optional.of(type.cast(new SqliteOutlook(file)));
        }
        return type == RelationalSource.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    @Override
    public String toString() {
        return "SqliteAbsent[" + file + "]";
    }
}
