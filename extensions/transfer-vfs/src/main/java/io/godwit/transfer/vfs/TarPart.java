package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A tar in a file of another tree. Where its bytes are compressed, or cannot be read in ranges, it is unpacked once into a temporary
 * file.
 */
final class TarPart implements ArchivePart {
    private final FileTree tree;
    private final TreeEntry file;
    private final ArchiveFormat format;
    private final ArchiveLimits limits;
    private final String archive;
    private final WorkContext context;
    private @Nullable SpoolFile spool;
    private boolean closed;

    TarPart(
            FileTree tree,
            TreeEntry file,
            ArchiveFormat format,
            ArchiveLimits limits,
            String archive,
            WorkContext context) {
        this.tree = tree;
        this.file = file;
        this.format = format;
        this.limits = limits;
        this.archive = archive;
        this.context = context;
    }

    /** All bytes of the tar, from the first. */
    InputStream open() throws IOException {
        TreeInput packed = TreeInput.open(tree, file, context);
        CountedInput counted = new CountedInput(packed);
        boolean usable = false;
        try {
            InputStream plain = format.decompress(counted);
            usable = true;
            return format.isPlain() ? plain : new Watched(plain, counted);
        } finally {
            if (!usable) {
                packed.close();
            }
        }
    }

    private boolean isRandom() {
        return format.isPlain() && tree.capabilities().has(Feature.RANGES);
    }

    /** Unpacks it while it is read for the first time, where it has to be at all. */
    InputStream openFirst() throws IOException {
        InputStream plain = open();
        if (isRandom()) {
            return plain;
        }
        boolean usable = false;
        try {
            SpoolFile file = SpoolFile.create(plain);
            synchronized (this) {
                spool = file;
            }
            usable = true;
            return file.tee();
        } finally {
            if (!usable) {
                plain.close();
            }
        }
    }

    @Override
    public InputStream open(Stored content) throws IOException {
        long offset = (Long) content.key();
        if (isRandom()) {
            FileContent range = tree.open(file, new ByteRange(offset, content.length()), context);
            return new ContentInput(file.path(), range, false) {
                @Override
                public void close() {
                    range.close();
                }
            };
        }
        return spooled().open(offset, content.length());
    }

    private synchronized SpoolFile spooled() throws IOException {
        if (closed) {
            throw new IOException("the archive was closed");
        }
        SpoolFile there = spool;
        if (there == null) {
            there = SpoolFile.create(open());
            try (InputStream all = there.tee()) {
                all.transferTo(java.io.OutputStream.nullOutputStream());
            }
            spool = there;
        }
        return there;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (spool != null) {
            spool.close();
            spool = null;
        }
    }

    /** Looks at how much comes out. */
    private final class Watched extends InputStream {
        private final InputStream plain;
        private final CountedInput packed;
        private long count;

        Watched(InputStream plain, CountedInput packed) {
            this.plain = plain;
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            int value = plain.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            context.cancellation().throwIfCancelled();
            int read = plain.read(into, offset, length);
            count += Math.max(0, read);
            limits.checkRatio(archive, packed.count(), count);
            return read;
        }

        @Override
        public void close() throws IOException {
            try {
                plain.close();
            } finally {
                packed.close();
            }
        }
    }

    /** A channel's bytes from a place on. */
    static final class ChannelInput extends InputStream {
        private final FileChannel channel;
        private long position;
        private long left;

        ChannelInput(FileChannel channel, long position, long length) {
            this.channel = channel;
            this.position = position;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0 || left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = channel.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, left)), position);
            if (count > 0) {
                position += count;
                left -= count;
            }
            return count;
        }
    }

    static MigrationException unreadable(String archive, IOException e) {
        return ArchiveFailures.unreadable(archive, e);
    }
}
