package io.godwit.transfer.ssh;

import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the way to a path leads through directories only: a server follows links on the way, we do not. It asks once for
 * each directory and can ask ahead. For one batch; one thread.
 */
final class SftpGuard {
    private final Sftp sftp;
    private final Map<TreePath, Sftp.Reply> asked = new HashMap<>();
    private final Map<TreePath, Way> known = new HashMap<>();

    /** What a path is on the way to another. */
    enum Way {
        /** A directory, reached through directories. */
        DIRECTORY,
        /** Nothing is there. */
        MISSING,
        /** A link or file. */
        BLOCKED
    }

    SftpGuard(Sftp sftp) {
        this.sftp = sftp;
        known.put(TreePath.ROOT, Way.DIRECTORY);
    }

    /** Sends the questions about a directory, without waiting for their answers. */
    void ask(TreePath directory) throws IOException {
        TreePath above = directory;
        while (!known.containsKey(above) && !asked.containsKey(above)) {
            asked.put(above, sftp.lstat(sftp.absolute(above)));
            above = above.parent().orElse(TreePath.ROOT);
        }
    }

    /** What a directory is. */
    Way way(TreePath directory) throws IOException {
        Way told = known.get(directory);
        if (told != null) {
            return told;
        }
        ask(directory);
        Way way = way(directory.parent().orElse(TreePath.ROOT));
        if (way == Way.DIRECTORY) {
            way = answer(asked.remove(directory), directory);
        }
        known.put(directory, way);
        return way;
    }

    /** What the directory that holds a path is. */
    Way wayTo(TreePath path) throws IOException {
        return way(path.parent().orElse(TreePath.ROOT));
    }

    private Way answer(Sftp.@Nullable Reply reply, TreePath directory) throws IOException {
        Sftp.Reply told = reply == null ? sftp.lstat(sftp.absolute(directory)) : reply;
        try {
            return SftpEntries.kind(sftp, told.attributes()) == EntryKind.DIRECTORY ? Way.DIRECTORY : Way.BLOCKED;
        } catch (SFTPException e) {
            if (isMissing(e)) {
                return Way.MISSING;
            }
            throw e;
        }
    }

    static boolean isMissing(SFTPException failure) {
        return failure.getStatusCode() == StatusCode.NO_SUCH_FILE || failure.getStatusCode() == StatusCode.NO_SUCH_PATH;
    }

    /** Makes a directory with its missing parents. */
    void make(TreePath directory) throws IOException {
        Way way = directory.isRoot() ? rootWay() : way(directory);
        if (way == Way.BLOCKED) {
            throw linkInPath(directory);
        }
        if (way == Way.DIRECTORY) {
            return;
        }
        if (directory.isRoot()) {
            makeRoot();
        } else {
            make(directory.parent().orElseThrow());
            makeOne(directory);
        }
        known.put(directory, Way.DIRECTORY);
    }

    private void makeOne(TreePath directory) throws IOException {
        String path = sftp.absolute(directory);
        try {
            sftp.engine().makeDir(path);
        } catch (SFTPException e) {
            // another writer may have made it meanwhile
            if (answer(null, directory) != Way.DIRECTORY) {
                throw e;
            }
        }
    }

    /**
     * Makes directories, parents before children, without waiting for each.
     *
     * @return of each what came in its way, or null
     */
    List<@Nullable Exception> makeAll(List<TreePath> directories) throws IOException {
        make(TreePath.ROOT);
        for (TreePath directory : directories) {
            ask(directory);
        }
        List<Sftp.@Nullable Reply> replies = new ArrayList<>(directories.size());
        List<@Nullable Exception> faults = new ArrayList<>(directories.size());
        for (TreePath directory : directories) {
            Sftp.Reply reply = null;
            Exception fault = null;
            try {
                if (wayTo(directory) == Way.DIRECTORY && way(directory) == Way.MISSING) {
                    reply = sftp.makeDirectory(sftp.absolute(directory));
                    known.put(directory, Way.DIRECTORY);
                } else {
                    make(directory);
                }
            } catch (MigrationException | SFTPException e) {
                fault = e;
            }
            replies.add(reply);
            faults.add(fault);
        }
        for (int i = 0; i < replies.size(); i++) {
            Sftp.Reply reply = replies.get(i);
            if (reply != null) {
                faults.set(i, made(reply, directories.get(i)));
            }
        }
        return faults;
    }

    private @Nullable Exception made(Sftp.Reply reply, TreePath directory) throws IOException {
        try {
            reply.ok();
            return null;
        } catch (SFTPException e) {
            // another writer may have made it meanwhile
            known.remove(directory);
            return way(directory) == Way.DIRECTORY ? null : e;
        }
    }

    private boolean rootIsThere;

    /** The root may be a link to a directory, as its owner named it so. */
    private Way rootWay() throws IOException {
        if (!rootIsThere) {
            try {
                sftp.engine().stat(sftp.absolute(TreePath.ROOT));
                rootIsThere = true;
            } catch (SFTPException e) {
                if (!isMissing(e)) {
                    throw e;
                }
                return Way.MISSING;
            }
        }
        return Way.DIRECTORY;
    }

    private void makeRoot() throws IOException {
        String root = sftp.absolute(TreePath.ROOT);
        for (int slash = root.indexOf('/', 1); slash >= 0; slash = root.indexOf('/', slash + 1)) {
            makeIfMissing(root.substring(0, slash));
        }
        makeIfMissing(root);
        rootIsThere = true;
    }

    private void makeIfMissing(String path) throws IOException {
        try {
            sftp.engine().stat(path);
        } catch (SFTPException missing) {
            try {
                sftp.engine().makeDir(path);
            } catch (SFTPException e) {
                sftp.engine().stat(path); // another writer may have made it meanwhile
            }
        }
    }

    /** Makes the directory that holds a path. */
    void makeParent(TreePath path) throws IOException {
        TreePath parent = path.parent().orElse(TreePath.ROOT);
        make(TreePath.ROOT);
        make(parent);
    }

    /**
     * Refuses a path that is reached through a link.
     *
     * @return false where the directory that would hold it is not there
     */
    boolean check(TreePath path) throws IOException {
        Way way = wayTo(path);
        if (way == Way.BLOCKED) {
            throw linkInPath(path.parent().orElse(TreePath.ROOT));
        }
        return way == Way.DIRECTORY;
    }

    /** A path that names something is no longer what it was. */
    void forget(TreePath path) {
        known.keySet().removeIf(seen -> !seen.isRoot() && seen.startsWith(path));
        asked.keySet().removeIf(seen -> seen.startsWith(path));
    }

    static MigrationException linkInPath(TreePath directory) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.link-in-path",
                        "\"" + directory + "\" should be a directory, but a link or file is in its way")
                .subject(directory.toString())
                .remedy("Remove it, or choose another destination; links are never written through.")
                .build();
    }

    /** Refuses names that the server would take for text and garble. */
    static void checkName(Sftp sftp, TreePath path) {
        checkText(sftp, path, path.text());
    }

    static void checkText(Sftp sftp, TreePath path, Optional<String> text) {
        if (text.isEmpty() && !sftp.hasByteNames()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.name-not-text",
                            "\"" + path + "\" is not UTF-8, and this server takes names for text")
                    .subject(path.toString())
                    .remedy("Rename it, or use OpenSSH's server.")
                    .build();
        }
    }
}
