package io.godwit.transfer.vfs;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** What FTP servers answer, as failures. */
final class FtpErrors {
    private FtpErrors() {}

    static MigrationException badAuthority(FtpPlace place, Exception e) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "ftp.bad-location",
                        "the authorities of \"" + place + "\" cannot be read: " + e.getMessage())
                .subject(place.toString())
                .remedy("Name a file of certificates in PEM with the setting \"ca\".")
                .cause(e)
                .build();
    }

    static MigrationException lost(FtpPlace place, IOException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return untrusted(place, at, e);
            }
        }
        boolean isTls = e instanceof SSLException;
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ftp.lost",
                        (isTls ? "the encrypted connection to \"" : "the connection to \"") + place + "\" failed: "
                                + e.getMessage())
                .subject(place.toString())
                .remedy("Check host, port, encryption and network; continue with \"resume\".")
                .retryable(true)
                .cause(e)
                .build();
    }

    private static MigrationException untrusted(FtpPlace place, Throwable why, IOException e) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ftp.certificate-untrusted",
                        "the certificate of \"" + place + "\" is not trusted: " + why.getMessage())
                .subject(place.toString())
                .remedy("Compare the certificate with the server's own; then name who signed it with \"ca\", or itself"
                        + " with \"fingerprint\".")
                .cause(e)
                .build();
    }

    static MigrationException noTls(FtpPlace place, String reply) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "ftp.no-tls",
                        "the server of \"" + place + "\" does not encrypt: " + reply)
                .subject(place.toString())
                .remedy("Try the setting tls: implicit; or write ftp:// if an unencrypted connection will do.")
                .build();
    }

    static MigrationException loginRefused(FtpPlace place, String reply) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ftp.login-refused",
                        "the server of \"" + place + "\" refuses the login: " + reply)
                .subject(place.toString())
                .remedy("Check user and password.")
                .build();
    }

    static MigrationException tooMany(FtpPlace place, String reply) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ftp.too-many-connections",
                        "the server of \"" + place + "\" takes no more connections: " + reply)
                .subject(place.toString())
                .remedy("Close other sessions of this user, or wait.")
                .retryable(true)
                .build();
    }

    static MigrationException refused(Object path, String what, int code, String reply) {
        boolean noSpace = code == 452 || code == 552 || reply.contains("No space") || reply.contains("Disk quota");
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        noSpace ? "tree.no-space" : "ftp.refused",
                        "the server does not " + what + " \"" + path + "\": " + reply)
                .subject(path.toString())
                .remedy(noSpace ? "Make room at the server." : "Check the rights of the user at the server.")
                .retryable(code / 100 == 4 && !noSpace)
                .build();
    }
}
