package io.godwit.core.internal.capsule;

import java.nio.ByteBuffer;

/** Bytes that are pulled. One thread. */
interface ByteSource {
    /**
     * Reads on.
     *
     * @param into takes at least one byte unless there are no more
     * @return how many bytes, or -1 at the end
     */
    int read(ByteBuffer into);

    /** What is here already. */
    static ByteSource of(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return into -> {
            if (!left.hasRemaining()) {
                return -1;
            }
            int count = Math.min(left.remaining(), into.remaining());
            into.put(left.slice().limit(count));
            left.position(left.position() + count);
            return count;
        };
    }
}
