package io.godwit.transfer.cloud;

import io.godwit.spi.Limits;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The buffers of one batch, in memory taken from the budget of the process. Who takes one waits until there is room. Those of
 * the length of a part are used again. Thread-safe.
 */
final class Buffers implements AutoCloseable {
    private static final int PARTS = 4;

    private final WorkContext context;
    private final int part;
    private final Limits.Reservation memory;
    private final Deque<byte[]> parts = new ArrayDeque<>();
    private long room;

    /** Room for some parts, or for as many as the whole budget has. */
    Buffers(WorkContext context, int part) {
        this.context = context;
        this.part = part;
        int count = PARTS;
        Limits.Reservation reserved = null;
        while (reserved == null) {
            try {
                reserved = context.limits().reserveMemory((long) count * part);
            } catch (MigrationException e) {
                if (!e.code().equals("memory.exceeds-budget") || count == 1) {
                    throw e;
                }
                count /= 2;
            }
        }
        this.memory = reserved;
        this.room = (long) count * part;
    }

    /** A buffer for a part. */
    byte[] takePart() {
        return take(part);
    }

    /** How long a part is. */
    int part() {
        return part;
    }

    /**
     * A buffer.
     *
     * @param length up to the length of a part
     */
    synchronized byte[] take(int length) {
        while (room < length) {
            context.cancellation().throwIfCancelled();
            try {
                wait(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MigrationException.cancelled("writing");
            }
        }
        room -= length;
        byte[] used = length == part ? parts.poll() : null;
        return used == null ? new byte[length] : used;
    }

    synchronized void give(byte[] buffer) {
        room += buffer.length;
        if (buffer.length == part) {
            parts.push(buffer);
        }
        notifyAll();
    }

    @Override
    public void close() {
        memory.close();
    }
}
