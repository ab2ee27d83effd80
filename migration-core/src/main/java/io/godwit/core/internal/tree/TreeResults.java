package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.UnitLedger.FinishedUnit;
import io.godwit.spi.Cursor;
import io.godwit.spi.TreeEntry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the copies of a file set handed to the destination, in the order of listings; asked for one path after the other, in that
 * order. One thread at a time.
 */
final class TreeResults implements AutoCloseable {
    private static final long SORT_MEMORY = 16L << 20;

    private final ExternalSorter<Arrived> sorter;
    private final Cursor<Arrived> sorted;
    private @Nullable Arrived head;

    private TreeResults(ExternalSorter<Arrived> sorter) {
        this.sorter = sorter;
        this.sorted = sorter.sorted();
    }

    static String ledgerName(TreeMove move) {
        return "tree:" + move.name();
    }

    static TreeResults open(TreeMove move, EngineContext context) {
        ExternalSorter<Arrived> sorter = new ExternalSorter<>(
                (a, b) -> a.path().compareAs(false, b.path(), false),
                new Arrived.Codec(),
                context.scratch(),
                SORT_MEMORY);
        try (Cursor<FinishedUnit> units = context.sharedUnits(ledgerName(move)).finished()) {
            while (units.hasNext()) {
                context.cancellation().throwIfCancelled();
                for (JsonNode file : EntryJson.parse(units.next().json()).path("files")) {
                    sorter.add(Arrived.read(file));
                }
            }
        }
        return new TreeResults(sorter);
    }

    /** What was handed over last under the name of a file of the source that is still the same. */
    Optional<Arrived> of(TreeEntry source) {
        Arrived found = null;
        while (true) {
            if (head == null) {
                if (!sorted.hasNext()) {
                    break;
                }
                head = sorted.next();
            }
            int order = head.path().compareAs(false, source.path(), false);
            if (order > 0) {
                break;
            }
            if (order == 0 && head.isOf(source)) {
                // the sorter keeps the order in which equal paths were finished: the last one counts
                found = head;
            }
            head = null;
        }
        return Optional.ofNullable(found);
    }

    @Override
    public void close() {
        try (sorter) {
            sorted.close();
        }
    }
}
