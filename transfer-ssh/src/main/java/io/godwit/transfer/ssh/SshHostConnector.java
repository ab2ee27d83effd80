package io.godwit.transfer.ssh;

import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.util.Set;

/** Stands on machines behind SSH. Thread-safe. */
public final class SshHostConnector implements HostConnector {
    /** Made by the service loader. */
    public SshHostConnector() {}

    @Override
    public String id() {
        return "ssh";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("ssh", "sftp");
    }

    @Override
    public Host connect(Location location, WorkContext context) {
        SshConnection connection = SshConnection.open(location, context);
        boolean standing = false;
        try {
            Host host = new SshHost(connection, SshBecome.of(connection, context));
            standing = true;
            return host;
        } finally {
            if (!standing) {
                connection.close();
            }
        }
    }
}
