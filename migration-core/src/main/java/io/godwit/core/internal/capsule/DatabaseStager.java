package io.godwit.core.internal.capsule;

import io.godwit.core.internal.capsule.CapsuleManifest.Contents;
import io.godwit.core.internal.capsule.CapsuleManifest.Piece;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedDatabase;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedDataset;
import io.godwit.core.internal.data.NameSelection;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.runtime.DaemonThreads;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.Selection;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Pulls a relational database into a capsule, of one moment: its schema, and its rows in canonical encoding, some pieces at a time. */
final class DatabaseStager {
    /** The name of what tells of the rest. */
    static final String CONTENTS = "contents";

    private static final long PIECE_BYTES = 64L << 20;

    private final String name;
    private final String directory;
    private final Location origin;
    private final Selection selection;
    private final CapsuleWriter capsule;
    private final WorkContext context;

    DatabaseStager(
            String side,
            String name,
            Location origin,
            Selection selection,
            CapsuleWriter capsule,
            WorkContext context) {
        this.name = name;
        this.directory = side + "/" + name;
        this.origin = origin;
        this.selection = selection;
        this.capsule = capsule;
        this.context = context;
    }

    /** A piece under way. */
    private record Pulling(Dataset dataset, Future<Piece> piece) {}

    StagedDatabase run() {
        capsule.directories(List.of(directory));
        NameSelection names = new NameSelection(selection);
        try (Database database = context.connections().database(origin)) {
            DatabaseFacts facts = database.inspect(context);
            RelationalSchema schema = database.facet(RelationalSource.class)
                    .orElseThrow(() -> MigrationException.of(
                                    ErrorCategory.COMPATIBILITY,
                                    "database.not-relational",
                                    "the database \"" + origin + "\" has no tables that could be staged")
                            .subject(origin.toString())
                            .remedy("Leave it out of what is staged.")
                            .build())
                    .schema(context);
            try (Snapshot snapshot = database.snapshot(context)) {
                List<Dataset> datasets = snapshot.datasets(context).stream()
                        .filter(dataset -> names.takes(dataset.name()))
                        .toList();
                List<StagedDataset> staged = pull(snapshot, datasets);
                capsule.object(
                        directory + "/" + CONTENTS,
                        ByteSource.of(Packed.pack(
                                StepJson.write(new Contents(schema, staged)).getBytes(StandardCharsets.UTF_8))));
                long rows = staged.stream()
                        .flatMap(dataset -> dataset.pieces().stream())
                        .mapToLong(Piece::rows)
                        .sum();
                return new StagedDatabase(name, origin, facts, snapshot.position(), staged.size(), rows);
            }
        }
    }

    private List<StagedDataset> pull(Snapshot snapshot, List<Dataset> datasets) {
        int readers = snapshot.scope() == Snapshot.Scope.ONE_READER
                ? 1
                : Math.max(1, context.limits().parallelism());
        ExecutorService threads = Executors.newFixedThreadPool(readers, new DaemonThreads("stage"));
        Deque<Pulling> underWay = new ArrayDeque<>();
        Map<Dataset, List<Piece>> pieces = new LinkedHashMap<>();
        try {
            int number = 0;
            for (Dataset dataset : datasets) {
                number++;
                pieces.put(dataset, new ArrayList<>());
                for (Partition partition : cut(snapshot, dataset)) {
                    if (readers == 1) {
                        pieces.get(dataset).add(pull(snapshot, dataset, partition, number));
                        continue;
                    }
                    int table = number;
                    underWay.addLast(
                            new Pulling(dataset, threads.submit(() -> pull(snapshot, dataset, partition, table))));
                    while (underWay.size() > 2 * readers) {
                        settle(underWay, pieces);
                    }
                }
            }
            while (!underWay.isEmpty()) {
                settle(underWay, pieces);
            }
        } finally {
            Stagers.end(threads, underWay.stream().map(Pulling::piece).toList());
        }
        List<StagedDataset> staged = new ArrayList<>();
        pieces.forEach((dataset, its) -> staged.add(new StagedDataset(dataset, its)));
        return staged;
    }

    private static void settle(Deque<Pulling> underWay, Map<Dataset, List<Piece>> pieces) {
        Pulling first = underWay.removeFirst();
        List<Piece> its = pieces.get(first.dataset());
        if (its != null) {
            its.add(Stagers.result(first.piece()));
        }
    }

    private List<Partition> cut(Snapshot snapshot, Dataset dataset) {
        List<Partition> partitions = new ArrayList<>();
        try (Cursor<Partition> cursor = snapshot.partitions(dataset, PIECE_BYTES, context)) {
            while (cursor.hasNext()) {
                context.cancellation().throwIfCancelled();
                partitions.add(cursor.next());
            }
        }
        return partitions;
    }

    private Piece pull(Snapshot snapshot, Dataset dataset, Partition partition, int table) {
        String object = String.format("%s/rows-%05d-%06d", directory, table, partition.number());
        return RetryPolicy.standard().call("staging rows", context.cancellation(), () -> {
            try (CellStream cells = (CellStream) snapshot.read(dataset, partition, ChunkFormat.CELLS, context)) {
                RowSource rows = new RowSource(cells, dataset.columns().size());
                capsule.object(object, rows);
                context.progress().addItems(rows.rows());
                context.progress().addBytes(rows.bytes());
                return new Piece(partition, object, rows.rows(), rows.bytes());
            }
        });
    }
}
