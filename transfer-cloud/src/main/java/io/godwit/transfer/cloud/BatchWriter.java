package io.godwit.transfer.cloud;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Writes a batch. Its content is read here, one entry after the other, into buffers that draw on one allowance; the requests
 * that send them run beside each other. An object appears when its request, or the completion of its parts, has succeeded.
 */
final class BatchWriter {
    private final ObjectTree tree;
    private final ObjectOptions options;
    private final WorkContext context;
    private final Surroundings around;
    private final WriteToken token;
    private final GuardedWrites guarded;

    BatchWriter(ObjectTree tree, ObjectOptions options, WriteToken token, WorkContext context) {
        this.token = token;
        this.guarded = new GuardedWrites(tree.store(), token, options.conditional());
        this.tree = tree;
        this.options = options;
        this.context = context;
        this.around = new Surroundings(tree, tree.knowledge());
    }

    List<EntryResult> write(EntryStream entries) {
        context.cancellation().throwIfCancelled();
        List<Future<EntryResult>> results = new ArrayList<>();
        try (Buffers buffers = new Buffers(context, tree.store().sizes().part())) {
            RuntimeException failure = null;
            try {
                for (Optional<EntryStream.Item> item = entries.next(); item.isPresent(); item = entries.next()) {
                    context.cancellation().throwIfCancelled();
                    results.add(begin(item.get(), buffers));
                }
            } catch (MigrationException e) {
                failure = e;
            }
            // nothing is under way any more when this returns, whether it went well or not
            List<EntryResult> done = new ArrayList<>(results.size());
            for (Future<EntryResult> result : results) {
                try {
                    done.add(Requests.await(result, "writing"));
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

    private Future<EntryResult> begin(EntryStream.Item item, Buffers buffers) {
        TreePath path = item.path();
        try {
            if (item instanceof EntryStream.Missed missed) {
                return CompletableFuture.completedFuture(EntryResult.failed(path, missed.failure()));
            }
            EntryStream.Found found = (EntryStream.Found) item;
            return switch (found.entry().kind()) {
                case FILE -> file(found, buffers);
                case SYMLINK -> small(found.entry(), tree.keys().file(path), new byte[0], 0, () -> {});
                case DIRECTORY -> small(found.entry(), tree.keys().directory(path), new byte[0], 0, () -> {});
                case FIFO, SOCKET, DEVICE -> throw TreeFailures.special(path);
            };
        } catch (MigrationException e) {
            return CompletableFuture.completedFuture(failed(path, e));
        }
    }

    /** The result of an entry that failed alone; what concerns all of them is thrown. */
    private EntryResult failed(TreePath path, MigrationException e) {
        tree.knowledge().forget(); // it was told of as written
        if (e.category() == ErrorCategory.CANCELLED || e.category() == ErrorCategory.CONNECTIVITY) {
            throw e;
        }
        return EntryResult.failed(path, e);
    }

    private Future<EntryResult> file(EntryStream.Found found, Buffers buffers) {
        TreeEntry entry = found.entry();
        String key = tree.keys().file(entry.path());
        Parts parts = new Parts(entry.path(), found.content(), context);
        OptionalLong size = found.content().size();
        boolean fits = size.isPresent() && size.getAsLong() <= buffers.part();
        byte[] first = fits ? buffers.take((int) size.getAsLong()) : buffers.takePart();
        int filled;
        boolean read = false;
        try {
            filled = parts.fill(first);
            read = true;
        } finally {
            if (!read) {
                buffers.give(first);
            }
        }
        return fits || filled < first.length
                ? small(entry, key, first, filled, () -> buffers.give(first))
                : large(entry, key, parts, first, buffers);
    }

    private Future<EntryResult> small(TreeEntry entry, String key, byte[] bytes, int length, Runnable release) {
        TreePath path = entry.path();
        boolean begun = false;
        try {
            Surroundings.Question question = ask(entry);
            ObjectHeaders headers = guarded.signed(options.headers(key, entry));
            Future<EntryResult> request = tree.requests().begin(() -> {
                try {
                    around.requireFree(question);
                    guarded.write(key, path, expected -> tree.store().put(key, headers, bytes, length, expected));
                    context.progress().addBytes(length);
                    context.progress().addItems(1);
                    return EntryResult.done(path, length);
                } catch (MigrationException e) {
                    return failed(path, e);
                } finally {
                    release.run();
                }
            });
            begun = true;
            return request;
        } finally {
            if (!begun) {
                release.run();
            }
        }
    }

    private Surroundings.Question ask(TreeEntry entry) {
        boolean file = entry.kind() != EntryKind.DIRECTORY;
        Surroundings.Question question = around.prepare(entry.path(), file);
        around.noteWritten(entry.path(), file, entry.kind() == EntryKind.SYMLINK);
        return question;
    }

    private Future<EntryResult> large(TreeEntry entry, String key, Parts parts, byte[] first, Buffers buffers) {
        TreePath path = entry.path();
        byte[] held = first;
        PartSender sender = null;
        try {
            around.requireFree(ask(entry));
            sender = PartSender.begin(tree, key, guarded.signed(options.headers(key, entry)), token, buffers, context);
            int filled = first.length;
            while (filled > 0) {
                byte[] full = held;
                held = null;
                sender.send(full, filled);
                held = buffers.takePart();
                filled = parts.fill(held);
            }
            buffers.give(held);
            held = null;
            PartSender complete = sender;
            long size = parts.position();
            return tree.requests().begin(() -> {
                try {
                    complete.complete(upload -> guarded.writeLooking(key, path, upload::complete));
                    context.progress().addItems(1);
                    return EntryResult.done(path, size);
                } catch (MigrationException e) {
                    return failed(path, e);
                }
            });
        } catch (MigrationException e) {
            if (held != null) {
                buffers.give(held);
            }
            if (sender != null) {
                sender.abort(e);
            }
            throw e;
        }
    }
}
