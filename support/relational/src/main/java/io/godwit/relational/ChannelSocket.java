package io.godwit.relational;

import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A byte channel that looks like a connected socket. A thread of its own reads ahead, because a channel knows neither timeouts nor
 * how much there is to read, and drivers ask for both. As thread-safe as a socket.
 */
public final class ChannelSocket extends Socket {
    private static final int AHEAD = 1 << 16;

    private final ByteChannel channel;
    private final Runnable afterClose;
    private final Ahead in = new Ahead();
    private final OutputStream out = new Out();
    private final Thread reader;
    private volatile int timeoutMillis;
    private volatile boolean closed;

    /**
     * A connection to an endpoint as a place sees it.
     *
     * @param place the host to stand on
     * @param endpoint a port, or the path of a Unix socket
     * @param context opens the host, which stays borrowed until the socket is closed
     * @return the socket, connected and owned by the caller
     * @throws io.godwit.spi.MigrationException as {@link Host#connect} throws it
     */
    public static ChannelSocket open(Location place, Host.Endpoint endpoint, WorkContext context) {
        Host host = context.connections().host(place);
        try {
            return new ChannelSocket(host.connect(endpoint, context), host::close);
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    private ChannelSocket(ByteChannel channel, Runnable afterClose) {
        this.channel = channel;
        this.afterClose = afterClose;
        this.reader = new Thread(in, "godwit-database-tunnel");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void connect(@Nullable SocketAddress endpoint, int timeout) {
        // Connected from the beginning.
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InputStream getInputStream() {
        return in.stream;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public synchronized void setSoTimeout(int timeout) {
        timeoutMillis = timeout;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // The channel has no such delay that we could turn off.
    }

    @Override
    public void setKeepAlive(boolean on) {
        // The connection underneath keeps itself alive.
    }

    @Override
    public void setSendBufferSize(int size) {
        // The channel has its own.
    }

    @Override
    public void setReceiveBufferSize(int size) {
        // The channel has its own.
    }

    @Override
    public void shutdownInput() {
        in.end(null);
    }

    @Override
    public void shutdownOutput() throws IOException {
        close();
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // only the flag is guarded: closing may block
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            channel.close();
        } finally {
            in.end(new SocketException("Socket closed"));
            afterClose.run();
        }
    }

    @Override
    public String toString() {
        return "ChannelSocket";
    }

    private final class Out extends OutputStream {
        private final byte[] one = new byte[1];

        @Override
        public void write(int b) throws IOException {
            one[0] = (byte) b;
            write(one, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void close() throws IOException {
            ChannelSocket.this.close();
        }
    }

    /** A ring of bytes that were read and not asked for yet. */
    private final class Ahead implements Runnable {
        private final byte[] ring = new byte[AHEAD];
        private int first;
        private int count;
        private boolean ended;
        private @Nullable IOException failure;

        @Override
        public void run() {
            ByteBuffer buffer = ByteBuffer.allocate(AHEAD / 2);
            try {
                while (true) {
                    buffer.clear();
                    if (channel.read(buffer) < 0) {
                        end(null);
                        return;
                    }
                    buffer.flip();
                    if (!put(buffer)) {
                        return;
                    }
                }
            } catch (IOException | RuntimeException e) {
                end(new SocketException("the tunnel broke: " + e.getMessage()));
            }
        }

        private synchronized boolean put(ByteBuffer from) {
            while (from.hasRemaining()) {
                if (ended) {
                    return false;
                }
                if (count == ring.length) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                    continue;
                }
                int at = (first + count) % ring.length;
                int room = Math.min(Math.min(ring.length - count, ring.length - at), from.remaining());
                from.get(ring, at, room);
                count += room;
                notifyAll();
            }
            return true;
        }

        synchronized void end(@Nullable IOException why) {
            if (!ended) {
                ended = true;
                failure = why;
            }
            notifyAll();
        }

        private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int timeout = timeoutMillis;
            long deadline = System.nanoTime() + timeout * 1_000_000L;
            while (count == 0) {
                if (closed) {
                    throw new SocketException("Socket closed");
                }
                if (ended) {
                    if (failure != null) {
                        throw failure;
                    }
                    return -1;
                }
                long left = timeout == 0 ? 0 : (deadline - System.nanoTime() + 999_999) / 1_000_000;
                if (timeout > 0 && left <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while reading");
                }
            }
            int got = Math.min(Math.min(length, count), ring.length - first);
            System.arraycopy(ring, first, bytes, offset, got);
            first = (first + got) % ring.length;
            count -= got;
            notifyAll();
            return got;
        }

        private final InputStream stream = new InputStream() {
            private final byte[] one = new byte[1];

            @Override
            public int read() throws IOException {
                return take(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, bytes.length);
                return take(bytes, offset, length);
            }

            @Override
            public int available() {
                synchronized (Ahead.this) {
                    return count;
                }
            }

            @Override
            public void close() throws IOException {
                ChannelSocket.this.close();
            }
        };
    }
}
