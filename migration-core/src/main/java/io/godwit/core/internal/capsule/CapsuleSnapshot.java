package io.godwit.core.internal.capsule;

import io.godwit.core.internal.capsule.CapsuleManifest.Contents;
import io.godwit.core.internal.capsule.CapsuleManifest.Piece;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedDatabase;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedDataset;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.util.List;

/** The moment in which a database was staged. Thread-safe. */
final class CapsuleSnapshot implements Snapshot {
    private final CapsuleStore store;
    private final StagedDatabase staged;
    private final Contents contents;

    CapsuleSnapshot(CapsuleStore store, StagedDatabase staged, Contents contents) {
        this.store = store;
        this.staged = staged;
        this.contents = contents;
    }

    @Override
    public String id() {
        return "capsule-" + store.manifest().id() + "-" + staged.name();
    }

    @Override
    public String position() {
        return staged.position();
    }

    @Override
    public Scope scope() {
        return Scope.ANY_PROCESS;
    }

    @Override
    public List<Dataset> datasets(WorkContext context) {
        return contents.datasets().stream().map(StagedDataset::dataset).toList();
    }

    private List<Piece> pieces(Dataset dataset) {
        return contents.datasets().stream()
                .filter(each -> each.dataset().name().equals(dataset.name()))
                .findFirst()
                .map(StagedDataset::pieces)
                .orElseThrow(() -> missing(dataset.name().toString()));
    }

    private MigrationException missing(String what) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "database.no-such-dataset",
                        "the capsule \"" + store.place() + "\" holds no rows of \"" + what + "\"")
                .subject(what)
                .build();
    }

    @Override
    public Cursor<Partition> partitions(Dataset dataset, long targetBytes, WorkContext context) {
        return Cursor.of(pieces(dataset).stream().map(Piece::partition).toList());
    }

    @Override
    public Cursor<Partition> partitionsAfter(Dataset dataset, Partition last, long targetBytes, WorkContext context) {
        return Cursor.of(pieces(dataset).stream()
                .map(Piece::partition)
                .filter(partition -> partition.number() > last.number())
                .toList());
    }

    @Override
    public List<ChunkFormat> offers(Dataset dataset) {
        return List.of(ChunkFormat.CELLS);
    }

    @Override
    public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
        StagedDataset whole = contents.datasets().stream()
                .filter(each -> each.dataset().name().equals(dataset.name()))
                .findFirst()
                .orElseThrow(() -> missing(dataset.name().toString()));
        Piece piece = whole.pieces().stream()
                .filter(each -> each.partition().number() == partition.number())
                .findFirst()
                .orElseThrow(() -> missing(dataset.name() + ", piece " + partition.number()));
        CellStream rows = new StagedRows(store, piece, whole.dataset().columns().size(), context);
        return dataset.columns().equals(whole.dataset().columns())
                ? rows
                : ChosenColumns.of(rows, whole.dataset(), dataset);
    }

    @Override
    public void close() {
        // the database holds what there is to hold
    }
}
