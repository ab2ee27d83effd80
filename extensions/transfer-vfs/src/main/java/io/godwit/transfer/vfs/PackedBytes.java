package io.godwit.transfer.vfs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Bytes that one side writes and the other takes away. One thread. */
final class PackedBytes extends ByteArrayOutputStream {
    private int taken;

    PackedBytes() {
        super(128 * 1024);
    }

    boolean isEmpty() {
        return taken == count;
    }

    /** Moves some; whoever writes next begins from the front. */
    int take(ByteBuffer into) {
        int length = Math.min(into.remaining(), count - taken);
        into.put(buf, taken, length);
        taken += length;
        if (taken == count) {
            reset();
            taken = 0;
        }
        return length;
    }
}
