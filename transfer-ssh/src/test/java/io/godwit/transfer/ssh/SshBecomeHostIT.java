package io.godwit.transfer.ssh;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.SshServer;

/** The contract of machines over OpenSSH, as a user who is become with a password. */
class SshBecomeHostIT extends SshHostIT {
    private static final SshServer SERVER = SshServer.shared();

    @Override
    protected Location location() {
        return SshBecomeIT.login(SERVER, "sudoer", "/")
                .withSecret("become_password", SecretRef.parse("test:sudo"))
                .become("root");
    }

    @Override
    protected TckContext newContext() {
        return SshBecomeIT.context(SERVER);
    }
}
