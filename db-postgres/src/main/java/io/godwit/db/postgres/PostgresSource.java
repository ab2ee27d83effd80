package io.godwit.db.postgres;

import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.DumpSource;
import io.godwit.spi.DumpTool;
import io.godwit.spi.FilteringSource;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A PostgreSQL database, opened to read. Thread-safe. */
final class PostgresSource implements Database, RelationalSource, DumpSource, FilteringSource {
    private final PostgresSession session;

    PostgresSource(PostgresSession session) {
        this.session = session;
    }

    PostgresSession session() {
        return session;
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        return session.facts();
    }

    @Override
    public RelationalSchema schema(WorkContext context) {
        return catalog(session).relations();
    }

    static PostgresCatalog catalog(PostgresSession session) {
        return session.inTransaction("reading the schema", session.address().name(), connection -> {
            PostgresSession.execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            return PostgresCatalog.read(connection);
        });
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        return PostgresSnapshot.take(session, PostgresCatalog::read);
    }

    @Override
    public Snapshot filtered(Function<DatasetName, String> conditions, WorkContext context) {
        return PostgresSnapshot.take(session, PostgresCatalog::read, connection -> "", conditions);
    }

    @Override
    public void checkCondition(DatasetName dataset, String condition, WorkContext context) {
        try (PostgresSnapshot snapshot = PostgresSnapshot.take(session, PostgresCatalog::read)) {
            snapshot.check(dataset, condition);
        }
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        if (type == RelationalTarget.class) {
            return Optional.of(type.cast(new PostgresOutlook(session)));
        }
        return type == RelationalSource.class || type == DumpSource.class || type == FilteringSource.class
                ? Optional.of(type.cast(this))
                : Optional.empty();
    }

    @Override
    public DumpTool dumpTool(WorkContext context) {
        return new PostgresTools(session).dumpTool(context);
    }

    @Override
    public InputStream dump(List<Dataset> datasets, Snapshot snapshot, WorkContext context) {
        return new PostgresTools(session).dump(datasets, snapshot, context);
    }

    @Override
    public void close() {
        session.close();
    }

    /** Reads a catalogue within a snapshot. */
    @FunctionalInterface
    interface Reading {
        PostgresCatalog of(Connection connection) throws SQLException;
    }

    @Override
    public String toString() {
        return "PostgresSource[" + session.address().name() + "]";
    }
}
