package io.godwit.tck.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network that fails on demand: a TCP proxy on the loopback address, between a client and a real server.
 *
 * <p>It listens from the beginning and forwards all bytes unchanged until a fault is ordered. Faults may be ordered at any time, also while connections are
 * open, and add up; {@link #heal} ends them. Counts begin when the fault is ordered and go over all connections, unless said otherwise.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(ssh).cutEvery(Direction.TO_CLIENT, 5_000_000).resetting()) {
 *     copyFrom(proxy.host(), proxy.port());
 *     assertThat(proxy.cuts()).isPositive();
 * }
 * }</pre>
 *
 * <p>Thread-safe. {@link #close} cuts what is open and ends all threads.
 *
 * @since 0.1
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** The way that bytes go. */
    public enum Direction {
        /** From the client to the server. */
        TO_SERVER,
        /** From the server to the client. */
        TO_CLIENT
    }

    /** What a thread of the proxy does. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    private final String targetHost;
    private final int targetPort;
    private final ServerSocket listener;
    private final String name = "lab-proxy-" + NUMBERS.incrementAndGet();
    private final FaultLane toServer = new FaultLane();
    private final FaultLane toClient = new FaultLane();
    private final Set<FaultLink> links = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean reset;
    private volatile boolean refusing;

    private FaultProxy(String targetHost, int targetPort) {
        this.targetHost = targetHost;
        this.targetPort = targetPort;
        try {
            listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on the loopback address", e);
        }
    }

    /** A proxy that listens on a port of its own and forwards to that server. */
    public static FaultProxy to(String host, int port) {
        FaultProxy proxy = new FaultProxy(Objects.requireNonNull(host), port);
        proxy.thread("accept", proxy::accept);
        return proxy;
    }

    /** A proxy before a server of the lab. */
    public static FaultProxy to(LabServer server) {
        return to(server.host(), server.port());
    }

    /** Where clients connect. */
    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    /** Where clients connect. */
    public int port() {
        return listener.getLocalPort();
    }

    // ---- faults ----

    /** Cuts one connection: the one that carries the last of that many bytes, right after them. Later connections live. */
    public FaultProxy cutOnce(Direction direction, long bytes) {
        lane(direction).cutOnce(bytes);
        return this;
    }

    /** Each time that many bytes have passed, cuts the connection that carries the last of them. */
    public FaultProxy cutEvery(Direction direction, long bytes) {
        lane(direction).cutEvery(bytes);
        return this;
    }

    /** Cuts every connection after that many bytes of its own. */
    public FaultProxy cutEach(Direction direction, long bytes) {
        lane(direction).cutEach(bytes);
        return this;
    }

    /** Cuts end connections with an RST (what is under way may get lost) instead of a FIN after what was forwarded. */
    public FaultProxy resetting() {
        reset = true;
        return this;
    }

    /** After that many bytes nothing passes any more, and all connections stay open, until {@link #resume}. */
    public FaultProxy stallAfter(Direction direction, long bytes) {
        lane(direction).stallAfter(bytes);
        return this;
    }

    /**
     * After that many bytes nothing passes any more through the connections that are open then, for good, and neither side is told, as when a firewall
     * forgot them. Later connections live; {@link #heal} does not wake the others.
     */
    public FaultProxy freezeAfter(Direction direction, long bytes) {
        lane(direction).freezeAfter(bytes);
        return this;
    }

    /** Delivers bytes later, each way and in order, as a long line does; for connections made from now on. */
    public FaultProxy delay(Duration oneWay) {
        delay = oneWay;
        return this;
    }

    /** Delivers at most that many bytes at once, each way: with 1, every read of the client gets a single byte. */
    public FaultProxy chunks(int largest) {
        toServer.chunks(largest);
        toClient.chunks(largest);
        return this;
    }

    /** Lets at most that many bytes pass in a second, each way. */
    public FaultProxy throttle(long bytesPerSecond) {
        toServer.throttle(bytesPerSecond);
        toClient.throttle(bytesPerSecond);
        return this;
    }

    /** Flips a bit of the byte that comes after that many (0 or more). */
    public FaultProxy corruptAfter(Direction direction, long bytes) {
        lane(direction).corruptAfter(bytes);
        return this;
    }

    /** Stalls at once, both ways, until {@link #resume}. */
    public FaultProxy stall() {
        toServer.stall();
        toClient.stall();
        return this;
    }

    /** Ends a stall; what waited goes on. */
    public FaultProxy resume() {
        toServer.resume();
        toClient.resume();
        return this;
    }

    /** Cuts all open connections at once. */
    public FaultProxy cutNow() {
        links.forEach(this::cut);
        return this;
    }

    /** Resets every new connection at once, until {@link #heal}. */
    public FaultProxy refuse() {
        refusing = true;
        return this;
    }

    /** Ends all faults. */
    public FaultProxy heal() {
        delay = Duration.ZERO;
        reset = false;
        refusing = false;
        toServer.heal();
        toClient.heal();
        return this;
    }

    // ---- what happened ----

    /** Connections accepted so far, without the refused ones. */
    public int connections() {
        return connections.get();
    }

    /** Connections refused so far. */
    public int refusals() {
        return refused.get();
    }

    /** Connections that are open now. */
    public int openConnections() {
        return links.size();
    }

    /** Connections cut so far. */
    public int cuts() {
        return cuts.get();
    }

    /** Bytes forwarded so far. */
    public long bytes(Direction direction) {
        return lane(direction).total();
    }

    /** Stops listening, cuts all connections and ends all threads. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the proxy's port", e);
        } finally {
            links.forEach(link -> link.close(true));
            resume();
            toServer.wake();
            toClient.wake();
            joinThreads();
        }
    }

    // ---- inside ----

    void freeze() {
        links.forEach(FaultLink::freeze);
    }

    void cut(FaultLink link) {
        if (link.isOpen()) {
            cuts.incrementAndGet();
            link.close(reset);
        }
    }

    void thread(String part, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // asked to end: it does
                    }
                },
                name + "-" + part);
        thread.setDaemon(true);
        threads.removeIf(ended -> ended.getState() == Thread.State.TERMINATED);
        threads.add(thread);
        thread.start();
    }

    private FaultLane lane(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    refused.incrementAndGet();
                    FaultLink.close(client, true);
                } else {
                    thread("connect", () -> connect(client));
                }
            } catch (IOException e) {
                // The port was closed, or one client went before we answered: the loop's condition tells.
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(targetHost, targetPort), CONNECT_TIMEOUT_MILLIS);
            FaultLink link = new FaultLink(this, client, server, links::remove);
            links.add(link);
            connections.incrementAndGet();
            link.start(toServer, toClient, delay);
            if (listener.isClosed()) {
                link.close(true);
            }
        } catch (IOException e) {
            // The server cannot be reached, so neither can the proxy.
            FaultLink.close(client, true);
            FaultLink.close(server, true);
        }
    }

    private void joinThreads() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        // A thread that ends may have started another, so until none is left.
        while (!threads.isEmpty() && System.nanoTime() - deadline < 0) {
            for (Thread thread : threads) {
                thread.interrupt(); // it may sleep on a queue
                try {
                    thread.join(1_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                threads.removeIf(ended -> ended.getState() == Thread.State.TERMINATED);
            }
        }
    }
}
