package io.godwit.db.mysql;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Moves a whole database by the contracts alone, as the engine does where cells need no conversion. */
final class Mover {
    static final long PIECE_BYTES = 100_000;

    final Database from;
    final WritableDatabase to;
    final WriteArea area;
    final WriteToken token;
    final WorkContext context;
    final Translation plan;

    Mover(Database from, WritableDatabase to, WriteArea area, long fence, WorkContext context) {
        this.from = from;
        this.to = to;
        this.area = area;
        this.token = new WriteToken(area.session(), "unit", fence);
        this.context = context;
        RelationalSchema schema =
                from.facet(RelationalSource.class).orElseThrow().schema(context);
        this.plan = tables().translate(schema, area.namespace(), context);
    }

    RelationalTarget tables() {
        return to.facet(RelationalTarget.class).orElseThrow();
    }

    List<DatasetName> names() {
        return plan.datasets().values().stream().map(Dataset::name).sorted().toList();
    }

    Dataset target(DatasetName name) {
        return Objects.requireNonNull(plan.datasets().get(name));
    }

    /** All but the switch. */
    Mover build() {
        to.openArea(area, token, context);
        make(Phase.BEFORE_DATA);
        load();
        make(Phase.AFTER_DATA);
        make(Phase.RELATIONS);
        return this;
    }

    void make(Phase phase) {
        for (SchemaChange change : plan.changes()) {
            if (change.phase() == phase) {
                tables().apply(area, change, token, context);
            }
        }
    }

    void load() {
        try (Snapshot snapshot = from.snapshot(context)) {
            for (Dataset dataset : snapshot.datasets(context)) {
                Dataset target = target(dataset.name());
                try (Cursor<Partition> pieces = snapshot.partitions(dataset, PIECE_BYTES, context)) {
                    while (pieces.hasNext()) {
                        Partition piece = pieces.next();
                        try (ChunkStream chunk =
                                snapshot.read(like(dataset, target), piece, ChunkFormat.CELLS, context)) {
                            to.load(area, target, piece, chunk, token, context);
                        }
                    }
                }
            }
        }
    }

    /** The columns of a source that have a place at the target, in its order. */
    static Dataset like(Dataset source, Dataset target) {
        List<DataColumn> columns = new ArrayList<>();
        for (DataColumn wanted : target.columns()) {
            columns.add(source.columns().stream()
                    .filter(c -> c.name().equals(wanted.name()))
                    .findFirst()
                    .orElseThrow());
        }
        return new Dataset(source.name(), columns, source.key(), 0, 0);
    }

    /** Rows as the source has them, for the columns that are moved. */
    List<String> sent(DatasetName name) {
        try (Snapshot snapshot = from.snapshot(context)) {
            return rows(snapshot, name, target(name), context);
        }
    }

    /** Rows as they are in the area, or at the end of the move. */
    List<String> arrived(DatasetName name) {
        try (Snapshot snapshot = to.snapshotOf(area, context)) {
            return rows(snapshot, target(name).name(), target(name), context);
        }
    }

    static List<String> rows(Snapshot snapshot, DatasetName name, Dataset wanted, WorkContext context) {
        Dataset dataset = snapshot.datasets(context).stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow();
        List<String> rows = new ArrayList<>();
        Dataset like = like(dataset, wanted);
        CellBlock block = new CellBlock(like.columns().size(), 1 << 16, 1 << 30);
        try (Cursor<Partition> pieces = snapshot.partitions(dataset, PIECE_BYTES, context)) {
            while (pieces.hasNext()) {
                try (CellStream cells = (CellStream) snapshot.read(like, pieces.next(), ChunkFormat.CELLS, context)) {
                    while (cells.read(block)) {
                        add(block, rows);
                    }
                }
            }
        }
        rows.sort(null);
        return rows;
    }

    private static void add(CellBlock block, List<String> rows) {
        for (int row = 0; row < block.rows(); row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < block.columns(); column++) {
                line.append(column == 0 ? "" : "|");
                // One character per byte, so that nothing is hidden by a character set.
                line.append(
                        block.isNull(row, column)
                                ? "-"
                                : new String(
                                        block.data(),
                                        block.start(row, column),
                                        block.length(row, column),
                                        StandardCharsets.ISO_8859_1));
            }
            rows.add(line.toString());
        }
    }
}
