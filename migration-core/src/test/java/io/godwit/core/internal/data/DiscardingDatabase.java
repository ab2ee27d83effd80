package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A target that takes all rows and keeps none: it looks at every cell, as one that writes would. Thread-safe. */
class DiscardingDatabase implements WritableDatabase {
    final AtomicLong rows = new AtomicLong();
    final AtomicLong cellBytes = new AtomicLong();
    final AtomicLong nulls = new AtomicLong();

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
        look((CellStream) chunk, dataset.columns().size());
        return new LoadReceipt(chunk.summary(), false);
    }

    void look(CellStream cells, int columns) {
        CellBlock block = new CellBlock(columns, 1 << 18, 1 << 20);
        while (cells.read(block)) {
            long length = 0;
            long missing = 0;
            for (int r = 0; r < block.rows(); r++) {
                for (int c = 0; c < block.columns(); c++) {
                    if (block.isNull(r, c)) {
                        missing++;
                    } else {
                        length += block.length(r, c);
                    }
                }
            }
            rows.addAndGet(block.rows());
            cellBytes.addAndGet(length);
            nulls.addAndGet(missing);
        }
    }

    @Override
    public AreaState stateOf(WriteArea area, WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void openArea(WriteArea area, WriteToken token, WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean unload(
            WriteArea area, Dataset dataset, List<Partition> partitions, WriteToken token, WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Snapshot snapshotOf(WriteArea area, WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<MovedAside> switchIn(
            WriteArea area, List<DatasetName> datasets, WriteToken token, WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void switchBack(WriteArea area, WriteToken token, WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void discard(WriteArea area, WriteToken token, WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void finish(WriteArea area, WriteToken token, WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
