package io.godwit.spi;

import java.util.Iterator;

/**
 * A stream of values that holds something open. One thread at a time.
 *
 * @param <T> the values, each immutable
 */
public interface Cursor<T> extends Iterator<T>, AutoCloseable {
    /** Frees what is held; may be called early and more than once. */
    @Override
    void close();

    /**
     * A cursor over values already in memory.
     *
     * @param <T> the values
     * @param values what it yields, in order
     * @return a cursor that holds nothing open
     */
    static <T> Cursor<T> of(Iterable<? extends T> values) {
        Iterator<? extends T> iterator = values.iterator();
        return new Cursor<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public T next() {
                return iterator.next();
            }

            @Override
            public void close() {
                // nothing is held open
            }
        };
    }
}
