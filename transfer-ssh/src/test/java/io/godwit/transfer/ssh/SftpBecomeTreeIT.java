package io.godwit.transfer.ssh;

import io.godwit.spi.Location;
import io.godwit.spi.TreePath;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.SshServer;
import java.util.UUID;

/** The contract of trees over OpenSSH, as a user who is become. */
class SftpBecomeTreeIT extends SftpTreeIT {
    private static final SshServer SERVER = SshServer.shared();

    @Override
    protected Location newPlace() {
        // a place that the login itself may not write to
        return SshBecomeIT.login(SERVER, "nopass", "/srv/become-" + UUID.randomUUID() + "/made")
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
