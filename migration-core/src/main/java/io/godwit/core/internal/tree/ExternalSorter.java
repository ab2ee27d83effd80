package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts any number of values in bounded memory: what does not fit goes to temporary files as sorted runs, which are merged. Equal
 * values keep their order. First everything is added, then {@link #sorted()} is read once. One thread at a time.
 *
 * @param <T> the values
 */
public final class ExternalSorter<T> implements AutoCloseable {
    private static final int FAN_IN = 64;
    private static final int BUFFER = 64 * 1024;

    private final Comparator<? super T> order;
    private final Codec<T> codec;
    private final @Nullable Path scratch;
    private final long memory;
    private final List<T> values = new ArrayList<>();
    private final List<Path> runs = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private long used;

    /**
     * A sorter.
     *
     * @param order how to sort
     * @param codec how to keep values on disk
     * @param scratch where to keep them, null for the system's directory of temporary files
     * @param memory about how many bytes of values to hold at a time
     */
    public ExternalSorter(Comparator<? super T> order, Codec<T> codec, @Nullable Path scratch, long memory) {
        this.order = order;
        this.codec = codec;
        this.scratch = scratch;
        this.memory = memory;
    }

    /**
     * Adds a value.
     *
     * @param value any
     */
    public void add(T value) {
        values.add(value);
        used += codec.weight(value);
        if (used > memory) {
            spill();
        }
    }

    /**
     * Everything that was added, sorted.
     *
     * @return values, valid until this sorter is closed
     */
    public Cursor<T> sorted() {
        values.sort(order);
        if (runs.isEmpty()) {
            return Cursor.of(values);
        }
        if (!values.isEmpty()) {
            spill();
        }
        try {
            while (runs.size() > FAN_IN) {
                List<Path> some = new ArrayList<>(runs.subList(0, FAN_IN));
                Path merged;
                try (Merge merge = new Merge(some)) {
                    merged = write(merge);
                }
                runs.subList(0, FAN_IN).clear();
                runs.add(0, merged);
                for (Path one : some) {
                    Files.deleteIfExists(one);
                }
            }
            return new Merge(runs);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void spill() {
        values.sort(order);
        try {
            runs.add(write(values.iterator()));
        } catch (IOException e) {
            throw failed(e);
        }
        values.clear();
        used = 0;
    }

    private Path write(Iterator<T> sorted) throws IOException {
        Path run = scratch == null
                ? Files.createTempFile("godwit-sort-", ".run")
                : Files.createTempFile(scratch, "sort-", ".run");
        boolean complete = false;
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
            while (sorted.hasNext()) {
                out.writeBoolean(true);
                codec.write(sorted.next(), out);
            }
            out.writeBoolean(false);
            complete = true;
        } finally {
            if (!complete) {
                Files.deleteIfExists(run);
            }
        }
        return run;
    }

    private static MigrationException failed(IOException e) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER, "sort.failed", "a listing could not be sorted: " + e.getMessage())
                .remedy("Make room in the directory of temporary files.")
                .cause(e)
                .build();
    }

    /** Removes the temporary files. */
    @Override
    public void close() {
        values.clear();
        List.copyOf(open).forEach(Run::close);
        try {
            for (Path run : runs) {
                Files.deleteIfExists(run);
            }
            runs.clear();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Keeps values on disk.
     *
     * @param <T> the values
     */
    public interface Codec<T> {
        /**
         * Writes a value.
         *
         * @param value any
         * @param out where to
         * @throws IOException when the disk fails
         */
        void write(T value, DataOutput out) throws IOException;

        /**
         * Reads a value.
         *
         * @param in as it was written
         * @return an equal value
         * @throws IOException when the disk fails
         */
        T read(DataInput in) throws IOException;

        /**
         * About how much memory a value takes.
         *
         * @param value any
         * @return bytes
         */
        int weight(T value);
    }

    private final class Run implements AutoCloseable {
        private final DataInputStream in;
        private final int number;
        private @Nullable T head;

        Run(Path file, int number) throws IOException {
            this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
            this.number = number;
            open.add(this);
            advance();
        }

        void advance() throws IOException {
            head = in.readBoolean() ? codec.read(in) : null;
        }

        T head() {
            T now = head;
            if (now == null) {
                throw new NoSuchElementException();
            }
            return now;
        }

        boolean hasEnded() {
            return head == null;
        }

        @Override
        public void close() {
            open.remove(this);
            try {
                in.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private final class Merge implements Cursor<T> {
        private final List<Run> members = new ArrayList<>();
        private final PriorityQueue<Run> queue;

        Merge(List<Path> files) throws IOException {
            queue = new PriorityQueue<>(Math.max(1, files.size()), (a, b) -> {
                int byValue = order.compare(a.head(), b.head());
                return byValue != 0 ? byValue : Integer.compare(a.number, b.number);
            });
            for (int i = 0; i < files.size(); i++) {
                Run run = new Run(files.get(i), i);
                members.add(run);
                if (!run.hasEnded()) {
                    queue.add(run);
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !queue.isEmpty();
        }

        @Override
        public T next() {
            Run first = queue.remove();
            T value = first.head();
            try {
                first.advance();
            } catch (IOException e) {
                throw failed(e);
            }
            if (!first.hasEnded()) {
                queue.add(first);
            }
            return value;
        }

        @Override
        public void close() {
            members.forEach(Run::close);
        }
    }
}
