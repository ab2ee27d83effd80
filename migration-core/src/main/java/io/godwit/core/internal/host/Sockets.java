package io.godwit.core.internal.host;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host.Endpoint;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Connects as this machine sees it. */
final class Sockets {
    private static final int TIMEOUT_MILLIS = 30_000;

    private Sockets() {}

    static ByteChannel connect(Endpoint endpoint, CancellationToken token) {
        token.throwIfCancelled();
        try {
            return endpoint.port() == 0
                    ? SocketChannel.open(UnixDomainSocketAddress.of(endpoint.address()))
                    : connectTcp(endpoint, token);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            token.throwIfCancelled();
            throw refused(endpoint, e);
        }
    }

    /** Tries all addresses of the name, as a name may have one that nobody listens on. */
    private static SocketChannel connectTcp(Endpoint endpoint, CancellationToken token) throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(endpoint.address())) {
            try {
                return connect(new InetSocketAddress(address, endpoint.port()), token);
            } catch (IOException e) {
                token.throwIfCancelled();
                failure = first(failure, e);
            }
        }
        throw failure == null ? new IOException("the name has no address") : failure;
    }

    private static IOException first(@Nullable IOException before, IOException now) {
        if (before == null) {
            return now;
        }
        before.addSuppressed(now);
        return before;
    }

    private static SocketChannel connect(InetSocketAddress address, CancellationToken token) throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean connected = false;
        CancellationToken.Registration registration = token.onCancel(() -> closeQuietly(channel));
        try {
            channel.socket().connect(address, TIMEOUT_MILLIS);
            connected = true;
            return channel;
        } finally {
            registration.close();
            if (!connected) {
                closeQuietly(channel);
            }
        }
    }

    /** Nothing was sent on it yet. */
    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            return;
        }
    }

    private static MigrationException refused(Endpoint endpoint, Exception cause) {
        String name = endpoint.port() == 0 ? endpoint.address() : endpoint.address() + ":" + endpoint.port();
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "host.connect-failed",
                        "no connection to \"" + name + "\": " + cause.getMessage())
                .subject(name)
                .remedy("See that the service runs and listens there.")
                .retryable(cause instanceof IOException)
                .cause(cause)
                .build();
    }
}
