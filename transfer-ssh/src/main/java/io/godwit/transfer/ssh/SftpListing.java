package io.godwit.transfer.ssh;

import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.RemoteResourceFilter;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/** Walks a tree over one channel, in the order of listings, holding one directory per level. One thread. */
final class SftpListing implements Cursor<TreeEntry> {
    private final SftpPool.Lease lease;
    private final WorkContext context;
    private final Deque<Iterator<TreeEntry>> levels = new ArrayDeque<>();
    private @Nullable TreeEntry next;

    SftpListing(SftpPool.Lease lease, TreePath below, WorkContext context) {
        this.lease = lease;
        this.context = context;
        levels.push(children(below));
        advance();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public TreeEntry next() {
        TreeEntry entry = next;
        if (entry == null) {
            throw new NoSuchElementException();
        }
        if (entry.isDirectory()) {
            levels.push(children(entry.path()));
        }
        advance();
        return entry;
    }

    private void advance() {
        next = null;
        while (next == null && !levels.isEmpty()) {
            if (levels.element().hasNext()) {
                next = levels.element().next();
            } else {
                levels.pop();
            }
        }
    }

    private Iterator<TreeEntry> children(TreePath directory) {
        context.cancellation().throwIfCancelled();
        String absolute = lease.sftp().absolute(directory);
        List<TreeEntry> entries = new ArrayList<>();
        try {
            read(lease.sftp(), directory, absolute, entries);
        } catch (IOException e) {
            MigrationException failure = lease.failure(e, "listing", SshTarget.text(absolute));
            if (!failure.code().equals("tree.vanished")) {
                throw failure;
            }
            if (levels.isEmpty()) {
                throw SftpTree.notFound(SshTarget.text(absolute), e);
            }
            context.progress()
                    .report(Finding.info(
                            "tree.vanished",
                            directory.toString(),
                            "the directory \"" + directory + "\" went while it was listed"));
        }
        entries.sort((a, b) -> a.path().compareAs(a.isDirectory(), b.path(), b.isDirectory()));
        return entries.iterator();
    }

    private void read(Sftp sftp, TreePath directory, String absolute, List<TreeEntry> entries) throws IOException {
        if (levels.isEmpty() && new SftpGuard(sftp).way(directory) != SftpGuard.Way.DIRECTORY) {
            throw SftpTree.notFound(SshTarget.text(absolute), null);
        }
        Map<TreePath, FileAttributes> links = new LinkedHashMap<>();
        List<Sftp.Reply> targets = new ArrayList<>();
        try (RemoteDirectory open = sftp.engine().openDir(absolute)) {
            for (RemoteResourceInfo child : open.scan((RemoteResourceFilter) found -> true)) {
                TreePath path =
                        directory.resolve(TreePath.ofBytes(child.getName().getBytes(StandardCharsets.ISO_8859_1)));
                FileAttributes attributes = child.getAttributes();
                if (SftpEntries.kind(sftp, attributes) == EntryKind.SYMLINK) {
                    links.put(path, attributes);
                    targets.add(sftp.readLink(sftp.absolute(path)));
                } else {
                    entries.add(SftpEntries.entry(sftp, path, attributes, null));
                }
            }
        }
        int number = 0;
        for (Map.Entry<TreePath, FileAttributes> link : links.entrySet()) {
            link(sftp, link.getKey(), link.getValue(), targets.get(number++), entries);
        }
    }

    private void link(Sftp sftp, TreePath path, FileAttributes attributes, Sftp.Reply target, List<TreeEntry> entries)
            throws IOException {
        try {
            entries.add(SftpEntries.entry(sftp, path, attributes, target.name()));
        } catch (SFTPException e) {
            MigrationException failure = lease.failure(e, "reading the link", path.toString());
            if (failure.category() == ErrorCategory.CONNECTIVITY) {
                throw failure;
            }
            context.progress()
                    .report(Finding.warning(
                            "tree.link-unreadable",
                            path.toString(),
                            "the symbolic link \"" + path + "\" could not be read and is left out",
                            "Look at it on the source; a link that vanished meanwhile needs nothing done."));
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
