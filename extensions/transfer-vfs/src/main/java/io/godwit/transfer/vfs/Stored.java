package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the content of a file lies. Compares by identity: names of one file share it.
 *
 * <p>Immutable.
 */
final class Stored {
    private final ArchivePart part;
    private final Object key;
    private final long length;
    private final @Nullable List<ByteRange> regions;

    /**
     * A content.
     *
     * @param part in what it lies
     * @param key where, as the part understands it
     * @param length how many bytes are stored
     * @param regions where they go in a file with holes; null for a file without
     */
    Stored(ArchivePart part, Object key, long length, @Nullable List<ByteRange> regions) {
        this.part = part;
        this.key = key;
        this.length = length;
        this.regions = regions;
    }

    ArchivePart part() {
        return part;
    }

    Object key() {
        return key;
    }

    long length() {
        return length;
    }

    @Nullable
    List<ByteRange> regions() {
        return regions;
    }
}
