package io.godwit.transfer.ssh;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.SFTPException;

/** Looks entries up, many questions under way at a time. */
final class SftpLookUp {
    private static final int WINDOW = 128;

    private SftpLookUp() {}

    static List<Optional<TreeEntry>> all(SftpPool.Lease lease, List<TreePath> paths, WorkContext context) {
        List<Optional<TreeEntry>> found = new ArrayList<>(paths.size());
        Sftp sftp = lease.sftp();
        SftpGuard guard = new SftpGuard(sftp);
        for (int from = 0; from < paths.size(); from += WINDOW) {
            context.cancellation().throwIfCancelled();
            List<TreePath> some = paths.subList(from, Math.min(paths.size(), from + WINDOW));
            try {
                window(sftp, guard, some, found);
            } catch (IOException e) {
                throw lease.failure(e, "looking up", some.get(0).toString());
            }
        }
        return found;
    }

    private static void window(Sftp sftp, SftpGuard guard, List<TreePath> some, List<Optional<TreeEntry>> found)
            throws IOException {
        List<Sftp.Reply> replies = new ArrayList<>(some.size());
        for (TreePath path : some) {
            guard.ask(path.parent().orElse(TreePath.ROOT));
            replies.add(sftp.lstat(sftp.absolute(path)));
        }
        for (int i = 0; i < replies.size(); i++) {
            found.add(entry(sftp, guard, some.get(i), replies.get(i)));
        }
    }

    private static Optional<TreeEntry> entry(Sftp sftp, SftpGuard guard, TreePath path, Sftp.Reply reply)
            throws IOException {
        if (!path.isRoot() && guard.wayTo(path) != SftpGuard.Way.DIRECTORY) {
            return Optional.empty();
        }
        try {
            FileAttributes attributes = reply.attributes();
            if (SftpEntries.kind(sftp, attributes) != EntryKind.SYMLINK) {
                return Optional.of(SftpEntries.entry(sftp, path, attributes, null));
            }
            if (path.isRoot()) {
                // its owner named it so: what it points to is the root
                return Optional.of(SftpEntries.entry(sftp, path, sftp.engine().stat(sftp.absolute(path)), null));
            }
            String target = sftp.readLink(sftp.absolute(path)).name();
            return Optional.of(SftpEntries.entry(sftp, path, attributes, target));
        } catch (SFTPException e) {
            if (SftpGuard.isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static Optional<TreeEntry> one(Sftp sftp, TreePath path) throws IOException {
        List<Optional<TreeEntry>> found = new ArrayList<>(1);
        window(sftp, new SftpGuard(sftp), List.of(path), found);
        return found.get(0);
    }
}
