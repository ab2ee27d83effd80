package io.godwit.tck.lab;

import java.util.concurrent.TimeUnit;

/** One direction of a {@link FaultProxy}: what shall happen to its bytes, and how many have passed, over all connections. Thread-safe. */
final class FaultLane {
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * Leave to forward some bytes.
     *
     * @param bytes how many
     * @param cut whether the connection is to be cut after them
     * @param freeze whether all connections are to be frozen after them
     * @param corrupt index of the byte to be changed, or -1
     * @param notBefore {@link System#nanoTime} from which on they may leave
     */
    record Grant(int bytes, boolean cut, boolean freeze, int corrupt, long notBefore) {}

    private long total;
    private long cutAt = NEVER;
    private long cutEvery;
    private long cutEach = NEVER;
    private long stallAt = NEVER;
    private long freezeAt = NEVER;
    private long corruptAt = NEVER;
    private boolean stalled;
    private int largestChunk = Integer.MAX_VALUE;
    private long bytesPerSecond = NEVER;
    private long nextFree = System.nanoTime();

    synchronized void cutOnce(long bytes) {
        cutAt = total + positive(bytes);
        cutEvery = 0;
    }

    synchronized void cutEvery(long bytes) {
        cutAt = total + positive(bytes);
        cutEvery = bytes;
    }

    synchronized void cutEach(long bytes) {
        cutEach = positive(bytes);
    }

    synchronized void stallAfter(long bytes) {
        stallAt = total + positive(bytes);
    }

    synchronized void freezeAfter(long bytes) {
        freezeAt = total + positive(bytes);
    }

    synchronized void corruptAfter(long bytes) {
        corruptAt = total + bytes;
    }

    synchronized void stall() {
        stalled = true;
    }

    synchronized void resume() {
        stalled = false;
        notifyAll();
    }

    synchronized void chunks(int largest) {
        largestChunk = (int) positive(largest);
    }

    synchronized void throttle(long rate) {
        bytesPerSecond = positive(rate);
    }

    synchronized void heal() {
        cutAt = NEVER;
        cutEvery = 0;
        cutEach = NEVER;
        stallAt = NEVER;
        freezeAt = NEVER;
        corruptAt = NEVER;
        largestChunk = Integer.MAX_VALUE;
        bytesPerSecond = NEVER;
        resume();
    }

    synchronized long total() {
        return total;
    }

    /** Wakes whoever waits in {@link #take}, to look whether its connection is still there. */
    synchronized void wake() {
        notifyAll();
    }

    /**
     * Leave to forward the next bytes of a connection; waits while this direction stalls.
     *
     * @param link the connection
     * @param passed bytes that this connection has forwarded in this direction
     * @param available bytes at hand, more than 0
     */
    synchronized Grant take(FaultLink link, long passed, int available) throws InterruptedException {
        while ((stalled || link.isFrozen()) && link.isOpen()) {
            TimeUnit.SECONDS.timedWait(this, 1);
        }
        long bytes = Math.min(available, largestChunk);
        if (bytesPerSecond != NEVER) {
            bytes = Math.min(bytes, Math.max(1, bytesPerSecond / 50));
        }
        bytes = Math.min(bytes, Math.min(cutAt - total, stallAt - total));
        bytes = Math.min(bytes, Math.max(1, cutEach - passed));
        int corrupt = corruptAt >= total && corruptAt < total + bytes ? (int) (corruptAt - total) : -1;
        if (corrupt >= 0) {
            corruptAt = NEVER;
        }
        total += bytes;
        boolean freeze = total >= freezeAt;
        if (freeze) {
            freezeAt = NEVER;
        }
        boolean cut = passed + bytes >= cutEach;
        if (total == cutAt) {
            cut = true;
            cutAt = cutEvery > 0 ? total + cutEvery : NEVER;
        }
        if (total == stallAt) {
            stallAt = NEVER;
            stalled = true;
        }
        long now = System.nanoTime();
        long start = bytesPerSecond == NEVER || nextFree - now < 0 ? now : nextFree;
        nextFree = bytesPerSecond == NEVER ? now : start + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        return new Grant((int) bytes, cut, freeze, corrupt, start);
    }

    private static long positive(long number) {
        if (number <= 0) {
            throw new IllegalArgumentException("more than 0 is needed, not " + number);
        }
        return number;
    }
}
