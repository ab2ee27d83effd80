package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TransferMethod;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.FtpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The contract of trees at a server of the lab. */
abstract class FtpTreeContract extends FileTreeContract {
    static final String PASSWORD = "env:FTP_PASSWORD";

    abstract FtpServer server();

    @Override
    protected TransferMethod method() {
        return new FtpTransferMethod();
    }

    @Override
    protected TckContext newContext() {
        return context(server());
    }

    static TckContext context(FtpServer server) {
        return new TckContext().secret(PASSWORD, server.password());
    }

    static Location place(FtpServer server, String scheme, int port) {
        return Location.of(scheme + "://" + FtpServer.USER + "@" + server.peerHost() + ":" + port + "/"
                        + UUID.randomUUID() + "/root")
                .withSecret(Location.PASSWORD, SecretRef.parse(PASSWORD));
    }

    /** Trusts the certificate of the server by its fingerprint. */
    static Location pinned(Location place, FtpServer server) {
        return place.withSetting("fingerprint", "SHA256:" + fingerprint(server));
    }

    private static String fingerprint(FtpServer server) {
        String printed = server.exec("openssl", "x509", "-in", "/etc/lab/tls.pem", "-noout", "-fingerprint", "-sha256")
                .checked()
                .stdout();
        return printed.substring(printed.indexOf('=') + 1).strip().replace(":", "");
    }

    static Path authority(FtpServer server, Path directory) {
        try {
            return Files.write(directory.resolve("ca.pem"), server.certificate().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** FTP has no word for the end of a line in a name. */
    @Override
    public boolean mayRefuse(String name) {
        return name.contains("\n") || name.contains("\r");
    }
}
