package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.net.ftp.FTPReply;

/** Writes files: small ones several at a time, each under a temporary name until it is whole. Thread-safe. */
final class FtpWriter {
    /** Contents up to this size are read whole before they are sent. */
    private static final int SMALL = 512 * 1024;

    private static final int AHEAD = 8 << 20;

    private final WritableFtpTree tree;
    private final AtomicBoolean attributesRefused = new AtomicBoolean();

    FtpWriter(WritableFtpTree tree) {
        this.tree = tree;
    }

    List<EntryResult> write(EntryStream entries, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        List<Future<EntryResult>> results = new ArrayList<>();
        Semaphore room = new Semaphore(AHEAD);
        RuntimeException failure = null;
        try (Limits.Reservation memory = context.limits().reserveMemory(AHEAD)) {
            java.util.Objects.requireNonNull(memory);
            try {
                for (Optional<EntryStream.Item> item = entries.next(); item.isPresent(); item = entries.next()) {
                    context.cancellation().throwIfCancelled();
                    results.add(begin(item.get(), room, token, context));
                }
            } catch (MigrationException e) {
                failure = e;
            }
            // nothing is under way any more when this returns, whether it went well or not
            List<EntryResult> done = new ArrayList<>(results.size());
            for (Future<EntryResult> result : results) {
                try {
                    done.add(FtpTree.await(result, "writing"));
                } catch (MigrationException e) {
                    failure = failure == null ? e : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
            return done;
        }
    }

    /** As {@link #write}, on this thread alone: those of the tree must not wait for each other. */
    List<EntryResult> writeHere(EntryStream entries, WriteToken token, WorkContext context) {
        List<EntryResult> results = new ArrayList<>();
        for (Optional<EntryStream.Item> item = entries.next(); item.isPresent(); item = entries.next()) {
            EntryStream.Found found = (EntryStream.Found) item.get();
            ContentInput in = new ContentInput(found.path(), found.content(), false);
            results.add(FtpTree.await(
                    large(found.entry(), new byte[0], 0, in, found.content().size(), token, context), "writing"));
        }
        return results;
    }

    private Future<EntryResult> begin(EntryStream.Item item, Semaphore room, WriteToken token, WorkContext context) {
        TreePath path = item.path();
        try {
            if (item instanceof EntryStream.Missed missed) {
                return CompletableFuture.completedFuture(EntryResult.failed(path, missed.failure()));
            }
            EntryStream.Found found = (EntryStream.Found) item;
            return switch (found.entry().kind()) {
                case FILE -> file(found, room, token, context);
                case DIRECTORY -> directory(found.entry(), context);
                case SYMLINK -> throw TreeFailures.special(path, "symbolic link");
                case FIFO, SOCKET, DEVICE ->
                    throw TreeFailures.special(
                            path, found.entry().kind().toString().toLowerCase(Locale.ROOT));
            };
        } catch (MigrationException e) {
            return CompletableFuture.completedFuture(failed(path, e));
        }
    }

    /** The result of an entry that failed alone; what concerns all of them is thrown. */
    static EntryResult failed(TreePath path, MigrationException e) {
        if (e.category() == ErrorCategory.CANCELLED
                || e.category() == ErrorCategory.CONNECTIVITY
                || e.code().equals("tree.no-space")) {
            throw e;
        }
        return EntryResult.failed(path, e);
    }

    private Future<EntryResult> directory(TreeEntry entry, WorkContext context) {
        tree.directories().ensure(entry.path(), context);
        tree.pool().with(context.cancellation(), link -> {
            attributes(link, tree.paths().of(entry.path()), entry, context, List.of());
            return Boolean.TRUE;
        });
        context.progress().addItems(1);
        return CompletableFuture.completedFuture(EntryResult.done(entry.path(), 0));
    }

    private Future<EntryResult> file(EntryStream.Found found, Semaphore room, WriteToken token, WorkContext context) {
        TreeEntry entry = found.entry();
        TreePath path = entry.path();
        tree.paths().of(path); // refuses a name before anything is read
        if (path.isRoot()) {
            throw TreeFailures.kindConflict(path, "it is the root");
        }
        FileContent content = found.content();
        OptionalLong size = content.size();
        ContentInput in = new ContentInput(path, content, false);
        byte[] first = new byte[(int) Math.min(SMALL, size.orElse(SMALL))];
        int filled;
        try {
            filled = in.readNBytes(first, 0, first.length);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e); // contents do not throw it
        }
        if (size.isPresent() ? size.getAsLong() > SMALL : filled == SMALL) {
            return large(entry, first, filled, in, size, token, context);
        }
        if (size.isPresent() && (filled < size.getAsLong() || in.read() >= 0)) {
            throw TreeFailures.endedEarly(path, filled, size.getAsLong());
        }
        byte[] bytes = filled == first.length ? first : java.util.Arrays.copyOf(first, filled);
        int charge = Math.max(1024, bytes.length);
        try {
            room.acquire(charge);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("writing \"" + path + "\"");
        }
        return tree.begin(() -> {
            try {
                store(entry, bytes, token, context);
                context.progress().addBytes(bytes.length);
                context.progress().addItems(1);
                return EntryResult.done(path, bytes.length);
            } catch (MigrationException e) {
                return failed(path, e);
            } finally {
                room.release(charge);
            }
        });
    }

    /** Stores a small file. */
    void store(TreeEntry entry, byte[] bytes, WriteToken token, WorkContext context) {
        TreePath path = entry.path();
        TreePath parent = path.parent().orElse(TreePath.ROOT);
        tree.directories().ensure(parent, context);
        context.limits().acquireBandwidth(bytes.length);
        String temporary = tree.paths().of(parent.resolve(tree.temporaryName(token)));
        tree.pool().with(context.cancellation(), link -> {
            context.cancellation().throwIfCancelled();
            OutputStream out = open(link, temporary, path, 0);
            out.write(bytes);
            link.endWriting(out);
            complete(link, temporary, path);
            finish(link, temporary, bytes.length, entry, context);
            return Boolean.TRUE;
        });
    }

    /** Opens a data connection to a file of the server; a passing refusal is tried again. */
    static OutputStream open(FtpLink link, String file, TreePath path, long offset) throws IOException {
        link.setRestartOffset(offset);
        OutputStream out = link.storeFileStream(file);
        if (out == null) {
            int code = link.getReplyCode();
            if (code / 100 == 4 && code != 452) {
                throw new IOException(link.said());
            }
            throw FtpErrors.refused(path, "take", code, link.said());
        }
        return out;
    }

    /** Whether a reply says that the data connection broke. */
    static boolean isCut(int code) {
        return code == 425 || code == 426 || code == 451;
    }

    static void complete(FtpLink link, String temporary, TreePath path) throws IOException {
        if (!FTPReply.isPositiveCompletion(link.getReply())) {
            int code = link.getReplyCode();
            String said = link.said();
            link.sendCommand("DELE", temporary);
            if (isCut(code)) {
                throw new IOException(said);
            }
            throw FtpErrors.refused(path, "take", code, said);
        }
    }

    private Future<EntryResult> large(
            TreeEntry entry,
            byte[] first,
            int filled,
            ContentInput in,
            OptionalLong size,
            WriteToken token,
            WorkContext context) {
        TreePath path = entry.path();
        TreePath parent = path.parent().orElse(TreePath.ROOT);
        tree.directories().ensure(parent, context);
        String temporary = tree.paths().of(parent.resolve(tree.temporaryName(token)));
        FtpLink link = tree.pool().take(context.cancellation());
        boolean usable = false;
        try {
            OutputStream out = open(link, temporary, path, 0);
            long sent = 0;
            byte[] chunk = new byte[64 * 1024];
            try {
                out.write(first, 0, filled);
                sent = filled;
                context.progress().addBytes(filled);
                for (int count = in.read(chunk, 0, chunk.length); count >= 0; count = in.read(chunk, 0, chunk.length)) {
                    context.cancellation().throwIfCancelled();
                    context.limits().acquireBandwidth(count);
                    out.write(chunk, 0, count);
                    context.progress().addBytes(count);
                    sent += count;
                }
                if (size.isPresent() && sent != size.getAsLong()) {
                    throw TreeFailures.endedEarly(path, sent, size.getAsLong());
                }
            } catch (MigrationException e) {
                link.endWriting(out);
                link.getReply();
                link.sendCommand("DELE", temporary);
                usable = true;
                throw e;
            }
            link.endWriting(out);
            complete(link, temporary, path);
            finish(link, temporary, sent, entry, context);
            usable = true;
            context.progress().addItems(1);
            return CompletableFuture.completedFuture(EntryResult.done(path, sent));
        } catch (IOException e) {
            throw FtpErrors.lost(tree.pool().place(), e);
        } finally {
            if (usable) {
                tree.pool().give(link);
            } else {
                tree.pool().discard(link);
            }
        }
    }

    /**
     * Gives a whole file its attributes and its name. That it is whole is asked for: to a server, an upload that was cut looks like one
     * that ended.
     */
    void finish(FtpLink link, String temporary, long size, TreeEntry entry, WorkContext context) throws IOException {
        TreePath path = entry.path();
        String whole = tree.paths().of(path);
        List<String> answers =
                attributes(link, temporary, entry, context, List.of("SIZE " + temporary, "RNFR " + temporary));
        String measured = answers.get(answers.size() - 2).strip();
        if (measured.matches("213 \\d{1,18}") && Long.parseLong(measured.substring(4)) != size) {
            link.sendCommand("DELE", temporary);
            throw new IOException("the server has " + measured.substring(4) + " of " + size + " bytes");
        }
        if (code(answers.get(answers.size() - 1)) == 550) {
            throw TreeFailures.fenced(path);
        }
        int renamed = link.sendCommand("RNTO", whole);
        if (FTPReply.isPositiveCompletion(renamed)) {
            return;
        }
        String said = link.said();
        // some servers rename only where nothing is
        Optional<TreeEntry> there = tree.listing(context).look(link, path);
        if (there.filter(TreeEntry::isDirectory).isPresent()) {
            link.sendCommand("DELE", temporary);
            throw TreeFailures.kindConflict(path, "a directory has its name");
        }
        if (there.isPresent()) {
            int[] again = link.together(List.of("DELE " + whole, "RNFR " + temporary, "RNTO " + whole));
            if (FTPReply.isPositiveCompletion(again[2])) {
                return;
            }
            said = link.said();
        }
        link.sendCommand("DELE", temporary);
        throw FtpErrors.refused(path, "rename to", renamed, said);
    }

    static int code(String answer) {
        return answer.matches("(?s)\\d{3}.*") ? Integer.parseInt(answer.substring(0, 3)) : 0;
    }

    /** Sets what the entry knows and the server can, and sends further commands with it; their answers come last. */
    List<String> attributes(FtpLink link, String file, TreeEntry entry, WorkContext context, List<String> further)
            throws IOException {
        List<String> commands = new ArrayList<>();
        FtpFeatures features = tree.features();
        if (features.setsModes() && entry.mode().isPresent()) {
            commands.add("SITE CHMOD " + Integer.toOctalString(entry.mode().getAsInt()) + " " + file);
        }
        // a directory's time is set where the server can do that at all
        if (features.setsTimes() != FtpFeatures.SetTime.NONE && entry.modified().isPresent()) {
            commands.add(features.setsTimes().command() + " "
                    + FtpListing.stamp(entry.modified().get()) + " " + file);
        }
        int own = commands.size();
        commands.addAll(further);
        if (commands.isEmpty()) {
            return List.of();
        }
        List<String> answers = link.answers(commands);
        for (int i = 0; i < own; i++) {
            if (!FTPReply.isPositiveCompletion(code(answers.get(i)))
                    && entry.kind() == EntryKind.FILE
                    && attributesRefused.compareAndSet(false, true)) {
                context.progress()
                        .report(Finding.warning(
                                "ftp.attributes-refused",
                                entry.path().toString(),
                                "The server refuses to set the mode or the time of a file, and maybe of others.",
                                "Ask its administrator to allow SITE CHMOD and MFMT, or accept the loss."));
            }
        }
        return answers;
    }
}
