package io.godwit.transfer.vfs;

import io.godwit.spi.Access;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import java.util.Set;

/** Opens directories at FTP servers, encrypted or not. Thread-safe. */
public final class FtpTransferMethod implements TransferMethod {
    /** Made by the service loader. */
    public FtpTransferMethod() {}

    @Override
    public String id() {
        return "ftp";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("ftp", "ftps");
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        FtpPlace place = FtpPlace.of(location);
        FtpPool pool = FtpPool.open(place, context);
        boolean usable = false;
        try {
            pool.settleTls(context.cancellation());
            FtpFeatures features = pool.with(context.cancellation(), link -> FtpFeatures.of(link, place));
            int callers = Math.max(1, context.limits().parallelism());
            FtpTree tree;
            if (access == Access.WRITE) {
                tree = new WritableFtpTree(pool, features, callers);
            } else {
                tree = new FtpTree(pool, features, callers);
                tree.requireRoot(context);
            }
            usable = true;
            return tree;
        } finally {
            if (!usable) {
                pool.close();
            }
        }
    }
}
