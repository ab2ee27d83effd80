package io.godwit.core.internal.journal;

import io.godwit.core.internal.run.UnitLedger;
import io.godwit.spi.Cursor;
import io.godwit.spi.WorkResult;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/** The ledger of one name in the journal. */
public final class JournalLedger implements UnitLedger {
    private static final int PAGE = 1000;

    private final Journal journal;
    private final Fence fence;
    private final String name;
    private final Clock clock;

    /**
     * A ledger.
     *
     * @param journal where it stands
     * @param fence the right to write
     * @param name of the ledger within the session
     * @param clock tells when effects were undone
     */
    public JournalLedger(Journal journal, Fence fence, String name, Clock clock) {
        this.journal = journal;
        this.fence = fence;
        this.name = name;
        this.clock = clock;
    }

    @Override
    public boolean isDone(String unit) {
        return journal.read(handle -> UnitTable.isDone(handle, fence.session(), name, unit));
    }

    @Override
    public Optional<String> result(String unit) {
        return journal.read(handle -> UnitTable.result(handle, fence.session(), name, unit));
    }

    @Override
    public void intend(String unit, List<Effect> effects) {
        journal.update(fence, handle -> UnitTable.intend(handle, fence, name, unit, effects));
    }

    @Override
    public void done(String unit, WorkResult result) {
        journal.update(fence, handle -> UnitTable.done(handle, fence, name, unit, result));
    }

    @Override
    public void reopen(String unit) {
        journal.update(fence, handle -> UnitTable.reopen(handle, fence.session(), name, unit));
    }

    @Override
    public Cursor<Effect> effects() {
        return new Pages<>(
                Long.MAX_VALUE,
                last -> journal.read(handle -> UnitTable.effects(handle, fence.session(), name, last, PAGE)));
    }

    @Override
    public Cursor<FinishedUnit> finished() {
        return new Pages<>(
                0, last -> journal.read(handle -> UnitTable.finished(handle, fence.session(), name, last, PAGE)));
    }

    @Override
    public void undone(List<Effect> effects) {
        journal.update(fence, handle -> UnitTable.undone(handle, fence.session(), name, effects, clock.instant()));
    }

    @Override
    public void clear() {
        journal.update(fence, handle -> UnitTable.clear(handle, fence.session(), name));
    }

    /**
     * How many things and bytes the finished units moved.
     *
     * @return items, then bytes
     */
    public WorkResult sums() {
        UnitTable.Sums sums = journal.read(handle -> UnitTable.sums(handle, fence.session(), name));
        return new WorkResult(sums.items(), sums.bytes(), "{}", List.of());
    }

    /**
     * How many effects are not undone.
     *
     * @return how many
     */
    public long openEffects() {
        return journal.read(handle -> UnitTable.countEffects(handle, fence.session(), name));
    }

    /**
     * How many effects of some kinds are not undone.
     *
     * @param kinds which
     * @return how many
     */
    public long openEffects(Set<String> kinds) {
        return journal.read(handle -> UnitTable.countEffects(handle, fence.session(), name, kinds));
    }

    /** Reads page by page, so that no read holds the journal's past open while its reader works. */
    private static final class Pages<T> implements Cursor<T> {
        private final LongFunction<List<UnitTable.Numbered<T>>> source;
        private final Deque<UnitTable.Numbered<T>> page = new ArrayDeque<>();
        private long last;
        private boolean atEnd;

        Pages(long start, LongFunction<List<UnitTable.Numbered<T>>> source) {
            this.last = start;
            this.source = source;
        }

        @Override
        public boolean hasNext() {
            if (page.isEmpty() && !atEnd) {
                page.addAll(source.apply(last));
                atEnd = page.size() < PAGE;
            }
            return !page.isEmpty();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            UnitTable.Numbered<T> next = page.remove();
            last = next.number();
            return next.value();
        }

        @Override
        public void close() {
            page.clear();
            atEnd = true;
        }
    }
}
