package io.godwit.db.postgres;

import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Partition;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Moves a whole database by the contracts alone, as the engine does. */
final class Mover {
    static final long PIECE_BYTES = 200_000;

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
        this.plan = tables().translate(
                        from.facet(RelationalSource.class).orElseThrow().schema(context), area.namespace(), context);
    }

    RelationalTarget tables() {
        return to.facet(RelationalTarget.class).orElseThrow();
    }

    List<DatasetName> names() {
        return plan.datasets().values().stream().map(Dataset::name).sorted().toList();
    }

    /** What takes the rows of a table. */
    Dataset target(DatasetName name) {
        return Objects.requireNonNull(plan.datasets().get(name));
    }

    /** All but the switch; rows as cells. */
    Mover build() {
        return build(ChunkFormat.CELLS);
    }

    Mover build(ChunkFormat format) {
        to.openArea(area, token, context);
        apply(Phase.BEFORE_DATA);
        try (Snapshot snapshot = from.snapshot(context)) {
            load(snapshot, format);
        }
        apply(Phase.AFTER_DATA);
        apply(Phase.RELATIONS);
        return this;
    }

    void apply(Phase phase) {
        for (SchemaChange change : plan.changes()) {
            if (change.phase() == phase) {
                tables().apply(area, change, token, context);
            }
        }
    }

    void load(Snapshot snapshot, ChunkFormat format) {
        for (Map.Entry<DatasetName, Dataset> entry : plan.datasets().entrySet()) {
            Dataset reading = reading(snapshot, entry.getKey(), entry.getValue());
            try (Cursor<Partition> pieces = snapshot.partitions(reading, PIECE_BYTES, context)) {
                while (pieces.hasNext()) {
                    Partition piece = pieces.next();
                    ChunkFormat known = snapshot.offers(reading).contains(format) ? format : PostgresSnapshot.COPY_TEXT;
                    try (ChunkStream chunk = snapshot.read(reading, piece, known, context)) {
                        to.load(area, entry.getValue(), piece, chunk, token, context);
                    }
                }
            }
        }
    }

    /** The source's dataset with the columns of the target's. */
    Dataset reading(Snapshot snapshot, DatasetName name, Dataset target) {
        Dataset all = dataset(snapshot, name);
        return new Dataset(
                name,
                target.columns().stream()
                        .map(wanted -> all.columns().stream()
                                .filter(c -> c.name().equals(wanted.name()))
                                .findFirst()
                                .orElseThrow())
                        .toList(),
                all.key(),
                0,
                0);
    }

    Dataset dataset(Snapshot snapshot, DatasetName name) {
        return snapshot.datasets(context).stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    void switchIn() {
        to.switchIn(area, names(), token, context);
    }
}
