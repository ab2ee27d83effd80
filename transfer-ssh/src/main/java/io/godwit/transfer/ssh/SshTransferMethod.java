package io.godwit.transfer.ssh;

import io.godwit.spi.Access;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
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
    public FileTree open(Location location, Access access, WorkContext context) {
        return access == Access.WRITE ? new WritableSftpTree(location, context) : new SftpTree(location, context);
    }
}
