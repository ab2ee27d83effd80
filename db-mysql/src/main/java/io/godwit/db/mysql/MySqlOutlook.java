package io.godwit.db.mysql;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;

/** Says what this server would make of a schema from elsewhere, for a plan: over a connection that is only read. Thread-safe. */
final class MySqlOutlook implements RelationalTarget {
    private final MySqlSession session;

    MySqlOutlook(MySqlSession session) {
        this.session = session;
    }

    static Translation translate(MySqlSession session, RelationalSchema source, String namespace) {
        return session.with("looking at what is there", connection -> {
            MySqlNames names = MySqlNames.read(
                    connection, namespace.isEmpty() ? session.address().database() : namespace);
            return new MySqlTranslation(source, names, session.server()).translate();
        });
    }

    @Override
    public Translation translate(RelationalSchema source, String namespace, WorkContext context) {
        return translate(session, source, namespace);
    }

    @Override
    public void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context) {
        throw MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.not-writable",
                        "the database \"" + session.address().name() + "\" was opened to be read")
                .subject(session.address().name())
                .build();
    }
}
