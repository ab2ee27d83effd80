package io.godwit.transfer.ssh;

import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import io.godwit.tck.HostContract;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.SshServer;

/** The contract of machines over OpenSSH. */
class SshHostIT extends HostContract {
    private static final SshServer SERVER = SshServer.shared();

    @Override
    protected HostConnector connector() {
        return new SshHostConnector();
    }

    @Override
    protected Location location() {
        return SftpTreeIT.openSsh(SERVER, "/");
    }

    @Override
    protected TckContext newContext() {
        return SftpTreeIT.openSshContext(SERVER);
    }

    @Override
    protected Host.Endpoint greeting() {
        return new Host.Endpoint("127.0.0.1", 22); // its own SSH server, as seen from itself
    }
}
