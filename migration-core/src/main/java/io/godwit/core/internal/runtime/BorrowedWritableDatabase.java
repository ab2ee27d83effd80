package io.godwit.core.internal.runtime;

import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.util.List;

/** A database to write that is given back when closed. */
final class BorrowedWritableDatabase extends BorrowedDatabase<WritableDatabase> implements WritableDatabase {
    BorrowedWritableDatabase(Pooled.Lease<WritableDatabase> lease) {
        super(lease);
    }

    @Override
    RelationalTarget target() {
        return new Target() {
            @Override
            public void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context) {
                lease.run(database ->
                        present(database.facet(RelationalTarget.class)).apply(area, change, token, context));
            }
        };
    }

    @Override
    public List<Finding> check(WorkContext context) {
        return lease.call(database -> database.check(context));
    }

    @Override
    public AreaState stateOf(WriteArea area, WorkContext context) {
        return lease.call(database -> database.stateOf(area, context));
    }

    @Override
    public void openArea(WriteArea area, WriteToken token, WorkContext context) {
        lease.run(database -> database.openArea(area, token, context));
    }

    @Override
    public List<String> digests(Dataset dataset) {
        return lease.call(database -> database.digests(dataset));
    }

    @Override
    public List<ChunkFormat> accepts(Dataset dataset) {
        return lease.call(database -> database.accepts(dataset));
    }

    @Override
    public LoadReceipt load(
            WriteArea area,
            Dataset dataset,
            Partition partition,
            ChunkStream chunk,
            WriteToken token,
            WorkContext context) {
        return lease.call(database -> database.load(area, dataset, partition, chunk, token, context));
    }

    @Override
    public boolean tryRows(
            WriteArea area,
            Dataset dataset,
            CellStream rows,
            WriteToken token,
            RefusedRows refused,
            WorkContext context) {
        return lease.call(database -> database.tryRows(area, dataset, rows, token, refused, context));
    }

    @Override
    public boolean unload(
            WriteArea area, Dataset dataset, List<Partition> partitions, WriteToken token, WorkContext context) {
        return lease.call(database -> database.unload(area, dataset, partitions, token, context));
    }

    @Override
    public Snapshot snapshotOf(WriteArea area, WorkContext context) {
        return lease.call(database -> database.snapshotOf(area, context));
    }

    @Override
    public List<MovedAside> switchIn(
            WriteArea area, List<DatasetName> datasets, WriteToken token, WorkContext context) {
        return lease.call(database -> database.switchIn(area, datasets, token, context));
    }

    @Override
    public void switchBack(WriteArea area, WriteToken token, WorkContext context) {
        lease.run(database -> database.switchBack(area, token, context));
    }

    @Override
    public void discard(WriteArea area, WriteToken token, WorkContext context) {
        lease.run(database -> database.discard(area, token, context));
    }

    @Override
    public void finish(WriteArea area, WriteToken token, WorkContext context) {
        lease.run(database -> database.finish(area, token, context));
    }
}
