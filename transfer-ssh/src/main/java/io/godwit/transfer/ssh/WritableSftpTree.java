package io.godwit.transfer.ssh;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;

/** A directory behind SSH, written over SFTP: temporary names, flushed where the server can, renamed. Thread-safe. */
final class WritableSftpTree extends SftpTree implements WritableFileTree {
    private static final EnumSet<OpenMode> CREATE = EnumSet.of(OpenMode.WRITE, OpenMode.CREAT, OpenMode.TRUNC);

    private final boolean owners;

    WritableSftpTree(Location location, WorkContext context) {
        super(location, context);
        this.owners = location.becomeUser().isPresent()
                || location.user().filter("root"::equals).isPresent();
    }

    @Override
    public List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        List<EntryResult> results = new ArrayList<>();
        List<Written> written = new ArrayList<>();
        try (SftpPool.Lease lease = pool().take(context)) {
            boolean complete = false;
            try {
                Batch batch = new Batch(lease.sftp(), token, context);
                for (Optional<EntryStream.Item> item = entries.next(); item.isPresent(); item = entries.next()) {
                    if (item.get() instanceof EntryStream.Found found) {
                        results.add(batch.write(found, written));
                    } else if (item.get() instanceof EntryStream.Missed missed) {
                        results.add(EntryResult.failed(missed.path(), missed.failure()));
                    }
                }
                batch.publish(written);
                complete = true;
            } finally {
                if (!complete) {
                    sweep(lease, written);
                }
            }
        }
        return results;
    }

    private static void sweep(SftpPool.Lease lease, List<Written> written) {
        for (Written file : written) {
            try {
                lease.sftp().engine().remove(file.temporary());
            } catch (IOException e) {
                // a batch that failed may have lost its connection; temporary names are swept by the next run too
                lease.spoil();
                return;
            }
        }
    }

    @Override
    public PendingFile begin(TreeEntry entry, WriteToken token, WorkContext context) {
        SftpPool.Lease lease = pool().take(context);
        boolean open = false;
        try {
            Sftp sftp = lease.sftp();
            makeDirectories(sftp, entry.path().parent().orElse(TreePath.ROOT), new HashSet<>());
            PendingFile pending = new SftpPendingFile(lease, entry, token, owners, context);
            open = true;
            return pending;
        } catch (IOException e) {
            throw SshErrors.of(e, "writing", entry.path().toString());
        } finally {
            if (!open) {
                lease.close();
            }
        }
    }

    @Override
    public List<EntryResult> apply(List<TreeChange> changes, WorkContext context) {
        List<EntryResult> results = new ArrayList<>(changes.size());
        Set<TreePath> known = new HashSet<>();
        try (SftpPool.Lease lease = pool().take(context)) {
            for (TreeChange change : changes) {
                context.cancellation().throwIfCancelled();
                results.add(apply(lease, change, known));
            }
        }
        return results;
    }

    private EntryResult apply(SftpPool.Lease lease, TreeChange change, Set<TreePath> known) {
        Sftp sftp = lease.sftp();
        String path = sftp.absolute(change.path());
        try {
            if (change instanceof TreeChange.MakeDirectory) {
                makeDirectories(sftp, change.path(), known);
            } else if (change instanceof TreeChange.SetAttributes set) {
                setAttributes(sftp, path, set.entry());
            } else if (change instanceof TreeChange.Delete) {
                delete(sftp, change.path());
            } else if (change instanceof TreeChange.Rename rename) {
                sftp.rename(path, sftp.absolute(rename.to())).ok();
            } else if (change instanceof TreeChange.Preserve preserve) {
                preserve(sftp, change.path(), preserve.to());
            }
            return EntryResult.done(change.path(), 0);
        } catch (IOException e) {
            MigrationException failure = SshErrors.of(e, "changing", SshTarget.text(path));
            if (failure.isRetryable()) {
                lease.spoil();
                throw failure;
            }
            return EntryResult.failed(change.path(), failure);
        }
    }

    private void setAttributes(Sftp sftp, String path, TreeEntry entry) throws IOException {
        if (entry.kind() != EntryKind.SYMLINK) {
            // SFTP sets attributes through links only; those of the link itself stay as they were made
            sftp.engine().setAttributes(path, SftpEntries.attributes(entry, owners));
        }
    }

    private static void delete(Sftp sftp, TreePath path) throws IOException {
        Optional<TreeEntry> there = stat(sftp, path);
        if (there.isPresent()) {
            if (there.get().isDirectory()) {
                sftp.engine().removeDir(sftp.absolute(path));
            } else {
                sftp.engine().remove(sftp.absolute(path));
            }
        }
    }

    private static void preserve(Sftp sftp, TreePath path, TreePath to) throws IOException {
        Optional<TreeEntry> there = stat(sftp, path);
        if (stat(sftp, to).isPresent()) {
            return;
        }
        if (there.isPresent() && there.get().kind() == EntryKind.SYMLINK) {
            String target = sftp.engine().readLink(sftp.absolute(path));
            sftp.engine().symlink(sftp.absolute(to), target);
        } else {
            sftp.hardLink(sftp.absolute(path), sftp.absolute(to)).ok();
        }
    }

    static void makeDirectories(Sftp sftp, TreePath directory, Set<TreePath> known) throws IOException {
        if (known.contains(directory)) {
            return;
        }
        Optional<TreeEntry> there = stat(sftp, directory);
        if (there.isPresent() && !there.get().isDirectory()) {
            throw linkInPath(directory);
        }
        if (there.isEmpty()) {
            if (directory.isRoot()) {
                makeRoot(sftp);
            } else {
                makeDirectories(sftp, directory.parent().orElseThrow(), known);
                sftp.engine().makeDir(sftp.absolute(directory));
            }
        }
        known.add(directory);
    }

    private static void makeRoot(Sftp sftp) throws IOException {
        String root = sftp.absolute(TreePath.ROOT);
        for (int slash = root.indexOf('/', 1); slash >= 0; slash = root.indexOf('/', slash + 1)) {
            makeIfMissing(sftp, root.substring(0, slash));
        }
        makeIfMissing(sftp, root);
    }

    private static void makeIfMissing(Sftp sftp, String path) throws IOException {
        try {
            sftp.engine().stat(path);
        } catch (net.schmizz.sshj.sftp.SFTPException e) {
            sftp.engine().makeDir(path);
        }
    }

    private static MigrationException linkInPath(TreePath directory) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.link-in-path",
                        "\"" + directory + "\" should be a directory, but a link or file of that name is in the way")
                .subject(directory.toString())
                .remedy("Remove it, or choose another destination; links are never written through.")
                .build();
    }

    @Override
    public OptionalLong usableSpace(WorkContext context) {
        try (SftpPool.Lease lease = pool().take(context)) {
            return SftpSpace.of(lease.sftp());
        }
    }

    /** A temporary file and the name that it will take. */
    private record Written(String temporary, String path) {}

    /** One call of {@link #write}. One thread. */
    private final class Batch {
        private final Sftp sftp;
        private final WriteToken token;
        private final WorkContext context;
        private final Set<TreePath> directories = new HashSet<>();
        private final Map<String, String> linked = new HashMap<>();
        private int number;

        private Batch(Sftp sftp, WriteToken token, WorkContext context) {
            this.sftp = sftp;
            this.token = token;
            this.context = context;
        }

        private EntryResult write(EntryStream.Found found, List<Written> written) {
            TreeEntry entry = found.entry();
            try {
                return EntryResult.done(entry.path(), put(entry, found, written));
            } catch (MigrationException e) {
                if (e.isRetryable() || e.code().equals("tree.no-space") || e.category() == ErrorCategory.CANCELLED) {
                    throw e;
                }
                return EntryResult.failed(entry.path(), e);
            } catch (IOException e) {
                MigrationException failure =
                        SshErrors.of(e, "writing", entry.path().toString());
                if (failure.isRetryable() || failure.code().equals("tree.no-space")) {
                    throw failure;
                }
                return EntryResult.failed(entry.path(), failure);
            }
        }

        private long put(TreeEntry entry, EntryStream.Found found, List<Written> written) throws IOException {
            if (entry.isDirectory()) {
                makeDirectories(sftp, entry.path(), directories);
                setAttributes(sftp, sftp.absolute(entry.path()), entry);
                context.progress().addItems(1);
                return 0;
            }
            TreePath directory = entry.path().parent().orElse(TreePath.ROOT);
            makeDirectories(sftp, directory, directories);
            String temporary = sftp.absolute(directory.resolve(temporaryName(token, number++)));
            String path = sftp.absolute(entry.path());
            if (entry.kind() == EntryKind.SYMLINK) {
                String target = new String(entry.target().orElseThrow().bytes(), StandardCharsets.ISO_8859_1);
                sftp.engine().symlink(temporary, target);
                written.add(new Written(temporary, path));
                return 0;
            }
            if (!entry.isFile()) {
                throw MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "tree.special-skipped",
                                "\"" + entry.path() + "\" is a " + entry.kind() + ", which SFTP cannot make")
                        .subject(entry.path().toString())
                        .build();
            }
            String first = entry.linkGroup().map(linked::get).orElse(null);
            if (first != null) {
                sftp.hardLink(first, temporary).ok();
                written.add(new Written(temporary, path));
                return 0;
            }
            byte[] handle = sftp.open(temporary, CREATE).handle();
            written.add(new Written(temporary, path));
            entry.linkGroup().ifPresent(group -> linked.put(group, temporary));
            return SftpWriting.copy(sftp, handle, found.content(), context, attributes(entry));
        }

        private FileAttributes attributes(TreeEntry entry) {
            return SftpEntries.attributes(entry, owners);
        }

        private void publish(List<Written> written) {
            List<Sftp.Reply> renames = new ArrayList<>();
            try {
                for (Written file : written) {
                    context.cancellation().throwIfCancelled();
                    renames.add(sftp.rename(file.temporary(), file.path()));
                }
                for (int i = 0; i < renames.size(); i++) {
                    renames.get(i).ok();
                    context.progress().addItems(1);
                }
            } catch (IOException e) {
                throw SshErrors.of(
                        e,
                        "renaming",
                        written.isEmpty() ? "" : SshTarget.text(written.get(0).path()));
            }
        }
    }

    static String temporaryName(WriteToken token, int number) {
        return TEMPORARY_PREFIX + token.session() + "-" + token.fence() + "-"
                + Integer.toHexString(token.unit().hashCode()) + "-" + number;
    }
}
