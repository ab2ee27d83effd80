package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
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
import io.godwit.transfer.ssh.SshTools.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one batch: every entry to a temporary name, then all are renamed. What was not renamed is removed when this is closed. One
 * thread.
 */
final class SftpBatch implements AutoCloseable {
    /** A name that is there, perhaps as a link, is never opened. */
    private static final EnumSet<OpenMode> CREATE = EnumSet.of(OpenMode.WRITE, OpenMode.CREAT, OpenMode.EXCL);

    private static final Duration FLUSH_PATIENCE = Duration.ofHours(1);

    private final SftpPool.Lease lease;
    private final Sftp sftp;
    private final SftpGuard guard;
    private final WriteToken token;
    private final boolean owners;
    private final WorkContext context;
    private final SshTools tools;
    private final Map<String, TreePath> linked = new HashMap<>();
    private final List<String> spoilt = new ArrayList<>();
    private final SshStamp stamp;
    private @Nullable SftpTar tar;
    /** Where tar gets the names, empty where it does not rename. */
    private String names = "";

    private final List<EntryResult> results = new ArrayList<>();
    private final List<Written> written = new ArrayList<>();
    private int number;
    private boolean isPublished;

    /**
     * Something under a temporary name.
     *
     * @param result which of the results is about it
     */
    private record Written(int result, TreePath made, String temporary, TreePath path, long bytes) {
        /** The last component, by which tar's complaints are told apart. */
        String name() {
            return temporary.substring(temporary.lastIndexOf('/') + 1);
        }
    }

    /** What makes something under a name that nothing has. */
    private interface Making {
        void make() throws IOException;
    }

    SftpBatch(SftpPool.Lease lease, WriteToken token, boolean owners, WorkContext context) {
        this.lease = lease;
        this.sftp = lease.sftp();
        this.tools = lease.tools(context);
        this.stamp = new SshStamp(lease, context);
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
            sftp.engine()
                    .setAttributes(
                            sftp.absolute(entry.path()),
                            SftpEntries.attributes(tools.accounts().here(entry), owners));
            context.progress().addItems(1);
            return 0;
        }
        if (!entry.isFile() && entry.kind() != EntryKind.SYMLINK) {
            throw special(entry);
        }
        guard.makeParent(entry.path());
        TreePath temporary = WritableSftpTree.parent(entry.path()).resolve(SftpTemporaryNames.ofBatch(token, number++));
        long bytes = tools.has(Tool.TAR) && isSimple(found) ? archive(found, temporary) : write(found, temporary);
        written.add(new Written(results.size(), temporary, sftp.absolute(temporary), entry.path(), bytes));
        return bytes;
    }

    /** Whether an archive can hold it: a content of known size, or none. */
    private static boolean isSimple(EntryStream.Found found) {
        TreeEntry entry = found.entry();
        if (!entry.isFile()) {
            return true;
        }
        OptionalLong size = found.content().size();
        return size.isPresent() && size.getAsLong() == entry.size();
    }

    private long archive(EntryStream.Found found, TreePath temporary) throws IOException {
        TreeEntry entry = found.entry();
        SftpTar archive = tar;
        if (archive == null) {
            boolean renames = tools.has(Tool.SYNC) && tools.has(Tool.PERL);
            names = renames ? SftpTemporaryNames.ofBatch(token, number++) : "";
            archive = new SftpTar(
                    lease.shell(), sftp.absolute(TreePath.ROOT), owners, tools, tools.has(Tool.SYNC), names, context);
            tar = archive;
        }
        TreePath first = entry.linkGroup().map(linked::get).orElse(null);
        try {
            if (entry.isFile() && first != null) {
                archive.link(temporary, first, entry);
                return 0;
            }
            archive.add(temporary, entry, entry.size(), found.content());
            entry.linkGroup().ifPresent(group -> linked.put(group, temporary));
            return entry.size();
        } catch (MigrationException e) {
            spoilt.add(sftp.absolute(temporary)); // its name is there when tar has come so far
            throw e;
        } catch (IOException e) {
            throw lease.isAlive()
                    ? archive.broken(e)
                    : lease.failure(e, "writing", entry.path().toString());
        }
    }

    private long write(EntryStream.Found found, TreePath path) throws IOException {
        TreeEntry entry = found.entry();
        String temporary = sftp.absolute(path);
        TreePath first = entry.linkGroup().map(linked::get).orElse(null);
        if (entry.kind() == EntryKind.SYMLINK) {
            String target = target(entry);
            fresh(temporary, () -> sftp.symlink(temporary, target));
            stamp.time(path, entry);
            return 0;
        }
        if (first != null && tar != null) {
            return archive(found, path); // the first may be on its way through tar
        }
        if (first != null && sftp.hasHardLinks()) {
            fresh(
                    temporary,
                    () -> sftp.hardLink(sftp.absolute(first), temporary).ok());
            return 0;
        }
        long bytes = file(found, temporary);
        stamp.attributes(path, entry, Map.of());
        stamp.time(path, entry);
        entry.linkGroup().ifPresent(group -> linked.put(group, path));
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
            SftpWriting.finish(
                    sftp,
                    handle,
                    SftpEntries.attributes(tools.accounts().here(found.entry()), owners),
                    !tools.has(Tool.SYNC));
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
        try {
            stamp.apply();
            complete();
            if (isPublished && written.isEmpty()) {
                return; // tar has renamed and flushed
            }
            List<Sftp.Reply> renames = new ArrayList<>();
            for (Written file : written) {
                renames.add(sftp.rename(file.temporary(), sftp.absolute(file.path())));
            }
            isPublished = true;
            for (int i = 0; i < renames.size(); i++) {
                renamed(renames.get(i), written.get(i));
            }
        } catch (IOException e) {
            throw lease.failure(e, "renaming", token.session());
        }
        if (!written.isEmpty() && tools.has(Tool.SYNC)) {
            flush(); // the new names
        }
    }

    /** Waits until all is written and flushed; what tar could not write is no longer among what was written. */
    private void complete() throws IOException {
        SftpTar archive = tar;
        if (archive == null) {
            if (!written.isEmpty() && tools.has(Tool.SYNC)) {
                flush();
            }
            return;
        }
        if (!names.isEmpty()) {
            spoilt.add(sftp.absolute(TreePath.of(names)));
            archive.rename(TreePath.of(names), pairs());
        }
        Map<String, String> complaints = archive.finish();
        tar = null;
        archive.close();
        archive.notRenamed().ifPresent(this::renamed);
        for (String temporary : spoilt) {
            removeIfThere(temporary);
        }
        if (complaints.isEmpty()) {
            return;
        }
        for (Written file : List.copyOf(written)) {
            String complaint = complaints.get(file.name());
            if (complaint != null) {
                written.remove(file);
                removeIfThere(file.temporary());
                results.set(file.result(), EntryResult.failed(file.path(), refusal(file.path(), complaint)));
            }
        }
        flush();
    }

    private List<byte[]> pairs() {
        List<byte[]> pairs = new ArrayList<>(2 * written.size());
        for (Written file : written) {
            pairs.add(SftpTar.name(file.made()));
            pairs.add(SftpTar.name(file.path()));
        }
        return pairs;
    }

    /** Only those that tar did not rename are still to be renamed. */
    private void renamed(Set<Integer> failed) {
        List<Written> left = failed.stream().sorted().map(written::get).toList();
        context.progress().addItems(written.size() - left.size());
        written.clear();
        written.addAll(left);
        isPublished = true;
    }

    private static MigrationException refusal(TreePath path, String complaint) {
        boolean isDenied = complaint.contains("Permission denied") || complaint.contains("not permitted");
        MigrationException.Builder failure = MigrationException.of(
                        ErrorCategory.TRANSFER,
                        isDenied ? "tree.permission-denied" : "tree.request-refused",
                        "writing \"" + path + "\" failed: tar says \"" + complaint + "\"")
                .subject(path.toString());
        return failure.remedy("Give the user the right to it, log in as one who has it, or become one with \"become\".")
                .build();
    }

    private void removeIfThere(String temporary) throws IOException {
        try {
            sftp.remove(temporary).ok();
        } catch (SFTPException e) {
            if (!SftpGuard.isMissing(e)) {
                throw e;
            }
        }
    }

    private void flush() {
        lease.shell()
                .run(
                        Command.of("sync", "-f", SshTarget.text(sftp.absolute(TreePath.ROOT)))
                                .within(FLUSH_PATIENCE),
                        context)
                .orThrow();
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
        SftpTar archive = tar;
        if (archive != null) {
            archive.close();
        }
        if (isPublished) {
            return;
        }
        List<String> left = new ArrayList<>(spoilt);
        written.forEach(file -> left.add(file.temporary()));
        for (String temporary : left) {
            try {
                removeIfThere(temporary);
            } catch (IOException e) {
                // the batch failed already, perhaps with its connection; the session's temporary names are swept later
                // too
                lease.spoil();
                return;
            }
        }
    }
}
