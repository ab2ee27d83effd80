package io.godwit.transfer.ssh;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TreePath;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.SshServer;
import java.util.UUID;

/** The contract of trees over OpenSSH, as a user who is become with a password. */
class SftpBecomeTreeIT extends SftpTreeIT {
    private static final SshServer SERVER = SshServer.shared();

    @Override
    protected Location newPlace() {
        // a place that the login itself may not write to
        return SshBecomeIT.login(SERVER, "sudoer", "/srv/become-" + UUID.randomUUID() + "/made")
                .withSecret("become_password", SecretRef.parse("test:sudo"))
                .become("root");
    }

    @Override
    protected TckContext newContext() {
        return SshBecomeIT.context(SERVER);
    }

    @Override
    protected boolean makeSpecial(Location place, TreePath path) {
        SERVER.exec("mkfifo", place.uri().getPath() + "/" + path).checked();
        return true;
    }
}
