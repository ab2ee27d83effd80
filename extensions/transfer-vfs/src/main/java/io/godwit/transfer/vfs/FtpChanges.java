package io.godwit.transfer.vfs;

import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.commons.net.ftp.FTPReply;

/** Changes without content. Neighbours of one kind that do not touch each other are done beside each other. */
final class FtpChanges {
    private static final int WAVE = 300;
    private static final WriteToken KEEPING = new WriteToken("kept", "", 0);

    private final WritableFtpTree tree;
    private final WorkContext context;

    FtpChanges(WritableFtpTree tree, WorkContext context) {
        this.tree = tree;
        this.context = context;
    }

    List<EntryResult> apply(List<TreeChange> changes) {
        List<EntryResult> results = new ArrayList<>(changes.size());
        int at = 0;
        while (at < changes.size()) {
            context.cancellation().throwIfCancelled();
            int end = at + 1;
            while (end < changes.size() && end - at < WAVE && isBeside(changes.get(at), changes.get(end))) {
                end++;
            }
            if (end == at + 1) {
                // on this thread: keeping a file needs those of the tree
                results.add(result(changes.get(at)));
                at = end;
                continue;
            }
            List<Future<EntryResult>> wave = new ArrayList<>();
            for (TreeChange change : changes.subList(at, end)) {
                wave.add(tree.begin(() -> result(change)));
            }
            wave.forEach(one -> results.add(FtpTree.await(one, "changing")));
            at = end;
        }
        return results;
    }

    /** Changes of one kind in one directory do not touch each other. */
    private static boolean isBeside(TreeChange one, TreeChange other) {
        boolean isOneKind = (one instanceof TreeChange.Delete && other instanceof TreeChange.Delete)
                || (one instanceof TreeChange.SetAttributes && other instanceof TreeChange.SetAttributes);
        return isOneKind
                && !one.path().equals(other.path())
                && one.path().parent().equals(other.path().parent());
    }

    private EntryResult result(TreeChange change) {
        TreePath path = change.path();
        try {
            if (change instanceof TreeChange.MakeDirectory) {
                tree.directories().ensure(path, context);
            } else if (change instanceof TreeChange.SetAttributes set) {
                setAttributes(set.entry());
            } else if (change instanceof TreeChange.Delete) {
                delete(path);
            } else if (change instanceof TreeChange.Rename rename) {
                rename(path, rename.to());
            } else if (change instanceof TreeChange.Preserve preserve) {
                preserve(path, preserve.to());
            }
            return EntryResult.done(path, 0);
        } catch (MigrationException e) {
            return FtpWriter.failed(path, e);
        }
    }

    private void requireReachable(TreePath path) {
        tree.paths().of(path);
        if (!tree.directories().isReachable(path, context)) {
            throw TreeFailures.vanished(path);
        }
    }

    private void setAttributes(TreeEntry entry) {
        requireReachable(entry.path());
        String whole = tree.paths().of(entry.path());
        List<String> answers = tree.pool()
                .with(context.cancellation(), link -> tree.writer().attributes(link, whole, entry, context, List.of()));
        boolean refused = false;
        for (String answer : answers) {
            refused |= !FTPReply.isPositiveCompletion(FtpWriter.code(answer));
        }
        if (refused && tree.listing(context).look(entry.path()).isEmpty()) {
            throw TreeFailures.vanished(entry.path());
        }
    }

    private void delete(TreePath path) {
        if (!tree.paths().isSpeakable(path) || !tree.directories().isReachable(path, context)) {
            return;
        }
        String whole = tree.paths().of(path);
        Optional<TreeEntry> there = tree.listing(context).look(path);
        if (there.isEmpty()) {
            return;
        }
        boolean isDirectory = there.get().isDirectory();
        if (isDirectory) {
            tree.directories().forget(path);
        }
        int code =
                tree.pool().with(context.cancellation(), link -> link.sendCommand(isDirectory ? "RMD" : "DELE", whole));
        if (FTPReply.isPositiveCompletion(code)) {
            return;
        }
        Optional<TreeEntry> still = tree.listing(context).look(path);
        if (still.isPresent()) {
            throw isDirectory ? TreeFailures.notEmpty(path) : FtpErrors.refused(path, "delete", code, "code " + code);
        }
    }

    private void rename(TreePath path, TreePath to) {
        requireReachable(path);
        requireReachable(to);
        Optional<TreeEntry> from = tree.listing(context).look(path);
        Optional<TreeEntry> there = tree.listing(context).look(to);
        if (from.isEmpty()) {
            if (there.isPresent()) {
                return;
            }
            throw TreeFailures.vanished(path);
        }
        if (there.filter(TreeEntry::isDirectory).isPresent() && !from.get().isDirectory()) {
            throw TreeFailures.kindConflict(to, "a directory has its name");
        }
        tree.directories().forget(path);
        tree.pool().with(context.cancellation(), link -> {
            List<String> names = List.of(
                    "RNFR " + tree.paths().of(path), "RNTO " + tree.paths().of(to));
            int code = link.together(names)[1];
            if (!FTPReply.isPositiveCompletion(code)
                    && there.filter(TreeEntry::isFile).isPresent()) {
                link.sendCommand("DELE", tree.paths().of(to));
                code = link.together(names)[1];
            }
            if (!FTPReply.isPositiveCompletion(code)) {
                throw FtpErrors.refused(path, "rename", code, link.said());
            }
            return Boolean.TRUE;
        });
    }

    /** Keeps a copy, which goes through this machine: FTP has no other way. */
    private void preserve(TreePath path, TreePath to) {
        requireReachable(path);
        requireReachable(to);
        if (tree.listing(context).look(to).isPresent()) {
            return; // kept before; what stands under the path now is not what was to be kept
        }
        TreeEntry file = tree.listing(context).look(path).orElseThrow(() -> TreeFailures.vanished(path));
        if (!file.isFile()) {
            throw TreeFailures.kindConflict(path, "it is no file");
        }
        TreeEntry kept = file.toBuilder(to).version(null).build();
        // through a file of this machine: the server may not take a second connection
        try (FileContent content = new LaterContent(tree, path, 0, file.size(), context);
                SpoolFile spool = SpoolFile.create(new ContentInput(path, content, false))) {
            try (InputStream all = spool.tee()) {
                all.transferTo(OutputStream.nullOutputStream());
            }
            try (EntryStream one = OneEntry.of(kept, new SpooledContent(spool, file.size()))) {
                List<EntryResult> results = tree.writer().writeHere(one, KEEPING, new QuietContext(context));
                results.get(0).failure().ifPresent(failure -> {
                    throw failure;
                });
            }
        } catch (IOException e) {
            throw ArchiveFailures.noScratch(e);
        }
    }
}
