package io.godwit.db.postgres;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/** A socket that tells for how long somebody has been waiting to read from it or to write to it. Thread-safe as far as sockets are. */
final class WatchedSocket extends Socket {
    private static final long NOT_WAITING = Long.MIN_VALUE;

    private static final int TERMINATE_LENGTH = 5;

    private volatile long reading = NOT_WAITING;
    private volatile long writing = NOT_WAITING;

    private volatile boolean saidGoodbye;

    /** Not connected yet. */
    WatchedSocket() {}

    /** How long the longer of both has been waiting, nothing where nobody waits. */
    Duration waiting() {
        long now = System.nanoTime();
        return Duration.ofNanos(Math.max(since(reading, now), since(writing, now)));
    }

    /** Whether the last that was sent was the message that ends a session. */
    boolean saidGoodbye() {
        return saidGoodbye;
    }

    private static long since(long start, long now) {
        return start == NOT_WAITING ? 0 : now - start;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                reading = System.nanoTime();
                try {
                    return in.read();
                } finally {
                    reading = NOT_WAITING;
                }
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                reading = System.nanoTime();
                try {
                    return in.read(into, offset, length);
                } finally {
                    reading = NOT_WAITING;
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int one) throws IOException {
                writing = System.nanoTime();
                try {
                    out.write(one);
                } finally {
                    writing = NOT_WAITING;
                }
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                writing = System.nanoTime();
                saidGoodbye = length == TERMINATE_LENGTH && from[offset] == 'X';
                try {
                    out.write(from, offset, length);
                } finally {
                    writing = NOT_WAITING;
                }
            }
        };
    }
}
