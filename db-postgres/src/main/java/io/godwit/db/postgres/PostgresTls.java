package io.godwit.db.postgres;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom we trust and who we are, from files in PEM form. */
final class PostgresTls {
    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private PostgresTls() {}

    static SSLSocketFactory factory(PostgresAddress address, WorkContext context) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(identity(address, context), trust(address), null);
            return tls.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "database.tls-settings",
                            "the certificates or the key for \"" + address.name() + "\" cannot be read")
                    .subject(address.name())
                    .remedy("Give tls.ca and tls.certificate as files in PEM form, and tls.key as an unencrypted"
                            + " PKCS #8 key (openssl pkcs8 -topk8 -nocrypt makes one).")
                    .cause(e instanceof IOException ? e : null)
                    .build();
        }
    }

    private static TrustManager @Nullable [] trust(PostgresAddress address)
            throws GeneralSecurityException, IOException {
        Optional<String> authority = address.location().setting(PostgresAddress.TLS_CA);
        if (authority.isPresent()) {
            KeyStore store = emptyStore();
            int number = 0;
            for (Certificate certificate : certificates(authority.get())) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        }
        boolean verifies =
                address.tls() == PostgresAddress.Tls.VERIFY_CA || address.tls() == PostgresAddress.Tls.VERIFY_FULL;
        // Without an authority "require" and "prefer" encrypt, as libpq has it; they prove nothing.
        return verifies ? null : new TrustManager[] {new Anybody()};
    }

    private static KeyManager @Nullable [] identity(PostgresAddress address, WorkContext context)
            throws GeneralSecurityException, IOException {
        Optional<String> file = address.location().setting(PostgresAddress.TLS_CERTIFICATE);
        Optional<SecretRef> keyRef = address.location().secret(PostgresAddress.TLS_KEY);
        if (file.isEmpty() || keyRef.isEmpty()) {
            return null;
        }
        Certificate[] chain = certificates(file.get()).toArray(new Certificate[0]);
        try (Secret secret = context.connections().secret(keyRef.get())) {
            KeyStore store = emptyStore();
            store.setKeyEntry("key", key(secret, chain[0]), new char[0], chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String file)
            throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("no certificate in " + file);
            }
            return found;
        }
    }

    private static PrivateKey key(Secret secret, Certificate certificate) throws GeneralSecurityException, IOException {
        byte[] pem = secret.bytes();
        String text = new String(pem, StandardCharsets.US_ASCII);
        Arrays.fill(pem, (byte) 0);
        int begin = text.indexOf(BEGIN_KEY);
        int end = text.indexOf(END_KEY);
        if (begin < 0 || end < begin) {
            throw new IOException("no key in PKCS #8 form");
        }
        byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN_KEY.length(), end));
        try {
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(der));
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** Believes everybody. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // No client ever comes to us.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // The mode asks for encryption alone.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
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
