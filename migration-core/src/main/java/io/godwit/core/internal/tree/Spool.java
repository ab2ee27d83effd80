package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A list that grows on disk: written once, then read in order or from the end. It is no record of anything: a run that goes on
 * makes it anew. One thread at a time.
 *
 * @param <T> the values
 */
final class Spool<T> implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final ExternalSorter.Codec<T> codec;
    private final Path file;
    private final DataOutputStream out;
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private long count;

    Spool(ExternalSorter.Codec<T> codec, Path scratch) {
        this.codec = codec;
        try {
            this.file = Files.createTempFile(scratch, "spool-", ".list");
            this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void add(T value) {
        try {
            record.reset();
            codec.write(value, new DataOutputStream(record));
            out.writeInt(record.size());
            record.writeTo(out);
            out.writeInt(record.size());
            count++;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The values in order; nothing is added afterwards. */
    Cursor<T> forward() {
        try {
            out.flush();
            return new Forward(new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The values from the last to the first; nothing is added afterwards. */
    Cursor<T> backward() {
        try {
            out.flush();
            return new Backward(FileChannel.open(file, StandardOpenOption.READ));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    static MigrationException failed(IOException e) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "spool.failed",
                        "a list could not be kept in the session's directory: " + e.getMessage())
                .remedy("Make room there and resume.")
                .cause(e)
                .build();
    }

    private final class Forward implements Cursor<T> {
        private final DataInputStream in;
        private long left = count;

        Forward(DataInputStream in) {
            this.in = in;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public T next() {
            if (left-- <= 0) {
                throw new NoSuchElementException();
            }
            try {
                in.readInt();
                T value = codec.read(in);
                in.readInt();
                return value;
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private final class Backward implements Cursor<T> {
        private final FileChannel in;
        private long at;
        private @Nullable ByteBuffer window;
        private long windowStart;

        Backward(FileChannel in) throws IOException {
            this.in = in;
            this.at = in.size();
        }

        @Override
        public boolean hasNext() {
            return at > 0;
        }

        @Override
        public T next() {
            if (at <= 0) {
                throw new NoSuchElementException();
            }
            try {
                int length = ByteBuffer.wrap(bytes(at - Integer.BYTES, Integer.BYTES))
                        .getInt();
                byte[] value = bytes(at - Integer.BYTES - length, length);
                at -= length + 2L * Integer.BYTES;
                return codec.read(new DataInputStream(new ByteArrayInputStream(value)));
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private byte[] bytes(long from, int length) throws IOException {
            ByteBuffer held = window;
            if (held == null || from < windowStart || from + length > windowStart + held.limit()) {
                long end = from + length;
                windowStart = Math.max(0, end - Math.max(BUFFER, length));
                held = ByteBuffer.allocate((int) (end - windowStart));
                while (held.hasRemaining()) {
                    if (in.read(held, windowStart + held.position()) < 0) {
                        throw new EOFException();
                    }
                }
                held.flip();
                window = held;
            }
            byte[] value = new byte[length];
            held.get((int) (from - windowStart), value);
            return value;
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
