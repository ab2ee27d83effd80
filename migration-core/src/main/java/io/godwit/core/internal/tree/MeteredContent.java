package io.godwit.core.internal.tree;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Digest;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A content on its way: it keeps to the bandwidth limit, and is hashed with its holes as zeros. One thread at a time. */
final class MeteredContent implements FileContent {
    static final String ALGORITHM = "SHA-256";

    private static final byte[] ZEROS = new byte[64 * 1024];

    private final FileContent content;
    private final WorkContext context;
    private final MessageDigest hash = sha256();
    private final List<ByteRange> regions;
    private int region;
    private long inRegion;
    private long hashed;
    private long bytes;
    private @Nullable Digest digest;
    private @Nullable MigrationException fault;

    MeteredContent(FileContent content, WorkContext context) {
        this.content = content;
        this.context = context;
        this.regions = content.size().isPresent() ? List.copyOf(content.regions()) : List.of();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public OptionalLong size() {
        return content.size();
    }

    @Override
    public List<ByteRange> regions() {
        return regions;
    }

    @Override
    public int read(ByteBuffer into) {
        int begin = into.position();
        int count;
        try {
            count = content.read(into);
        } catch (MigrationException e) {
            fault = e;
            throw e;
        }
        if (count < 0) {
            end();
            return count;
        }
        if (count > 0) {
            hash(into.duplicate().position(begin).limit(begin + count));
            bytes += count;
            context.limits().acquireBandwidth(count);
        }
        return count;
    }

    private void hash(ByteBuffer data) {
        if (regions.isEmpty()) {
            hashed += data.remaining();
            hash.update(data);
            return;
        }
        while (data.hasRemaining() && region < regions.size()) {
            ByteRange now = regions.get(region);
            zeros(now.offset() + inRegion);
            int part = (int) Math.min(data.remaining(), now.length() - inRegion);
            ByteBuffer slice = data.duplicate();
            slice.limit(slice.position() + part);
            hash.update(slice);
            data.position(data.position() + part);
            hashed += part;
            inRegion += part;
            if (inRegion == now.length()) {
                region++;
                inRegion = 0;
            }
        }
    }

    private void zeros(long to) {
        while (hashed < to) {
            context.cancellation().throwIfCancelled();
            int part = (int) Math.min(ZEROS.length, to - hashed);
            hash.update(ZEROS, 0, part);
            hashed += part;
        }
    }

    private void end() {
        if (digest == null) {
            zeros(content.size().orElse(hashed));
            digest = Digest.of(ALGORITHM, hash.digest());
        }
    }

    /** The hash of the whole; empty until it was read to its end. */
    Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    /** The length with holes, as far as it was read. */
    long length() {
        return hashed;
    }

    /** How many bytes of data were read. */
    long bytes() {
        return bytes;
    }

    /** What went wrong at the source. */
    Optional<MigrationException> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public void close() {
        content.close();
    }
}
