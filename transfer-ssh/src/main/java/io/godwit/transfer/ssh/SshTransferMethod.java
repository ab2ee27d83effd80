package io.godwit.transfer.ssh;

import io.godwit.spi.Access;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import java.util.Optional;
import java.util.Set;

/** Opens trees behind SSH. Thread-safe. */
public final class SshTransferMethod implements TransferMethod {
    /** Made by the service loader. */
    public SshTransferMethod() {}

    @Override
    public String id() {
        return "ssh";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("ssh", "sftp");
    }

    @Override
    public Optional<DirectRoute> route(Location from, Location to, WorkContext context) {
        return RsyncRoute.between(from, to, context);
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        if (access == Access.WRITE) {
            return new WritableSftpTree(location, context);
        }
        SftpTree tree = new SftpTree(location, context);
        boolean usable = false;
        try {
            tree.requireRoot(context);
            usable = true;
            return tree;
        } finally {
            if (!usable) {
                tree.close();
            }
        }
    }
}
