package io.godwit.transfer.ssh;

import io.godwit.spi.Location;
import io.godwit.spi.TreePath;
import io.godwit.tck.lab.SshServer;
import java.util.UUID;

/** The contract of trees for a login that has SFTP alone, in a chroot. */
class SftpOnlyTreeIT extends SftpTreeIT {
    private static final SshServer SERVER = SshServer.shared();

    @Override
    protected Location newPlace() {
        return SshBecomeIT.login(SERVER, "sftponly", "/upload/" + UUID.randomUUID() + "/made");
    }

    @Override
    protected boolean makeSpecial(Location place, TreePath path) {
        SERVER.exec("mkfifo", "/srv/sftp" + place.uri().getPath() + "/" + path).checked();
        return true;
    }
}
