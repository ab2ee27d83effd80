package io.godwit.transfer.ssh;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Writes one batch: every entry to a temporary name, then all are renamed. What was not renamed is removed when this is closed. One
 * thread.
 */
final class SftpBatch implements AutoCloseable {
    /** A name that is there, perhaps as a link, is never opened. */
    private static final EnumSet<OpenMode> CREATE = EnumSet.of(OpenMode.WRITE, OpenMode.CREAT, OpenMode.EXCL);

    private final SftpPool.Lease lease;
    private final Sftp sftp;
    private final SftpGuard guard;
    private final WriteToken token;
    private final boolean owners;
    private final WorkContext context;
    private final Map<String, String> linked = new HashMap<>();
    private final List<EntryResult> results = new ArrayList<>();
    private final List<Written> written = new ArrayList<>();
    private int number;
    private boolean isPublished;

    /**
     * Something under a temporary name.
     *
     * @param result which of the results is about it
     */
    private record Written(int result, String temporary, TreePath path, long bytes) {}

    /** What makes something under a name that nothing has. */
    private interface Making {
        void make() throws IOException;
    }

    SftpBatch(SftpPool.Lease lease, WriteToken token, boolean owners, WorkContext context) {
        this.lease = lease;
        this.sftp = lease.sftp();
        this.guard = new SftpGuard(sftp);
        this.token = token;
        this.owners = owners;
        this.context = context;
    }

    List<EntryResult> write(EntryStream entries) {
        for (Optional<EntryStream.Item> item = entries.next(); item.isPresent(); item = entries.next()) {
            context.cancellation().throwIfCancelled();
            if (item.get() instanceof EntryStream.Found found) {
                results.add(write(found));
            } else if (item.get() instanceof EntryStream.Missed missed) {
                results.add(EntryResult.failed(missed.path(), missed.failure()));
            }
        }
        publish();
        return List.copyOf(results);
    }

    private EntryResult write(EntryStream.Found found) {
        TreePath path = found.path();
        try {
            return EntryResult.done(path, put(found));
        } catch (MigrationException e) {
            return failedOrThrow(path, e);
        } catch (IOException e) {
            return failedOrThrow(path, lease.failure(e, "writing", path.toString()));
        }
    }

    /** A full disk, a lost connection and a cancelled run concern all entries, everything else the one. */
    private static EntryResult failedOrThrow(TreePath path, MigrationException failure) {
        if (failure.category() == ErrorCategory.CONNECTIVITY
                || failure.category() == ErrorCategory.CANCELLED
                || failure.code().equals("tree.no-space")) {
            throw failure;
        }
        return EntryResult.failed(path, failure);
    }

    private long put(EntryStream.Found found) throws IOException {
        TreeEntry entry = found.entry();
        SftpGuard.checkName(sftp, entry.path());
        if (entry.isDirectory()) {
            guard.make(TreePath.ROOT);
            guard.make(entry.path());
            sftp.engine().setAttributes(sftp.absolute(entry.path()), SftpEntries.attributes(entry, owners));
            context.progress().addItems(1);
            return 0;
        }
        if (!entry.isFile() && entry.kind() != EntryKind.SYMLINK) {
            throw special(entry);
        }
        guard.makeParent(entry.path());
        String temporary = sftp.absolute(
                WritableSftpTree.parent(entry.path()).resolve(SftpTemporaryNames.ofBatch(token, number++)));
        long bytes = 0;
        String first = entry.linkGroup().map(linked::get).orElse(null);
        if (entry.kind() == EntryKind.SYMLINK) {
            String target = target(entry);
            fresh(temporary, () -> sftp.symlink(temporary, target));
        } else if (first != null && sftp.hasHardLinks()) {
            fresh(temporary, () -> sftp.hardLink(first, temporary).ok());
        } else {
            bytes = file(found, temporary);
            entry.linkGroup().ifPresent(group -> linked.put(group, temporary));
        }
        written.add(new Written(results.size(), temporary, entry.path(), bytes));
        return bytes;
    }

    private String target(TreeEntry entry) {
        TreeLink link = entry.target().orElseThrow();
        String text = new String(link.bytes(), StandardCharsets.UTF_8);
        boolean isText = java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), link.bytes());
        SftpGuard.checkText(sftp, entry.path(), isText ? Optional.of(text) : Optional.empty());
        return new String(link.bytes(), StandardCharsets.ISO_8859_1);
    }

    private long file(EntryStream.Found found, String temporary) throws IOException {
        byte[][] opened = new byte[1][];
        fresh(temporary, () -> opened[0] = sftp.open(temporary, CREATE).handle());
        byte[] handle = opened[0];
        boolean complete = false;
        try {
            long size = SftpWriting.send(sftp, handle, 0, found.content(), context);
            long told = found.entry().size();
            if (found.content().size().isPresent() && told != size) {
                throw MigrationException.of(
                                ErrorCategory.TRANSFER,
                                "tree.changed",
                                "the content of \"" + found.path() + "\" has " + size + " bytes where " + told
                                        + " were announced")
                        .subject(found.path().toString())
                        .retryable(true)
                        .build();
            }
            complete = true;
            SftpWriting.finish(sftp, handle, SftpEntries.attributes(found.entry(), owners));
            return size;
        } catch (IOException e) {
            // asked before the room that it took is free again
            MigrationException failure =
                    lease.writeFailure(e, "writing", found.path().toString());
            drop(handle, temporary, complete, failure);
            throw failure;
        } catch (RuntimeException e) {
            drop(handle, temporary, complete, e);
            throw e;
        }
    }

    /** Removes what one entry began. */
    private void drop(byte[] handle, String temporary, boolean isFinished, Exception because) {
        try {
            if (!isFinished) {
                sftp.close(handle).ok();
            }
            sftp.remove(temporary).ok();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Makes something under a temporary name; what a runner that died left there is removed. */
    private void fresh(String temporary, Making making) throws IOException {
        try {
            making.make();
        } catch (SFTPException taken) {
            try {
                sftp.remove(temporary).ok();
            } catch (SFTPException e) {
                if (SftpGuard.isMissing(e)) {
                    throw taken;
                }
                throw e;
            }
            making.make();
        }
    }

    private static MigrationException special(TreeEntry entry) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "tree.special-skipped",
                        "\"" + entry.path() + "\" is a " + entry.kind() + ", which SFTP cannot make")
                .subject(entry.path().toString())
                .remedy("Make it on the destination by hand, or exclude it.")
                .build();
    }

    private void publish() {
        context.cancellation().throwIfCancelled();
        List<Sftp.Reply> renames = new ArrayList<>();
        try {
            for (Written file : written) {
                renames.add(sftp.rename(file.temporary(), sftp.absolute(file.path())));
            }
            isPublished = true;
            for (int i = 0; i < renames.size(); i++) {
                renamed(renames.get(i), written.get(i));
            }
        } catch (IOException e) {
            throw lease.failure(e, "renaming", written.get(0).path().toString());
        }
    }

    private void renamed(Sftp.Reply rename, Written file) throws IOException {
        try {
            rename.ok();
            context.progress().addItems(1);
        } catch (SFTPException e) {
            MigrationException failure =
                    lease.failure(e, "renaming", file.path().toString());
            if (failure.category() == ErrorCategory.CONNECTIVITY) {
                throw failure;
            }
            sftp.remove(file.temporary()).ok();
            results.set(file.result(), EntryResult.failed(file.path(), failure));
        }
    }

    @Override
    public void close() {
        if (isPublished) {
            return;
        }
        for (Written file : written) {
            try {
                sftp.remove(file.temporary()).ok();
            } catch (IOException e) {
                // the batch failed already, perhaps with its connection; the session's temporary names are swept later
                // too
                lease.spoil();
                return;
            }
        }
    }
}
