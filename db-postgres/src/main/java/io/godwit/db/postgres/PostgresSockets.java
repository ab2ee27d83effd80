package io.godwit.db.postgres;

import io.godwit.relational.ChannelSocket;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.SocketFactory;

/** Sockets to the server: plain ones, or channels of the host that the server is reached through. */
final class PostgresSockets {
    private PostgresSockets() {}

    static SocketFactory factory(PostgresAddress address, WorkContext context) {
        Optional<Location> via = address.location().via();
        if (via.isEmpty() && address.socket().isEmpty()) {
            return SocketFactory.getDefault();
        }
        Host.Endpoint endpoint = address.socket().isEmpty()
                ? new Host.Endpoint(address.host(), address.port())
                : new Host.Endpoint(address.socket() + "/.s.PGSQL." + address.port(), 0);
        Location place = via.orElse(Location.of("file:///"));
        return new Tunnel(place, endpoint, context);
    }

    /** Passes every call on. */
    abstract static class Delegate extends SocketFactory {
        private final SocketFactory factory;

        Delegate(SocketFactory factory) {
            this.factory = factory;
        }

        @Override
        public Socket createSocket() throws IOException {
            return factory.createSocket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return factory.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return factory.createSocket(host, port, localHost, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return factory.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return factory.createSocket(host, port, localHost, localPort);
        }
    }

    /** Plain sockets that are watched. */
    static final class Watched extends SocketFactory {
        private final Supplier<WatchedSocket> sockets;

        Watched(Supplier<WatchedSocket> sockets) {
            this.sockets = sockets;
        }

        @Override
        public Socket createSocket() {
            return sockets.get();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connected(new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connected(new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return createSocket(host, port);
        }

        private Socket connected(InetSocketAddress address) throws IOException {
            Socket socket = sockets.get();
            socket.connect(address);
            return socket;
        }
    }

    /** Sockets that are connected already: to one endpoint, as a host sees it. */
    private static final class Tunnel extends SocketFactory {
        private final Location place;
        private final Host.Endpoint endpoint;
        private final WorkContext context;

        Tunnel(Location place, Host.Endpoint endpoint, WorkContext context) {
            this.place = place;
            this.endpoint = endpoint;
            this.context = context;
        }

        @Override
        public Socket createSocket() throws IOException {
            return ChannelSocket.open(place, endpoint, context);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return createSocket();
        }
    }
}
