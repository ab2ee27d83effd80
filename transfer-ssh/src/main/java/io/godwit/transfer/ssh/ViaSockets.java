package io.godwit.transfer.ssh;

import io.godwit.spi.Host;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Objects;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Sockets to a target as another machine sees it: the way through a jump host, or through a container's host. */
final class ViaSockets extends SocketFactory {
    private final SshTarget target;
    private final WorkContext context;

    ViaSockets(SshTarget target, WorkContext context) {
        this.target = target;
        this.context = context;
    }

    @Override
    public Socket createSocket() {
        return new Through(target, context);
    }

    @Override
    public Socket createSocket(String host, int port) {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        return createSocket();
    }

    /** One connection through another machine, which stays borrowed as long as this is open. */
    private static final class Through extends Socket {
        private final SshTarget target;
        private final WorkContext context;
        private @Nullable Host host;
        private @Nullable ByteChannel channel;

        Through(SshTarget target, WorkContext context) {
            this.target = target;
            this.context = context;
        }

        @Override
        public void connect(@Nullable SocketAddress address, int timeout) {
            Host there = context.connections().host(target.via().orElseThrow());
            host = there;
            channel = there.connect(new Host.Endpoint(target.host(), target.port()), context);
        }

        private ByteChannel channel() {
            return Objects.requireNonNull(channel, "not connected");
        }

        @Override
        public boolean isConnected() {
            return channel != null;
        }

        @Override
        public boolean isClosed() {
            return channel != null && !channel.isOpen();
        }

        @Override
        public InetAddress getInetAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public void setSoTimeout(int timeout) {
            // the machine in between keeps its own connection alive
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    return length == 0 ? 0 : channel().read(ByteBuffer.wrap(into, offset, length));
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    write(new byte[] {(byte) value}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
                    while (rest.hasRemaining()) {
                        channel().write(rest);
                    }
                }
            };
        }

        @Override
        public synchronized void close() throws IOException {
            try {
                if (channel != null) {
                    channel.close();
                }
            } finally {
                Host borrowed = host;
                host = null;
                if (borrowed != null) {
                    giveBack(borrowed);
                }
            }
        }

        private static void giveBack(Host borrowed) throws IOException {
            try {
                borrowed.close();
            } catch (MigrationException e) {
                throw new IOException(e);
            }
        }
    }
}
