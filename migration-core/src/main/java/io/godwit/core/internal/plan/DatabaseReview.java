package io.godwit.core.internal.plan;

import io.godwit.core.Comparison.Part;
import io.godwit.core.internal.data.SourceView;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares two relational databases as they are now: which tables there are, and how many rows each has. Changes nothing. */
final class DatabaseReview {
    private static final long PIECE = 64L << 20;
    private static final int BLOCK = 1 << 20;
    private static final int LARGEST_BLOCK = 1 << 30;

    private final DatabaseSet set;
    private final WorkContext context;

    DatabaseReview(DatabaseSet set, WorkContext context) {
        this.set = set;
        this.context = context;
    }

    Part part() {
        Map<String, Long> source = sourceRows();
        Map<String, Long> destination = rows(set.to());
        List<Finding> differences = new ArrayList<>();
        long items = 0;
        for (Map.Entry<String, Long> table : source.entrySet()) {
            items += table.getValue();
            Long there = destination.get(table.getKey());
            if (there == null) {
                differences.add(Finding.error(
                        "compare.table-missing",
                        table.getKey(),
                        "The destination has no table \"" + table.getKey() + "\".",
                        "Migrate it."));
            } else if (!there.equals(table.getValue())) {
                differences.add(Finding.error(
                                "compare.rows-differ",
                                table.getKey(),
                                "The table \"" + table.getKey() + "\" has another number of rows.",
                                "Migrate it.")
                        .withEvidence("source " + table.getValue() + ", destination " + there));
            }
        }
        return new Part(set.name(), items, differences);
    }

    /** Counts the rows that would be moved, of each table under the name that it has at the destination. */
    private Map<String, Long> sourceRows() {
        SourceView view = new SourceView(set.selection(), set.mapping());
        Map<String, Long> rows = new HashMap<>();
        try (Database database = context.connections().database(set.from());
                Snapshot snapshot = view.snapshot(database, context)) {
            for (Dataset dataset : view.datasets(snapshot, context)) {
                String name = view.nameOf(dataset.name()).name().toLowerCase(Locale.ROOT);
                rows.merge(name, count(snapshot, dataset), Long::sum);
            }
        }
        return rows;
    }

    /** Counts the rows of each table, whose name is taken without regard to case, as engines store it differently. */
    private Map<String, Long> rows(Location location) {
        Map<String, Long> rows = new HashMap<>();
        try (Database database = context.connections().database(location);
                Snapshot snapshot = database.snapshot(context)) {
            for (Dataset dataset : snapshot.datasets(context)) {
                String name = dataset.name().name().toLowerCase(Locale.ROOT);
                rows.merge(name, count(snapshot, dataset), Long::sum);
            }
        }
        return rows;
    }

    private long count(Snapshot snapshot, Dataset dataset) {
        long rows = 0;
        CellBlock block = new CellBlock(dataset.columns().size(), BLOCK, LARGEST_BLOCK);
        try (Cursor<Partition> pieces = snapshot.partitions(dataset, PIECE, context)) {
            while (pieces.hasNext()) {
                context.cancellation().throwIfCancelled();
                try (CellStream cells =
                        (CellStream) snapshot.read(dataset, pieces.next(), ChunkFormat.CELLS, context)) {
                    while (cells.read(block)) {
                        rows += block.rows();
                    }
                }
            }
        }
        return rows;
    }
}
