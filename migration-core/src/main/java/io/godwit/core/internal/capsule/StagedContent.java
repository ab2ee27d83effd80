package io.godwit.core.internal.capsule;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The content of a file in a pack, or a range of it; the whole is checked against its hash. One thread. */
final class StagedContent implements FileContent {
    private static final byte[] ZEROS = new byte[1 << 14];

    private final CapsuleStore store;
    private final String pack;
    private final SeekableByteChannel channel;
    private final boolean isOwned;
    private final long size;
    private final List<ByteRange> regions;
    private final @Nullable String sha256;
    private final Hasher hasher = Hashing.sha256().newHasher();
    private final WorkContext context;
    private final long begin;
    private final long length;
    private int region;
    private long position;
    private long read;
    private boolean isChecked;

    private StagedContent(
            CapsuleStore store,
            String pack,
            SeekableByteChannel channel,
            boolean isOwned,
            long begin,
            long size,
            List<ByteRange> regions,
            @Nullable String sha256,
            WorkContext context) {
        this.store = store;
        this.pack = pack;
        this.channel = channel;
        this.isOwned = isOwned;
        this.begin = begin;
        this.size = size;
        this.regions = regions;
        this.sha256 = sha256;
        this.context = context;
        this.length = regions.stream().mapToLong(ByteRange::length).sum();
    }

    static FileContent of(
            CapsuleStore store,
            String pack,
            IndexEntry entry,
            ByteRange range,
            boolean isChecked,
            WorkContext context) {
        List<ByteRange> regions = new ArrayList<>();
        long before = 0;
        for (ByteRange one : entry.regions()) {
            long from = Math.max(one.offset(), range.offset());
            long to = Math.min(one.end(), range.end());
            if (to > from) {
                regions.add(new ByteRange(from - range.offset(), to - from));
            } else if (one.end() <= range.offset()) {
                before += one.length();
            }
            if (one.offset() < range.offset() && to > from) {
                before += range.offset() - one.offset();
            }
        }
        SeekableByteChannel channel = regions.isEmpty() ? new MemoryChannel(new byte[0]) : store.channel(pack, context);
        return new StagedContent(
                store,
                pack,
                channel,
                true,
                entry.offset() + before,
                range.length(),
                regions,
                isChecked ? entry.sha256() : null,
                context);
    }

    /** All of a file, from a channel that others read from, too. */
    static FileContent whole(
            CapsuleStore store, String pack, SeekableByteChannel channel, IndexEntry entry, WorkContext context) {
        return new StagedContent(
                store,
                pack,
                channel,
                false,
                entry.offset(),
                entry.entry().size(),
                entry.regions(),
                entry.sha256(),
                context);
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public List<ByteRange> regions() {
        return regions;
    }

    @Override
    public int read(ByteBuffer into) {
        context.cancellation().throwIfCancelled();
        if (read == length) {
            check();
            return -1;
        }
        while (position >= regions.get(region).end()) {
            region++;
        }
        ByteRange now = regions.get(region);
        zeros(now.offset() - position);
        int limit = into.limit();
        into.limit((int) Math.min(limit, into.position() + (now.end() - position)));
        ByteBuffer got = into.duplicate();
        try {
            channel.position(begin + read);
            int count = channel.read(into);
            if (count < 0) {
                throw store.damaged(pack);
            }
            if (sha256 != null) {
                hasher.putBytes(got.limit(got.position() + count));
            }
            read += count;
            position += count;
            return count;
        } catch (IOException e) {
            throw CapsuleFailures.damaged(store.place(), "\"" + pack + "\" cannot be read", e);
        } finally {
            into.limit(limit);
        }
    }

    private void zeros(long count) {
        if (count <= 0) {
            return;
        }
        for (long left = sha256 == null ? 0 : count; left > 0; left -= ZEROS.length) {
            hasher.putBytes(ZEROS, 0, (int) Math.min(ZEROS.length, left));
        }
        position += count;
    }

    private void check() {
        if (isChecked || sha256 == null) {
            return;
        }
        isChecked = true;
        zeros(size - position);
        if (!hasher.hash().toString().equals(sha256)) {
            throw store.damaged(pack);
        }
    }

    @Override
    public void close() {
        if (isOwned) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
