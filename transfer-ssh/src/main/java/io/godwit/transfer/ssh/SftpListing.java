package io.godwit.transfer.ssh;

import io.godwit.spi.Cursor;
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
import java.util.List;
import java.util.NoSuchElementException;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.RemoteResourceFilter;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
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
        Sftp sftp = lease.sftp();
        List<TreeEntry> entries = new ArrayList<>();
        try (RemoteDirectory open = sftp.engine().openDir(sftp.absolute(directory))) {
            for (RemoteResourceInfo child : open.scan((RemoteResourceFilter) found -> true)) {
                add(sftp, directory, child, entries);
            }
        } catch (IOException e) {
            MigrationException failure = SshErrors.of(e, "listing", SshTarget.text(sftp.absolute(directory)));
            if (!failure.code().equals("tree.vanished") || levels.isEmpty()) {
                throw levels.isEmpty() ? notFound(failure) : failure;
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

    private static MigrationException notFound(MigrationException failure) {
        if (!failure.code().equals("tree.vanished")) {
            return failure;
        }
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.not-found",
                        "the directory \"" + failure.subject() + "\" is not there")
                .subject(failure.subject())
                .remedy("Check the path of the location.")
                .cause(failure.getCause())
                .build();
    }

    private void add(Sftp sftp, TreePath directory, RemoteResourceInfo child, List<TreeEntry> entries) {
        TreePath path = directory.resolve(TreePath.ofBytes(child.getName().getBytes(StandardCharsets.ISO_8859_1)));
        try {
            String target = child.getAttributes().getType() == FileMode.Type.SYMLINK
                    ? sftp.engine().readLink(sftp.absolute(path))
                    : null;
            entries.add(SftpEntries.entry(path, child.getAttributes(), target));
        } catch (IOException e) {
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
