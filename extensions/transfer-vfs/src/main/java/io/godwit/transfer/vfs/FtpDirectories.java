package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.net.ftp.FTPReply;

/** Makes directories, and remembers which are there and are no links. Thread-safe. */
final class FtpDirectories {
    private final FtpTree tree;
    private final Set<TreePath> known = ConcurrentHashMap.newKeySet();

    FtpDirectories(FtpTree tree) {
        this.tree = tree;
    }

    void forget(TreePath path) {
        known.removeIf(directory -> directory.startsWith(path));
    }

    /** Makes a directory and those above, where they are not there. */
    void ensure(TreePath path, WorkContext context) {
        if (known.contains(path)) {
            return;
        }
        if (path.isRoot()) {
            ensureRoot(context);
        } else {
            ensure(path.parent().orElse(TreePath.ROOT), context);
            String whole = tree.paths().of(path);
            String refusal = tree.pool()
                    .with(
                            context.cancellation(),
                            link -> FTPReply.isPositiveCompletion(link.sendCommand("MKD", whole)) ? "" : link.said());
            if (!refusal.isEmpty()) {
                TreeEntry there = find(path, context)
                        .orElseThrow(() -> FtpErrors.refused(path, "make the directory", 550, refusal));
                requireDirectory(path, there);
            }
        }
        known.add(path);
    }

    private void ensureRoot(WorkContext context) {
        String root = tree.paths().of(TreePath.ROOT);
        tree.pool().with(context.cancellation(), link -> {
            if (!link.changeWorkingDirectory(root)) {
                makeRoot(link, root);
            }
            return Boolean.TRUE;
        });
    }

    private static void makeRoot(FtpLink link, String root) throws IOException {
        for (int slash = root.indexOf('/', 1); slash > 0; slash = root.indexOf('/', slash + 1)) {
            link.sendCommand("MKD", root.substring(0, slash));
        }
        link.sendCommand("MKD", root);
        String said = link.said();
        if (!link.changeWorkingDirectory(root)) {
            throw FtpErrors.refused(root, "make the directory", 550, said);
        }
    }

    private Optional<TreeEntry> find(TreePath path, WorkContext context) {
        // a listing tells links from what they point to, a single look-up need not
        return tree.listing(context)
                .list(path.parent().orElse(TreePath.ROOT))
                .flatMap(entries -> entries.stream()
                        .filter(entry -> entry.path().equals(path))
                        .findFirst());
    }

    private static void requireDirectory(TreePath path, TreeEntry there) {
        if (there.kind() == EntryKind.SYMLINK) {
            throw TreeFailures.linkInPath(path, there.path());
        }
        if (!there.isDirectory()) {
            throw TreeFailures.kindConflict(path, "\"" + there.path() + "\" is a file");
        }
    }

    /** Whether everything above a path is a directory; fails where a link is. */
    boolean isReachable(TreePath path, WorkContext context) {
        TreePath parent = path.parent().orElse(TreePath.ROOT);
        if (parent.isRoot() || known.contains(parent)) {
            return true;
        }
        if (!isReachable(parent, context)) {
            return false;
        }
        Optional<List<TreeEntry>> entries =
                tree.listing(context).list(parent.parent().orElse(TreePath.ROOT));
        Optional<TreeEntry> there = entries.flatMap(
                all -> all.stream().filter(entry -> entry.path().equals(parent)).findFirst());
        there.filter(entry -> entry.kind() == EntryKind.SYMLINK).ifPresent(link -> {
            throw TreeFailures.linkInPath(path, link.path());
        });
        boolean isDirectory = there.filter(TreeEntry::isDirectory).isPresent();
        if (isDirectory) {
            known.add(parent);
        }
        return isDirectory;
    }
}
