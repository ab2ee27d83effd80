package io.godwit.core.internal.capsule;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.WorkContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** What is written as one file of a capsule, hashed on its way. One thread. */
final class ObjectContent implements FileContent {
    private final ByteSource source;
    private final WorkContext context;
    private final Hasher hasher = Hashing.sha256().newHasher();
    private long length;

    ObjectContent(ByteSource source, WorkContext context) {
        this.source = source;
        this.context = context;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public List<ByteRange> regions() {
        return List.of();
    }

    @Override
    public int read(ByteBuffer into) {
        context.cancellation().throwIfCancelled();
        ByteBuffer written = into.duplicate();
        int count = source.read(into);
        if (count > 0) {
            context.limits().acquireBandwidth(count);
            hasher.putBytes(written.limit(written.position() + count));
            length += count;
        }
        return count;
    }

    long length() {
        return length;
    }

    String sha256() {
        return hasher.hash().toString();
    }

    @Override
    public void close() {
        // whoever made the source closes it
    }
}
