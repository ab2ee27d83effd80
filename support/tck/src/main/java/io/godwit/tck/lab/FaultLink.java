package io.godwit.tck.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One connection through a {@link FaultProxy}. In each direction a reader and a writer work, with a queue between them in which delayed bytes travel. */
final class FaultLink {
    private static final int BUFFER = 64 * 1024;
    private static final Duration LINGER = Duration.ofMillis(200);

    /** Bytes on their way; none means the end of the stream. */
    private static final class Chunk {
        final byte[] bytes;
        final long due;

        Chunk(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private final Consumer<FaultLink> whenClosed;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile boolean frozen;
    private final AtomicInteger ended = new AtomicInteger();
    private final CountDownLatch readers = new CountDownLatch(2);

    FaultLink(FaultProxy proxy, Socket client, Socket server, Consumer<FaultLink> whenClosed) throws SocketException {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        this.whenClosed = whenClosed;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start(FaultLane toServer, FaultLane toClient, Duration delay) {
        direction("to-server", client, server, toServer, delay);
        direction("to-client", server, client, toClient, delay);
    }

    /** From now on nothing passes, and neither side is told. */
    void freeze() {
        frozen = true;
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean isOpen() {
        return open.get();
    }

    /**
     * Ends the connection on both sides. With {@code reset} by an RST, which also takes what is still under way; otherwise each side gets what was forwarded,
     * then a FIN. (A socket that is closed with bytes unread sends an RST as well, so these are read and dropped for a while.)
     */
    void close(boolean reset) {
        if (open.compareAndSet(true, false)) {
            if (reset) {
                close(client, true);
                close(server, true);
            } else {
                shutdown(client);
                shutdown(server);
                proxy.thread("linger", this::linger);
            }
            whenClosed.accept(this);
        }
    }

    private void linger() throws InterruptedException {
        try {
            readers.await(LINGER.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            close(client, false);
            close(server, false);
        }
    }

    private static void shutdown(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // It was shut or broken before.
        }
    }

    static void close(Socket socket, boolean reset) {
        try (socket) {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // It was broken before; it is closed now.
        }
    }

    private void direction(String name, Socket from, Socket to, FaultLane lane, Duration delay) {
        // Without delay nothing is kept in the proxy but one chunk, so that a slow reader is felt by the sender.
        BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(delay.isZero() ? 1 : 256);
        proxy.thread(name + "-reader", () -> read(from, queue, delay));
        proxy.thread(name + "-writer", () -> write(queue, to, lane));
    }

    private void read(Socket from, BlockingQueue<Chunk> queue, Duration delay) throws InterruptedException {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            int count;
            do {
                count = in.read(buffer);
                put(queue, new Chunk(Arrays.copyOf(buffer, Math.max(count, 0)), System.nanoTime() + delay.toNanos()));
            } while (count > 0);
        } catch (IOException e) {
            close(true); // the other side shall see it as broken as we do
        } finally {
            readers.countDown();
        }
    }

    private void put(BlockingQueue<Chunk> queue, Chunk chunk) throws InterruptedException {
        while (isOpen() && !queue.offer(chunk, 20, TimeUnit.MILLISECONDS)) {
            // full; look again whether there still is a connection
        }
    }

    private void write(BlockingQueue<Chunk> queue, Socket to, FaultLane lane) throws InterruptedException {
        long passed = 0;
        try {
            OutputStream out = to.getOutputStream();
            while (isOpen()) {
                Chunk chunk = queue.poll(20, TimeUnit.MILLISECONDS);
                if (chunk == null) {
                    continue;
                }
                waitUntil(chunk.due);
                if (chunk.bytes.length == 0) {
                    to.shutdownOutput();
                    if (ended.incrementAndGet() == 2) {
                        close(false);
                    }
                    return;
                }
                for (int from = 0; from < chunk.bytes.length && isOpen(); ) {
                    FaultLane.Grant grant = lane.take(this, passed, chunk.bytes.length - from);
                    waitUntil(grant.notBefore());
                    if (grant.corrupt() >= 0) {
                        chunk.bytes[from + grant.corrupt()] ^= 1;
                    }
                    if (isOpen()) {
                        out.write(chunk.bytes, from, grant.bytes());
                    }
                    from += grant.bytes();
                    passed += grant.bytes();
                    if (grant.freeze()) {
                        proxy.freeze();
                    }
                    if (grant.cut()) {
                        proxy.cut(this);
                    }
                }
            }
        } catch (IOException e) {
            close(true);
        }
    }

    private void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0 && isOpen(); left = due - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
        }
    }
}
