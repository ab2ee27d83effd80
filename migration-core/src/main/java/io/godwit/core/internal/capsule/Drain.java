package io.godwit.core.internal.capsule;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Bytes that are written on one side and taken on the other, without a copy. One thread. */
final class Drain extends ByteArrayOutputStream {
    private static final int ROOM = 1 << 16;

    /** What was written since. */
    ByteBuffer take() {
        ByteBuffer all = ByteBuffer.wrap(buf, 0, count);
        buf = new byte[Math.max(ROOM, count)];
        count = 0;
        return all;
    }
}
