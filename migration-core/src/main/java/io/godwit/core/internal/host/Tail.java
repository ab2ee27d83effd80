package io.godwit.core.internal.host;

import java.nio.charset.StandardCharsets;

/** The last bytes of what a command complained. Thread-safe. */
final class Tail {
    private final byte[] ring;
    private long total;

    Tail(int size) {
        this.ring = new byte[size];
    }

    synchronized void add(byte[] bytes, int length) {
        int from = Math.max(0, length - ring.length);
        total += from;
        for (int i = from; i < length; ) {
            int at = (int) (total % ring.length);
            int run = Math.min(length - i, ring.length - at);
            System.arraycopy(bytes, i, ring, at, run);
            i += run;
            total += run;
        }
    }

    /** What is kept, read as UTF-8; a character that was cut in two is replaced. */
    synchronized String text() {
        int size = (int) Math.min(total, ring.length);
        byte[] kept = new byte[size];
        int start = (int) ((total - size) % ring.length);
        int first = Math.min(size, ring.length - start);
        System.arraycopy(ring, start, kept, 0, first);
        System.arraycopy(ring, 0, kept, first, size - first);
        return new String(kept, StandardCharsets.UTF_8);
    }
}
