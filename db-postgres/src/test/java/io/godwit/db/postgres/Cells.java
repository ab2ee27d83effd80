package io.godwit.db.postgres;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.Partition;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in and out of cells. */
final class Cells {
    private Cells() {}

    /** A stream of rows of texts, null for NULL. */
    static CellStream of(List<@Nullable String[]> rows) {
        Iterator<@Nullable String[]> left = rows.iterator();
        return new CellStream() {
            private long bytes;

            @Override
            public boolean read(CellBlock into) {
                into.clear();
                while (left.hasNext() && !into.isFull()) {
                    for (String cell : left.next()) {
                        if (cell == null) {
                            into.addNull();
                        } else {
                            byte[] utf8 = cell.getBytes(StandardCharsets.UTF_8);
                            into.add(utf8, 0, utf8.length);
                        }
                    }
                }
                bytes += into.bytes();
                return into.rows() > 0;
            }

            @Override
            public ChunkSummary summary() {
                return new ChunkSummary(rows.size(), bytes, "test:" + rows.hashCode());
            }

            @Override
            public void close() {
                // nothing is held open
            }
        };
    }

    /** All rows of a dataset in its pieces; cells separated by {@code |}, NULL as {@code -}. */
    static List<String> rows(Snapshot snapshot, Dataset dataset, long targetBytes, WorkContext context) {
        List<String> rows = new ArrayList<>();
        try (Cursor<Partition> pieces = snapshot.partitions(dataset, targetBytes, context)) {
            while (pieces.hasNext()) {
                rows.addAll(rows(snapshot, dataset, pieces.next(), context));
            }
        }
        return rows;
    }

    static List<String> rows(Snapshot snapshot, Dataset dataset, Partition piece, WorkContext context) {
        List<String> rows = new ArrayList<>();
        CellBlock block = new CellBlock(dataset.columns().size(), 4096, 1 << 30);
        try (CellStream cells = (CellStream) snapshot.read(dataset, piece, ChunkFormat.CELLS, context)) {
            while (cells.read(block)) {
                for (int row = 0; row < block.rows(); row++) {
                    StringBuilder text = new StringBuilder();
                    for (int column = 0; column < block.columns(); column++) {
                        text.append(column == 0 ? "" : "|").append(cell(block, row, column));
                    }
                    rows.add(text.toString());
                }
            }
            if (cells.summary().rows() != rows.size()) {
                throw new AssertionError("counted " + cells.summary().rows() + " of " + rows.size());
            }
        }
        return rows;
    }

    private static String cell(CellBlock block, int row, int column) {
        return block.isNull(row, column)
                ? "-"
                : new String(block.data(), block.start(row, column), block.length(row, column), StandardCharsets.UTF_8);
    }
}
