package io.godwit.db.mysql;

import io.godwit.relational.SqlConditions;
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
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A MySQL database, opened to read. Thread-safe. */
final class MySqlSource implements Database, RelationalSource, DumpSource, FilteringSource {
    private final MySqlSession session;

    MySqlSource(MySqlSession session) {
        this.session = session;
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        return session.facts();
    }

    @Override
    public RelationalSchema schema(WorkContext context) {
        MySqlCatalog catalog = catalog(session);
        catalog.findings().forEach(context.progress()::report);
        return catalog.relations();
    }

    static MySqlCatalog catalog(MySqlSession session) {
        return session.with(
                "reading the schema",
                connection -> MySqlCatalog.read(
                        connection, session.server(), session.address().database()));
    }

    static MySqlSnapshot snapshot(MySqlSession session, WorkContext context) {
        return new MySqlMoment(session, context)
                .take(connection -> MySqlCatalog.tablesOf(
                        connection, session.server(), session.address().database()));
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        return snapshot(session, context);
    }

    @Override
    public Snapshot filtered(Function<DatasetName, String> conditions, WorkContext context) {
        return snapshot(session, context).only(conditions);
    }

    @Override
    public void checkCondition(DatasetName dataset, String condition, WorkContext context) {
        String query = "EXPLAIN SELECT 1 FROM "
                + MySqlSql.name(session.address().database(), dataset.name()) + " WHERE "
                + SqlConditions.enclosed(condition, dataset);
        session.with("looking at a condition", connection -> {
            try {
                MySqlSession.execute(connection, query);
                return dataset;
            } catch (SQLException e) {
                throw SqlConditions.bad(dataset, SqlConditions.firstLine(e), e);
            }
        });
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        if (type == RelationalTarget.class) {
            return Optional.of(type.cast(new MySqlOutlook(session)));
        }
        return type == RelationalSource.class || type == DumpSource.class || type == FilteringSource.class
                ? Optional.of(type.cast(this))
                : Optional.empty();
    }

    /** A variable of the status of a session. */
    String status(String name) {
        return session.with(
                "looking at the session",
                connection -> MySqlRows.list(
                                connection, r -> r.text(2), "SHOW SESSION STATUS LIKE " + MySqlSql.literal(name))
                        .get(0));
    }

    @Override
    public DumpTool dumpTool(WorkContext context) {
        return new MySqlTools(session).dumpTool(context);
    }

    @Override
    public InputStream dump(List<Dataset> datasets, Snapshot snapshot, WorkContext context) {
        return new MySqlTools(session).dump(datasets, context);
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return "MySqlSource[" + session.address().name() + "]";
    }
}
