package io.godwit.transfer.vfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom to trust. Each control connection has a context of its own: its data connections continue its TLS session, which many servers
 * require, and would continue that of another one if they shared what is remembered. Thread-safe.
 */
final class FtpTls {
    private final TrustManager[] trusted;
    private final boolean checksName;
    private volatile boolean newer;

    private FtpTls(TrustManager[] trusted, boolean checksName) {
        this.trusted = trusted;
        this.checksName = checksName;
    }

    static FtpTls of(FtpPlace place) {
        try {
            if (place.fingerprint().isPresent()) {
                String pinned = place.fingerprint().get();
                byte[] hash = pinned.length() == 64
                        ? HexFormat.of().parseHex(pinned.toLowerCase(java.util.Locale.ROOT))
                        : Base64.getDecoder().decode(pinned);
                return new FtpTls(new TrustManager[] {new Pinned(hash)}, false);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(
                    place.authority().isPresent()
                            ? authorities(Path.of(place.authority().get()))
                            : null);
            return new FtpTls(factory.getTrustManagers(), true);
        } catch (GeneralSecurityException | IOException e) {
            throw FtpErrors.badAuthority(place, e);
        }
    }

    private static KeyStore authorities(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            if (number == 0) {
                throw new CertificateException("it holds no certificate");
            }
        }
        return store;
    }

    boolean checksName() {
        return checksName;
    }

    /** Whether the newest version is spoken where the server has it, because sessions of the one before are not continued. */
    boolean isNewer() {
        return newer;
    }

    void preferNewer() {
        newer = true;
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** Trusts one certificate, whoever signed it. */
    private static final class Pinned implements X509TrustManager {
        private final byte[] hash;

        Pinned(byte[] hash) {
            this.hash = hash;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            throw new CertificateException("not asked for");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            try {
                byte[] shown = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
                if (!MessageDigest.isEqual(shown, hash)) {
                    throw new CertificateException("the server shows the certificate SHA256:"
                            + Base64.getEncoder().withoutPadding().encodeToString(shown));
                }
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
