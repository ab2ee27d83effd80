package io.godwit.core.internal.data;

import io.godwit.core.internal.data.Quarantine.Refusal;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform.CellRewriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A second look at the rows of a chunk, one at a time: those that cannot be converted, and those that are known to be refused, are
 * passed by. What is left is as the target takes it. One thread at a time.
 */
final class Sieve implements CellStream {
    private final CellStream source;
    private final MovedTable table;
    private final List<CellRewriter> transforms;
    private final List<CellRewriter> conversions;
    private final Known known;
    private final Passed passed;
    private final CellBlock in;
    private final CellBlock[] single = new CellBlock[2];
    private final int maxRowBytes;
    private final RowHash hash;
    private int row;
    private long rows;
    private long bytes;

    /** Knows rows that the target refuses. */
    interface Known {
        /**
         * Whether a row is refused.
         *
         * @param hash of the row as the target would have it
         * @return why, or null where nothing is known
         */
        @Nullable
        Refusal refusal(String hash);
    }

    /** Hears of the rows that are passed by. */
    interface Passed {
        /**
         * A row is passed by.
         *
         * @param block holds it, as it was before it would have been converted
         * @param row its number in the block
         * @param refusal why
         */
        void passed(CellBlock block, int row, Refusal refusal);
    }

    /**
     * A sieve.
     *
     * @param source the rows as read; closed by this
     * @param table what they are rows of
     * @param sizes how large blocks are
     * @param known which rows the target refuses
     * @param passed hears of rows that are passed by
     */
    Sieve(CellStream source, MovedTable table, PumpSizes sizes, Known known, Passed passed) {
        this.source = source;
        this.table = table;
        this.transforms = table.transforms();
        this.conversions = table.conversions();
        this.known = known;
        this.passed = passed;
        this.maxRowBytes = sizes.maxRowBytes();
        this.in = new CellBlock(table.columns(), sizes.blockBytes(), maxRowBytes);
        for (int i = 0; i < single.length; i++) {
            single[i] = new CellBlock(table.columns(), sizes.blockBytes(), maxRowBytes);
        }
        this.hash = new RowHash(table.columns());
    }

    @Override
    public boolean read(CellBlock into) {
        into.clear();
        while (!into.isFull()) {
            if (row == in.rows()) {
                row = 0;
                if (!source.read(in)) {
                    in.clear();
                    break;
                }
            }
            if (into.rows() > 0 && into.bytes() + 2L * rowBytes(in, row) > maxRowBytes) {
                break;
            }
            sift(into);
            row++;
        }
        rows += into.rows();
        bytes += into.bytes();
        return into.rows() > 0;
    }

    private static long rowBytes(CellBlock block, int row) {
        long sum = 0;
        for (int c = 0; c < block.columns(); c++) {
            sum += block.length(row, c);
        }
        return sum;
    }

    private void sift(CellBlock into) {
        CellBlock moved = rewritten(copied(in, row, other(null)), transforms);
        CellBlock converted;
        try {
            converted = rewritten(moved, conversions);
        } catch (MigrationException e) {
            if (!e.code().equals(CellConversion.REFUSED)) {
                throw e;
            }
            passed.passed(unconverted(), 0, new Refusal(table.columnOf(e.subject()), CellConversion.why(e), e.code()));
            return;
        }
        Refusal refusal = known.refusal(hash.of(converted, 0));
        if (refusal != null) {
            passed.passed(unconverted(), 0, refusal);
            return;
        }
        append(converted, 0, into);
    }

    /** The row as it was before it was converted, which is the form in which people know it. */
    private CellBlock unconverted() {
        return rewritten(copied(in, row, other(null)), transforms);
    }

    private CellBlock other(@Nullable CellBlock block) {
        CellBlock free = block == single[0] ? single[1] : single[0];
        free.clear();
        return free;
    }

    private CellBlock rewritten(CellBlock first, List<CellRewriter> rewriters) {
        CellBlock from = first;
        for (CellRewriter rewriter : rewriters) {
            CellBlock to = other(from);
            rewriter.rewrite(from, to);
            from = to;
        }
        return from;
    }

    private static CellBlock copied(CellBlock block, int row, CellBlock to) {
        append(block, row, to);
        return to;
    }

    private static void append(CellBlock block, int row, CellBlock to) {
        for (int c = 0; c < block.columns(); c++) {
            if (block.isNull(row, c)) {
                to.addNull();
            } else {
                to.add(block.data(), block.start(row, c), block.length(row, c));
            }
        }
    }

    @Override
    public ChunkSummary summary() {
        return new ChunkSummary(rows, bytes, "");
    }

    @Override
    public void close() {
        source.close();
    }
}
