package io.godwit.db.mysql;

import io.godwit.relational.ChunkBook.Move;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.DumpTarget;
import io.godwit.spi.DumpTool;
import io.godwit.spi.Finding;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A MySQL database, opened to write. Thread-safe. */
final class MySqlTarget implements WritableDatabase, RelationalSource, RelationalTarget, DumpTarget {
    private final MySqlSession session;

    MySqlTarget(MySqlSession session) {
        this.session = session;
    }

    private MySqlArea area(WriteArea area) {
        return new MySqlArea(session, area);
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        return session.facts();
    }

    @Override
    public List<Finding> check(WorkContext context) {
        return session.with(
                "looking at rights and settings", connection -> new MySqlReadiness(connection, session).look());
    }

    @Override
    public RelationalSchema schema(WorkContext context) {
        return MySqlSource.catalog(session).relations();
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        return MySqlSource.snapshot(session, context);
    }

    @Override
    public AreaState stateOf(WriteArea area, WorkContext context) {
        MySqlArea shadow = area(area);
        if (!shadow.exists()) {
            return AreaState.ABSENT;
        }
        boolean switched = session.with("looking at the area", area.name(), shadow::isSwitched);
        return switched ? AreaState.SWITCHED : AreaState.OPEN;
    }

    @Override
    public void openArea(WriteArea area, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        area(area).open(token);
    }

    @Override
    public List<ChunkFormat> accepts(Dataset dataset) {
        return List.of(ChunkFormat.CELLS);
    }

    @Override
    public LoadReceipt load(
            WriteArea area,
            Dataset dataset,
            Partition partition,
            ChunkStream chunk,
            WriteToken token,
            WorkContext context) {
        return new MySqlLoad(session, area(area), dataset, partition, context).load(chunk, token);
    }

    @Override
    public boolean tryRows(
            WriteArea area,
            Dataset dataset,
            CellStream rows,
            WriteToken token,
            RefusedRows refused,
            WorkContext context) {
        new MySqlTrial(session, area(area), dataset, refused, context).of(rows, token);
        return true;
    }

    @Override
    public boolean unload(
            WriteArea area, Dataset dataset, List<Partition> partitions, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        return MySqlLoad.unload(area(area), dataset, partitions, token);
    }

    @Override
    public Translation translate(RelationalSchema source, String namespace, WorkContext context) {
        return MySqlOutlook.translate(session, source, namespace);
    }

    @Override
    public void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        new MySqlBuild(area(area), context).apply(change, token);
    }

    @Override
    public Snapshot snapshotOf(WriteArea area, WorkContext context) {
        MySqlArea shadow = area(area);
        if (!shadow.exists()) {
            throw MySqlErrors.areaMissing(area.name());
        }
        return new MySqlMoment(session, context).takeQuietly(connection -> MySqlSwitch.catalog(shadow, connection));
    }

    @Override
    public List<MovedAside> switchIn(
            WriteArea area, List<DatasetName> datasets, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        return new MySqlSwitch(area(area), context)
                .in(datasets, token).stream().map(Move::asMovedAside).toList();
    }

    @Override
    public void switchBack(WriteArea area, WriteToken token, WorkContext context) {
        MySqlArea shadow = area(area);
        if (shadow.exists()) {
            new MySqlSwitch(shadow, context).back(token);
        }
    }

    @Override
    public void discard(WriteArea area, WriteToken token, WorkContext context) {
        MySqlArea shadow = area(area);
        if (shadow.exists()) {
            new MySqlSwitch(shadow, context).discard(token);
        }
    }

    @Override
    public void finish(WriteArea area, WriteToken token, WorkContext context) {
        MySqlArea shadow = area(area);
        if (shadow.exists()) {
            new MySqlSwitch(shadow, context).finish(token);
        }
    }

    @Override
    public DumpTool restoreTool(WorkContext context) {
        return new MySqlTools(session).restoreTool(context);
    }

    @Override
    public void restore(
            WriteArea area, List<Dataset> datasets, InputStream dump, WriteToken token, WorkContext context) {
        new MySqlTools(session).restore(area(area), dump, token, context);
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return type == RelationalSource.class || type == RelationalTarget.class || type == DumpTarget.class
                ? Optional.of(type.cast(this))
                : Optional.empty();
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return "MySqlTarget[" + session.address().name() + "]";
    }
}
