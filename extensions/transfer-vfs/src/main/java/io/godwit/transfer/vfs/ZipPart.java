package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A zip in a file of another tree, read by its directory. Where the file cannot be read in ranges it is copied into a temporary one. */
final class ZipPart implements ArchivePart {
    private static final int LONGEST_TARGET = 16 * 1024;

    private final ArchivePlace place;
    private final SeekableByteChannel channel;
    private final @Nullable SpoolFile spool;
    private final ZipFile zip;

    private ZipPart(ArchivePlace place, SeekableByteChannel channel, @Nullable SpoolFile spool, ZipFile zip) {
        this.place = place;
        this.channel = channel;
        this.spool = spool;
        this.zip = zip;
    }

    static ZipPart load(ArchivePlace place, FileTree tree, TreeEntry file, ArchiveIndex index, WorkContext context) {
        SpoolFile spool = null;
        ZipPart part = null;
        boolean usable = false;
        try {
            SeekableByteChannel channel;
            if (tree.capabilities().has(Feature.RANGES)) {
                channel = new TreeChannel(tree, file, context);
            } else {
                spool = SpoolFile.create(TreeInput.open(tree, file, context));
                try (InputStream all = spool.tee()) {
                    all.transferTo(java.io.OutputStream.nullOutputStream());
                }
                channel = spool.channel();
            }
            ZipFile zip = open(place, channel);
            part = new ZipPart(place, channel, spool, zip);
            part.fill(index, context, file.size());
            usable = true;
            return part;
        } catch (IOException e) {
            throw ArchiveFailures.unreadable(place.shown(), e);
        } finally {
            if (!usable) {
                if (part != null) {
                    part.close();
                } else if (spool != null) {
                    spool.close();
                }
            }
        }
    }

    private static ZipFile open(ArchivePlace place, SeekableByteChannel channel) throws IOException {
        try {
            return ZipFile.builder()
                    .setSeekableByteChannel(channel)
                    .setCharset(StandardCharsets.UTF_8)
                    .setUseUnicodeExtraFields(true)
                    .get();
        } catch (java.util.zip.ZipException e) {
            String text = String.valueOf(e.getMessage());
            if (text.contains("not a ZIP archive") || text.contains("central directory")) {
                throw ArchiveFailures.truncated(place.shown(), "its directory, which is at the end, is missing", e);
            }
            throw e;
        }
    }

    private void fill(ArchiveIndex index, WorkContext context, long size) throws IOException {
        EntryNames names = new EntryNames(place.shown(), index, context);
        List<ZipArchiveEntry> all = Collections.list(zip.getEntriesInPhysicalOrder());
        refuseOverlaps(all, size);
        long count = 0;
        for (ZipArchiveEntry entry : all) {
            context.cancellation().throwIfCancelled();
            place.limits().checkCount(place.shown(), ++count);
            if (entry.getGeneralPurposeBit().usesEncryption()) {
                throw ArchiveFailures.encrypted(place.shown(), entry.getName());
            }
            place.limits().checkRatio(place.shown(), entry.getCompressedSize(), entry.getSize());
            Optional<TreePath> path = names.path(name(entry));
            if (path.isPresent() && names.isReachable(path.get())) {
                add(index, entry, path.get(), context);
            }
        }
        index.setThere(true);
    }

    /** Two entries that share bytes are how little becomes very much. */
    private void refuseOverlaps(List<ZipArchiveEntry> all, long size) {
        long end = 0;
        for (ZipArchiveEntry entry : all) {
            if (entry.getLocalHeaderOffset() < end) {
                throw ArchiveFailures.bomb(place.shown(), "its entries share their bytes", "max_ratio");
            }
            end = entry.getLocalHeaderOffset() + Math.max(0, entry.getCompressedSize());
            if (end > size) {
                throw ArchiveFailures.truncated(place.shown(), "an entry lies behind its end", null);
            }
        }
    }

    private static byte[] name(ZipArchiveEntry entry) {
        byte[] raw = entry.getRawName();
        boolean isUnicode = entry.getNameSource() == ZipArchiveEntry.NameSource.UNICODE_EXTRA_FIELD;
        return raw == null || isUnicode ? entry.getName().getBytes(StandardCharsets.UTF_8) : raw;
    }

    private void add(ArchiveIndex index, ZipArchiveEntry entry, TreePath path, WorkContext context) throws IOException {
        int type = entry.getUnixMode() & 0170000;
        EntryKind kind = entry.isDirectory() || type == 0040000
                ? EntryKind.DIRECTORY
                : switch (type) {
                    case 0120000 -> EntryKind.SYMLINK;
                    case 0010000 -> EntryKind.FIFO;
                    case 0020000, 0060000 -> EntryKind.DEVICE;
                    case 0140000 -> EntryKind.SOCKET;
                    default -> EntryKind.FILE;
                };
        TreeEntry.Builder built = TreeEntry.of(path, kind);
        if (entry.getUnixMode() != 0) {
            built.mode(entry.getUnixMode() & 07777);
        }
        if (entry.getLastModifiedTime() != null && entry.getTime() != -1) {
            built.modified(entry.getLastModifiedTime().toInstant());
        }
        if (kind == EntryKind.FILE) {
            if (!zip.canReadEntryData(entry)) {
                throw ArchiveFailures.damaged(
                        place.shown(), "the entry \"" + path + "\" is compressed in a way nobody here knows", null);
            }
            built.size(entry.getSize());
            index.put(built.build(), new Stored(this, entry, entry.getSize(), null));
            return;
        }
        if (kind == EntryKind.SYMLINK) {
            byte[] target;
            try (InputStream in = zip.getInputStream(entry)) {
                target = in.readNBytes(LONGEST_TARGET);
            }
            if (target.length == 0 || target.length == LONGEST_TARGET) {
                context.progress()
                        .report(ArchiveFailures.hostile(place.shown(), path.toString(), "it is a link to nothing"));
                return;
            }
            built.target(TreeLink.ofBytes(target));
        }
        if (!path.isRoot() || kind == EntryKind.DIRECTORY) {
            index.put(built.build(), null);
        }
    }

    @Override
    public InputStream open(Stored content) throws IOException {
        ZipArchiveEntry entry = (ZipArchiveEntry) content.key();
        CheckedInputStream checked = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
        return new java.io.FilterInputStream(checked) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                if (count < 0 && checked.getChecksum().getValue() != entry.getCrc()) {
                    throw new IOException("the checksum of \"" + entry.getName() + "\" is wrong");
                }
                return count;
            }
        };
    }

    @Override
    public void close() {
        try {
            zip.close();
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            if (spool != null) {
                spool.close();
            }
        }
    }
}
