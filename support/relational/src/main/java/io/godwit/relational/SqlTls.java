package io.godwit.relational;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
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
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a connection trusts and who we are, from files in PEM form: the settings {@code tls.ca} and {@code tls.certificate} and the
 * secret {@code tls.key} of a location.
 */
public final class SqlTls {
    /** Setting: file with the certificates of the authorities to trust; without it those that the JVM trusts. */
    public static final String TLS_CA = "tls.ca";
    /** Setting: file with our own certificate and those above it. */
    public static final String TLS_CERTIFICATE = "tls.certificate";
    /** Secret: our own key, PKCS #8 without encryption. */
    public static final String TLS_KEY = "tls.key";

    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private SqlTls() {}

    /**
     * The TLS of a location.
     *
     * @param location whose settings and secret
     * @param verifies whether the server has to prove who it is even where {@code tls.ca} is not given; that its name is the right one
     *     is for the caller to ask
     * @param context looks the key up
     * @return a context
     * @throws MigrationException CONFIGURATION, {@code database.tls-settings}, where a file or the key cannot be read
     */
    public static SSLContext of(Location location, boolean verifies, WorkContext context) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(identity(location, context), trust(location, verifies), null);
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            String name = location.uri().toString();
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "database.tls-settings",
                            "the certificates or the key for \"" + name + "\" cannot be read")
                    .subject(name)
                    .remedy("Give tls.ca and tls.certificate as files in PEM form, and tls.key as an unencrypted"
                            + " PKCS #8 key (openssl pkcs8 -topk8 -nocrypt makes one).")
                    .cause(e instanceof IOException ? e : null)
                    .build();
        }
    }

    private static TrustManager @Nullable [] trust(Location location, boolean verifies)
            throws GeneralSecurityException, IOException {
        Optional<String> authority = location.setting(TLS_CA);
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
        // Without an authority "require" and "prefer" encrypt, as libpq has it; they prove nothing.
        return verifies ? null : new TrustManager[] {new Anybody()};
    }

    private static KeyManager @Nullable [] identity(Location location, WorkContext context)
            throws GeneralSecurityException, IOException {
        Optional<String> file = location.setting(TLS_CERTIFICATE);
        Optional<SecretRef> keyRef = location.secret(TLS_KEY);
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
}
