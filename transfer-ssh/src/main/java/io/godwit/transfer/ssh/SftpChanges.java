package io.godwit.transfer.ssh;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.transfer.ssh.SshTools.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies changes that carry no content. One thread. */
final class SftpChanges {
    /** From so many changes on one command for all is worth it. */
    private static final int MANY = 4;

    private final SftpPool.Lease lease;
    private final Sftp sftp;
    private final SftpGuard guard;
    private final boolean owners;
    private final WorkContext context;

    SftpChanges(SftpPool.Lease lease, boolean owners, WorkContext context) {
        this.context = context;
        this.lease = lease;
        this.sftp = lease.sftp();
        this.guard = new SftpGuard(sftp);
        this.owners = owners;
    }

    List<EntryResult> apply(List<TreeChange> changes) {
        List<TreeChange> plain =
                changes.stream().filter(change -> !change.path().isRoot()).toList();
        if (plain.size() >= MANY
                && lease.tools(context).has(Tool.TAR)
                && plain.stream().allMatch(SftpChanges::isPlain)) {
            boolean withOwners = owners && tellsOwners(plain.get(0));
            if (!owners || plain.stream().allMatch(change -> tellsOwners(change) == withOwners)) {
                Optional<List<EntryResult>> all = stamp(plain, withOwners);
                if (all.isPresent()) {
                    return withRoot(changes, all.get());
                }
            }
        }
        if (changes.size() >= MANY
                && sftp.hasByteNames()
                && changes.stream().allMatch(TreeChange.MakeDirectory.class::isInstance)) {
            return makeAll(changes.stream().map(TreeChange::path).toList());
        }
        List<EntryResult> results = new ArrayList<>(changes.size());
        for (TreeChange change : changes) {
            context.cancellation().throwIfCancelled();
            results.add(apply(change));
        }
        return results;
    }

    private List<EntryResult> makeAll(List<TreePath> directories) {
        List<EntryResult> results = new ArrayList<>(directories.size());
        try {
            List<@Nullable Exception> faults = guard.makeAll(directories);
            for (int i = 0; i < faults.size(); i++) {
                results.add(made(directories.get(i), faults.get(i)));
            }
            return results;
        } catch (IOException e) {
            throw lease.failure(e, "making directories", directories.get(0).toString());
        }
    }

    private EntryResult made(TreePath directory, @Nullable Exception fault) {
        if (fault == null) {
            return EntryResult.done(directory, 0);
        }
        MigrationException failure = fault instanceof IOException e
                ? lease.failure(e, "changing", directory.toString())
                : (MigrationException) fault;
        if (failure.category() == ErrorCategory.CONNECTIVITY || failure.category() == ErrorCategory.CANCELLED) {
            throw failure;
        }
        return EntryResult.failed(directory, failure);
    }

    /** The root, whose name may be a link, is treated by itself. */
    private List<EntryResult> withRoot(List<TreeChange> changes, List<EntryResult> others) {
        List<EntryResult> results = new ArrayList<>(changes.size());
        Iterator<EntryResult> next = others.iterator();
        for (TreeChange change : changes) {
            results.add(change.path().isRoot() ? apply(change) : next.next());
        }
        return results;
    }

    /** Whether it gives a directory all attributes that an archive tells. */
    private static boolean isPlain(TreeChange change) {
        return change instanceof TreeChange.SetAttributes set
                && set.entry().isDirectory()
                && set.entry().mode().isPresent()
                && set.entry().modified().isPresent();
    }

    private static boolean tellsOwners(TreeChange change) {
        return change instanceof TreeChange.SetAttributes set && SftpEntries.hasIds(set.entry());
    }

    /**
     * Gives directories their attributes with one tar, and times to the nanosecond.
     *
     * @return empty where it did not go through for all, so that each is to be tried alone
     */
    private Optional<List<EntryResult>> stamp(List<TreeChange> changes, boolean withOwners) {
        List<TreePath> paths = changes.stream().map(TreeChange::path).toList();
        if (!areDirectories(changes, paths)) {
            return Optional.empty();
        }
        try (SftpTar tar = new SftpTar(
                lease.shell(), sftp.absolute(TreePath.ROOT), withOwners, lease.tools(context), false, context)) {
            for (TreeChange change : changes) {
                context.cancellation().throwIfCancelled();
                tar.directory(((TreeChange.SetAttributes) change).entry());
            }
            return tar.finish().isEmpty()
                    ? Optional.of(paths.stream()
                            .map(path -> EntryResult.done(path, 0))
                            .toList())
                    : Optional.empty();
        } catch (IOException e) {
            throw lease.failure(e, "changing", paths.get(0).toString());
        } catch (MigrationException e) {
            if (e.category() == ErrorCategory.CONNECTIVITY || e.category() == ErrorCategory.CANCELLED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Whether all are directories, and have no attributes that they are not to have: tar takes none away. */
    private boolean areDirectories(List<TreeChange> changes, List<TreePath> paths) {
        List<Optional<TreeEntry>> there = look(paths);
        for (int i = 0; i < there.size(); i++) {
            TreeEntry wanted = ((TreeChange.SetAttributes) changes.get(i)).entry();
            boolean isPlain = there.get(i)
                    .filter(TreeEntry::isDirectory)
                    .filter(found -> wanted.extended()
                            .keySet()
                            .containsAll(found.extended().keySet()))
                    .isPresent();
            if (!isPlain) {
                return false;
            }
        }
        return true;
    }

    private List<Optional<TreeEntry>> look(List<TreePath> paths) {
        if (!lease.tools(context).has(Tool.FIND) || paths.contains(TreePath.ROOT)) {
            return SftpLookUp.all(lease, paths, context);
        }
        try {
            return new ToldLookUp(lease, context).stat(paths);
        } catch (IOException e) {
            throw SshErrors.lost(e, "looking up files");
        }
    }

    private EntryResult apply(TreeChange change) {
        MigrationException failure;
        try {
            SftpGuard.checkName(sftp, change.path());
            change(change);
            return EntryResult.done(change.path(), 0);
        } catch (MigrationException e) {
            failure = e;
        } catch (IOException e) {
            failure = lease.failure(e, "changing", change.path().toString());
        }
        if (failure.category() == ErrorCategory.CONNECTIVITY || failure.category() == ErrorCategory.CANCELLED) {
            throw failure;
        }
        return EntryResult.failed(change.path(), failure);
    }

    private void change(TreeChange change) throws IOException {
        if (change instanceof TreeChange.MakeDirectory) {
            guard.make(TreePath.ROOT);
            guard.make(change.path());
        } else if (change instanceof TreeChange.SetAttributes set) {
            setAttributes(set.entry());
        } else if (change instanceof TreeChange.Delete) {
            delete(change.path());
        } else if (change instanceof TreeChange.Rename rename) {
            rename(rename.path(), rename.to());
        } else if (change instanceof TreeChange.Preserve preserve) {
            preserve(preserve.path(), preserve.to());
        }
    }

    private Optional<TreeEntry> find(TreePath path) throws IOException {
        return path.isRoot() || guard.check(path) ? SftpLookUp.one(sftp, path) : Optional.empty();
    }

    private static MigrationException missing(TreePath path) {
        return MigrationException.of(ErrorCategory.TRANSFER, "tree.vanished", "\"" + path + "\" is not there")
                .subject(path.toString())
                .build();
    }

    private void setAttributes(TreeEntry entry) throws IOException {
        Optional<TreeEntry> found = entry.path().isRoot() || guard.check(entry.path())
                ? look(List.of(entry.path())).get(0)
                : Optional.empty();
        TreeEntry there = found.orElseThrow(() -> missing(entry.path()));
        if (there.kind() != entry.kind()) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "tree.changed",
                            "\"" + entry.path() + "\" is a " + there.kind() + " and not a " + entry.kind())
                    .subject(entry.path().toString())
                    .build();
        }
        if (entry.kind() != EntryKind.SYMLINK) {
            // SFTP sets attributes through links only; those of the link itself stay as they were made
            TreeEntry here = lease.tools(context).accounts().here(entry);
            sftp.engine().setAttributes(sftp.absolute(entry.path()), SftpEntries.attributes(here, owners));
        }
        SshStamp stamp = new SshStamp(lease, context);
        stamp.attributes(entry.path(), entry, there.extended());
        stamp.time(entry.path(), entry);
        stamp.apply();
    }

    private void delete(TreePath path) throws IOException {
        Optional<TreeEntry> there = find(path);
        if (there.isPresent()) {
            guard.forget(path);
            if (there.get().isDirectory()) {
                sftp.engine().removeDir(sftp.absolute(path));
            } else {
                sftp.remove(sftp.absolute(path)).ok();
            }
        }
    }

    private void rename(TreePath path, TreePath to) throws IOException {
        SftpGuard.checkName(sftp, to);
        Optional<TreeEntry> there = find(path);
        Optional<TreeEntry> target = find(to);
        if (there.isEmpty()) {
            if (target.isEmpty()) {
                throw missing(path);
            }
            return; // it was renamed before
        }
        guard.forget(path);
        guard.forget(to);
        sftp.rename(sftp.absolute(path), sftp.absolute(to)).ok();
    }

    private void preserve(TreePath path, TreePath to) throws IOException {
        SftpGuard.checkName(sftp, to);
        if (find(to).isPresent()) {
            return; // it was preserved before
        }
        TreeEntry there = find(path).orElseThrow(() -> missing(path));
        String from = sftp.absolute(path);
        String kept = sftp.absolute(to);
        if (there.kind() == EntryKind.SYMLINK) {
            sftp.symlink(kept, new String(there.target().orElseThrow().bytes(), StandardCharsets.ISO_8859_1));
        } else if (sftp.hasHardLinks()) {
            sftp.hardLink(from, kept).ok();
        } else {
            SftpCopy.copy(sftp, there, kept, owners, context);
        }
    }
}
