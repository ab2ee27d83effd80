package io.godwit.db.postgres;

import io.godwit.relational.SqlTls;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/** Whom we trust and who we are. */
final class PostgresTls {
    private PostgresTls() {}

    static SSLSocketFactory factory(PostgresAddress address, WorkContext context) {
        boolean verifies =
                address.tls() == PostgresAddress.Tls.VERIFY_CA || address.tls() == PostgresAddress.Tls.VERIFY_FULL;
        return SqlTls.of(address.location(), verifies, context).getSocketFactory();
    }

    /** How the driver comes to the factory of its connector. */
    public static final class Registered extends SSLSocketFactory {
        private final SSLSocketFactory factory;

        /** Called by the driver. */
        public Registered(Properties properties) {
            this.factory = PostgresConnector.tls(properties);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            return factory.createSocket(socket, host, port, autoClose);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException, UnknownHostException {
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
}
