package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform.CellRewriter;
import io.godwit.spi.WorkContext;
import java.util.List;

/**
 * What happens to rows between source and target: they are rewritten, counted and fingerprinted, and held to the bandwidth limit. One
 * thread at a time.
 */
final class CellPipe {
    private final CellStream source;
    private final List<CellRewriter> rewriters;
    private final RowHasher hasher;
    private final WorkContext context;
    private final CellBlock[] scratch;

    /**
     * A pipe.
     *
     * @param source the rows as read
     * @param rewriters what changes them, in order
     * @param columns cells per row
     * @param sizes how large blocks are
     * @param context cancellation and limits
     */
    CellPipe(CellStream source, List<CellRewriter> rewriters, int columns, PumpSizes sizes, WorkContext context) {
        this.source = source;
        this.rewriters = List.copyOf(rewriters);
        this.hasher = new RowHasher(columns);
        this.context = context;
        this.scratch = new CellBlock[rewriters.isEmpty() ? 0 : 2];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = new CellBlock(columns, sizes.blockBytes(), sizes.maxRowBytes());
        }
    }

    /**
     * Fetches the next rows.
     *
     * @param into takes them
     * @return false at the end, with the block empty
     */
    boolean fill(CellBlock into) {
        context.cancellation().throwIfCancelled();
        if (rewriters.isEmpty()) {
            if (!source.read(into)) {
                into.clear();
                return false;
            }
        } else if (!rewritten(into)) {
            return false;
        }
        hasher.add(into);
        context.limits().acquireBandwidth(into.bytes());
        return true;
    }

    private boolean rewritten(CellBlock into) {
        into.clear();
        CellBlock from = scratch[0];
        CellBlock to = scratch[1];
        if (!source.read(from)) {
            return false;
        }
        int rows = from.rows();
        for (CellRewriter rewriter : rewriters) {
            to.clear();
            rewriter.rewrite(from, to);
            if (to.rows() != rows) {
                throw MigrationException.of(
                                ErrorCategory.INTERNAL,
                                "transform.lost-rows",
                                "a transform made " + to.rows() + " rows of " + rows)
                        .subject(rewriter.getClass().getName())
                        .build();
            }
            CellBlock swap = from;
            from = to;
            to = swap;
        }
        into.swap(from);
        return true;
    }

    /**
     * What went through so far.
     *
     * @return rows, bytes and fingerprint, after all rewriting
     */
    ChunkSummary summary() {
        return new ChunkSummary(
                hasher.rows(), hasher.bytes(), hasher.fingerprint().toString());
    }
}
