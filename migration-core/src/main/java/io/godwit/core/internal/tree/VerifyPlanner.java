package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Goes through both listings and hands out files whose contents are to be compared. One thread. */
final class VerifyPlanner implements Iterator<WorkUnit> {
    private static final int MOST_FILES = 500;
    private static final long MOST_BYTES = 64L << 20;

    private final Cursor<EntryPair> pairs;
    private final TreeResults arrived;
    private final boolean deep;
    private final DigestUnits digests;
    private final Predicate<EntryPair> isComparable;
    private long number;
    private @Nullable WorkUnit ready;

    VerifyPlanner(
            Cursor<EntryPair> pairs,
            TreeResults arrived,
            boolean deep,
            DigestUnits digests,
            Predicate<EntryPair> isComparable) {
        this.pairs = pairs;
        this.arrived = arrived;
        this.deep = deep;
        this.digests = digests;
        this.isComparable = isComparable;
    }

    @Override
    public boolean hasNext() {
        if (ready == null) {
            ready = gather();
        }
        return ready != null;
    }

    private @Nullable WorkUnit gather() {
        List<DigestUnits.Pair> unit = new ArrayList<>();
        long bytes = 0;
        while (pairs.hasNext() && unit.size() < MOST_FILES && bytes < MOST_BYTES) {
            EntryPair pair = pairs.next();
            if (isComparable.test(pair) && deep) {
                TreeEntry source = pair.source().orElseThrow();
                Optional<Digest> expected = arrived.of(source).map(Arrived::digest);
                unit.add(new DigestUnits.Pair(source, expected));
                bytes += source.size();
            }
        }
        return unit.isEmpty() ? null : digests.unit(number++, unit);
    }

    @Override
    public WorkUnit next() {
        WorkUnit unit = hasNext() ? ready : null;
        if (unit == null) {
            throw new NoSuchElementException();
        }
        ready = null;
        return unit;
    }
}
