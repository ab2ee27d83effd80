package io.godwit.transfer.cloud;

import io.godwit.spi.ByteRange;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** The bytes of an object, or of a range of it, as they come. */
final class ObjectContent implements FileContent {
    private static final int CHUNK = 64 * 1024;

    private final TreePath path;
    private final InputStream stream;
    private final long size;
    private final byte[] chunk;
    private long read;

    ObjectContent(TreePath path, InputStream stream, long size) {
        this.path = path;
        this.stream = stream;
        this.size = size;
        this.chunk = new byte[(int) Math.min(CHUNK, Math.max(1, size))];
    }

    static ObjectContent empty(TreePath path) {
        return new ObjectContent(path, InputStream.nullInputStream(), 0);
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public List<ByteRange> regions() {
        return size == 0 ? List.of() : List.of(new ByteRange(0, size));
    }

    @Override
    public int read(ByteBuffer into) {
        if (read == size) {
            return -1;
        }
        try {
            int wish = (int) Math.min(Math.min(into.remaining(), chunk.length), size - read);
            int count = stream.read(chunk, 0, wish);
            if (count < 0) {
                throw new IOException("the answer ended after " + read + " of " + size + " bytes");
            }
            into.put(chunk, 0, count);
            read += count;
            return count;
        } catch (InterruptedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw MigrationException.cancelled("reading \"" + path + "\"");
            }
            throw lost(path, e);
        } catch (IOException e) {
            throw lost(path, e);
        }
    }

    static MigrationException lost(Object path, IOException e) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "cloud.lost",
                        "the connection was lost while reading \"" + path + "\"")
                .subject(path.toString())
                .remedy("Check the network; continue with \"resume\".")
                .retryable(true)
                .cause(e)
                .build();
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // the answer is not wanted any more; the connection goes with it
            read = size;
        }
    }
}
