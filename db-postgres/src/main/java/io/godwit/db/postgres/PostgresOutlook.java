package io.godwit.db.postgres;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;

/** Says what this server would make of a schema from elsewhere, for a plan: over a connection that is only read. Thread-safe. */
final class PostgresOutlook implements RelationalTarget {
    private final PostgresSession session;

    PostgresOutlook(PostgresSession session) {
        this.session = session;
    }

    @Override
    public Translation translate(RelationalSchema source, String namespace, WorkContext context) {
        return session.inTransaction(
                "looking at what is there", session.address().name(), connection -> {
                    PostgresNames names = PostgresNames.read(connection, namespace, source);
                    return PostgresTranslation.isNative(source)
                            ? new PostgresNative(source, names, PostgresServerFacts.read(connection, session.version()))
                                    .translate()
                            : new PostgresTranslation(source, names, session.version()).translate();
                });
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
