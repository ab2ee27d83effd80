package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are trusted: those of the platform, and those in the file that the setting {@code ca} names. */
final class Trust {
    private Trust() {}

    /** What trusts the authorities of the file as well; empty where the location names none. */
    static Optional<TrustManager[]> managers(Location location) {
        return location.setting("ca").map(file -> {
            try {
                KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
                all.load(null, null);
                int number = 0;
                for (X509Certificate known : platform()) {
                    all.setCertificateEntry("platform-" + number++, known);
                }
                Collection<? extends Certificate> own = CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(Path.of(file))));
                if (own.isEmpty()) {
                    throw new CertificateException("the file holds no certificate");
                }
                for (Certificate authority : own) {
                    all.setCertificateEntry("own-" + number++, authority);
                }
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(all);
                return factory.getTrustManagers();
            } catch (IOException | GeneralSecurityException e) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "cloud.bad-authority",
                                "the authorities in \"" + file + "\" cannot be used")
                        .subject(location.toString())
                        .remedy("The setting \"ca\" names a file with certificates in PEM.")
                        .cause(e)
                        .build();
            }
        });
    }

    /** The same as a context; empty where the location names none. */
    static Optional<SSLContext> context(Location location) {
        return managers(location).map(managers -> {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, managers, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new UncheckedIOException(new IOException("TLS cannot be set up", e));
            }
        });
    }

    private static X509Certificate[] platform() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                return known.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }
}
