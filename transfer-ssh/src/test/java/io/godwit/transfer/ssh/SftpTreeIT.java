package io.godwit.transfer.ssh;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreePath;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.SshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.UUID;

/** The contract of trees over OpenSSH. */
class SftpTreeIT extends FileTreeContract {
    private static final SshServer SERVER = SshServer.shared();

    @Override
    protected TransferMethod method() {
        return new SshTransferMethod();
    }

    @Override
    protected Location newPlace() {
        return openSsh(SERVER, "/srv/mover/" + UUID.randomUUID() + "/made");
    }

    @Override
    protected TckContext newContext() {
        return openSshContext(SERVER);
    }

    @Override
    protected boolean makeSpecial(Location place, TreePath path) {
        SERVER.execAs("mover", "mkfifo", place.uri().getPath() + "/" + path).checked();
        return true;
    }

    static Location openSsh(SshServer server, String path) {
        return Location.of(server.uri(path))
                .withSetting("known_hosts", server.knownHosts().toString())
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("test:key"));
    }

    static TckContext openSshContext(SshServer server) {
        try {
            return new TckContext().secret("test:key", Files.readString(server.privateKey()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
