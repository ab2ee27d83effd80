package io.godwit.adapter.web;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.Location;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads single options of a WordPress out of its database. */
final class WordPressOptions {
    private static final List<String> WANTED = List.of("home", "siteurl");
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int MOST_BYTES = 256 << 20;

    private WordPressOptions() {}

    static Map<String, String> read(Location place, String prefix, WorkContext context) {
        Map<String, String> found = new LinkedHashMap<>();
        try (Database database = context.connections().database(place);
                Snapshot snapshot = database.snapshot(context)) {
            Optional<Dataset> options = snapshot.datasets(context).stream()
                    .filter(dataset -> dataset.name().name().equals(prefix + "options"))
                    .findFirst();
            if (options.isPresent()) {
                try (Cursor<Partition> pieces = snapshot.partitions(options.get(), BLOCK_BYTES, context)) {
                    while (pieces.hasNext() && found.size() < WANTED.size()) {
                        read(snapshot, options.get(), pieces.next(), found, context);
                    }
                }
            }
        }
        return found;
    }

    private static void read(
            Snapshot snapshot, Dataset options, Partition piece, Map<String, String> found, WorkContext context) {
        List<String> names = options.columns().stream().map(DataColumn::name).toList();
        int name = names.indexOf("option_name");
        int value = names.indexOf("option_value");
        if (name < 0 || value < 0) {
            return;
        }
        CellBlock block = new CellBlock(names.size(), BLOCK_BYTES, MOST_BYTES);
        try (CellStream rows = (CellStream) snapshot.read(options, piece, ChunkFormat.CELLS, context)) {
            while (rows.read(block)) {
                context.cancellation().throwIfCancelled();
                for (int row = 0; row < block.rows(); row++) {
                    String option = text(block, row, name);
                    if (WANTED.contains(option)) {
                        found.put(option, text(block, row, value).replaceFirst("/+$", ""));
                    }
                }
            }
        }
    }

    private static String text(CellBlock block, int row, int column) {
        return new String(block.data(), block.start(row, column), block.length(row, column), StandardCharsets.UTF_8);
    }
}
