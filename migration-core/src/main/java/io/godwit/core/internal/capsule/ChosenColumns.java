package io.godwit.core.internal.capsule;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;

/** Some of the columns of rows, in another order. One thread. */
final class ChosenColumns implements CellStream {
    private static final int BLOCK = 1 << 20;
    private static final int LARGEST_BLOCK = 1 << 30;

    private final CellStream rows;
    private final int[] columns;
    private final CellBlock all;
    private int next;
    private long bytes;

    private ChosenColumns(CellStream rows, int[] columns, int of) {
        this.rows = rows;
        this.columns = columns;
        this.all = new CellBlock(of, BLOCK, LARGEST_BLOCK);
    }

    static CellStream of(CellStream rows, Dataset whole, Dataset wanted) {
        int[] columns = new int[wanted.columns().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = whole.columns().indexOf(wanted.columns().get(i));
            if (columns[i] < 0) {
                rows.close();
                throw MigrationException.of(
                                ErrorCategory.TRANSFER,
                                "database.no-such-dataset",
                                "the capsule holds no column \""
                                        + wanted.columns().get(i).name() + "\" of \"" + wanted.name() + "\"")
                        .subject(wanted.name().toString())
                        .build();
            }
        }
        return new ChosenColumns(rows, columns, whole.columns().size());
    }

    @Override
    public boolean read(CellBlock into) {
        into.clear();
        while (into.rows() == 0 || !into.isFull()) {
            if (next == all.rows()) {
                next = 0;
                if (!rows.read(all)) {
                    break;
                }
            }
            for (int column : columns) {
                if (all.isNull(next, column)) {
                    into.addNull();
                } else {
                    into.add(all.data(), all.start(next, column), all.length(next, column));
                    bytes += all.length(next, column);
                }
            }
            next++;
        }
        return into.rows() > 0;
    }

    @Override
    public ChunkSummary summary() {
        return new ChunkSummary(rows.summary().rows(), bytes, "");
    }

    @Override
    public void close() {
        rows.close();
    }
}
