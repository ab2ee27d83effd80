package io.godwit.core.internal.localtree;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link WritableLocalTree#write}: everything goes to temporary names first, is forced together, and is then renamed.
 * One thread.
 */
final class LocalBatch {
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final WritableLocalTree tree;
    private final WriteToken token;
    private final String stem;
    private final WorkContext context;
    private final LinkGuard guard;
    private final FileWriter writer;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, Path> linked = new HashMap<>();
    private final Set<Path> touched = new LinkedHashSet<>();

    LocalBatch(WritableLocalTree tree, WriteToken token, WorkContext context) {
        this.tree = tree;
        this.token = token;
        this.stem = TemporaryNames.stem(token);
        this.context = context;
        this.guard = new LinkGuard(tree.root());
        this.writer = new FileWriter(tree.root(), context);
    }

    List<EntryResult> write(EntryStream entries) {
        boolean complete = false;
        try {
            for (Optional<EntryStream.Item> item = entries.next(); item.isPresent(); item = entries.next()) {
                context.cancellation().throwIfCancelled();
                slots.add(stage(item.get()));
            }
            flush();
            publish();
            complete = true;
            return slots.stream().map(Slot::result).toList();
        } finally {
            if (!complete) {
                sweep();
            }
        }
    }

    private Slot stage(EntryStream.Item item) {
        if (item instanceof EntryStream.Missed missed) {
            return Slot.failed(missed.path(), missed.failure());
        }
        EntryStream.Found found = (EntryStream.Found) item;
        TreeEntry entry = found.entry();
        Slot slot = new Slot(entry);
        try {
            stage(found, slot);
        } catch (MigrationException e) {
            discard(slot, e);
            if (!isOfOneEntry(e)) {
                throw e;
            }
            slot.failure = e;
        } catch (IOException e) {
            MigrationException failure = LocalErrors.writing(e, entry.path(), tree.root());
            discard(slot, failure);
            if (!isOfOneEntry(failure)) {
                throw failure;
            }
            slot.failure = failure;
        }
        return slot;
    }

    /** A full disk or a lost connection ends the batch, a torn or unwritable file only itself. */
    private static boolean isOfOneEntry(MigrationException e) {
        boolean local = e.category() == ErrorCategory.TRANSFER || e.category() == ErrorCategory.COMPATIBILITY;
        return local && e.code().startsWith("tree.") && !e.code().equals("tree.no-space");
    }

    private void stage(EntryStream.Found found, Slot slot) throws IOException {
        TreeEntry entry = found.entry();
        if (entry.isDirectory()) {
            guard.make(entry.path());
            return;
        }
        if (entry.kind() != EntryKind.FILE && entry.kind() != EntryKind.SYMLINK) {
            throw LocalErrors.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.special-skipped",
                            entry.path(),
                            "is a " + entry.kind() + ", which is not made here",
                            null)
                    .build();
        }
        TreePath directory = entry.path().parent().orElseThrow();
        guard.make(directory);
        Path target = NativePaths.resolve(tree.root(), entry.path());
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw LocalErrors.of(
                            ErrorCategory.TRANSFER,
                            "tree.kind-conflict",
                            entry.path(),
                            "is a directory at the destination",
                            new FileAlreadyExistsException(target.toString()))
                    .remedy("Remove the directory at the destination, or exclude the path.")
                    .build();
        }
        Path parent = target.getParent();
        Path temporary = (parent == null ? tree.root() : parent).resolve(TemporaryNames.next(stem));
        slot.temporary = temporary;
        slot.target = target;
        if (entry.kind() == EntryKind.SYMLINK) {
            Links.make(temporary, entry.target().orElseThrow());
            tree.attributes().setNew(temporary, entry, context);
            return;
        }
        Path first = entry.linkGroup().map(linked::get).orElse(null);
        if (first != null) {
            Files.createLink(temporary, first);
            slot.isLink = true;
            return;
        }
        slot.bytes = writeFile(found, temporary);
        tree.attributes().setNew(temporary, entry, context);
        entry.linkGroup().ifPresent(group -> linked.put(group, temporary));
    }

    private long writeFile(EntryStream.Found found, Path temporary) throws IOException {
        boolean known = found.entry().mode().isPresent() && tree.entries().isUnix();
        try (FileChannel channel =
                known ? FileChannel.open(temporary, NEW, PRIVATE) : FileChannel.open(temporary, NEW)) {
            return writer.write(found.content(), channel, 0, found.entry().path(), FileWriter.Holes.LEAVE);
        }
    }

    private void setSystemAttributes() {
        Map<Path, TreeEntry> files = new LinkedHashMap<>();
        Map<Path, TreeEntry> links = new LinkedHashMap<>();
        for (Slot slot : slots) {
            Path temporary = slot.temporary;
            if (temporary != null && !slot.isLink && slot.entry.isFile()) {
                files.put(temporary, slot.entry);
            } else if (temporary != null && slot.entry.kind() == EntryKind.SYMLINK) {
                links.put(temporary, slot.entry);
            }
        }
        try {
            tree.attributes().setSystem(files, Map.of(), context);
            AttributeWriter.setLinkTimes(links);
        } catch (IOException e) {
            throw LocalErrors.writing(e, TreePath.ROOT, tree.root());
        }
    }

    private void flush() {
        setSystemAttributes();
        List<Path> files = slots.stream()
                .filter(slot -> slot.temporary != null && !slot.isLink && slot.entry.isFile())
                .map(slot -> slot.temporary)
                .toList();
        try {
            tree.durability().files(files);
        } catch (IOException e) {
            throw LocalErrors.writing(e, TreePath.ROOT, tree.root());
        }
    }

    private void publish() {
        for (Slot slot : slots) {
            if (slot.temporary != null) {
                context.cancellation().throwIfCancelled();
                rename(slot);
            }
        }
        List<Slot> directories = new ArrayList<>(slots.stream()
                .filter(slot -> slot.failure == null && slot.entry.isDirectory())
                .toList());
        Collections.reverse(directories);
        for (Slot slot : directories) {
            Path directory = NativePaths.resolve(tree.root(), slot.entry.path());
            try {
                tree.attributes().set(directory, slot.entry, context);
                touched.add(directory);
                Path parent = directory.getParent();
                if (parent != null && !slot.entry.path().isRoot()) {
                    touched.add(parent);
                }
                context.progress().addItems(1);
            } catch (IOException e) {
                slot.failure = LocalErrors.writing(e, slot.entry.path(), tree.root());
            }
        }
        try {
            tree.durability().directories(touched);
        } catch (IOException e) {
            throw LocalErrors.writing(e, TreePath.ROOT, tree.root());
        }
    }

    private void rename(Slot slot) {
        Path temporary = slot.temporary;
        Path target = slot.target;
        if (temporary == null || target == null) {
            return;
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            slot.temporary = null;
            Path parent = target.getParent();
            if (parent != null) {
                touched.add(parent);
            }
            context.progress().addItems(1);
        } catch (NoSuchFileException e) {
            throw LocalErrors.fenced(slot.entry.path(), e);
        } catch (IOException e) {
            MigrationException failure = LocalErrors.writing(e, slot.entry.path(), tree.root());
            discard(slot, failure);
            slot.failure = failure;
        }
    }

    /** Removes what was staged of an entry that failed. */
    private static void discard(Slot slot, Throwable why) {
        Path temporary = slot.temporary;
        slot.temporary = null;
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                why.addSuppressed(e);
            }
        }
    }

    /** Removes what was staged and not renamed. What cannot be removed now is found by its name when the session goes on. */
    private void sweep() {
        IOException kept = new IOException("temporary files stay behind");
        slots.forEach(slot -> discard(slot, kept));
        if (kept.getSuppressed().length > 0) {
            org.slf4j.LoggerFactory.getLogger(LocalBatch.class)
                    .atWarn()
                    .setCause(kept)
                    .addKeyValue("session", token.session())
                    .log("Temporary files could not be removed");
        }
    }

    /** One entry of the batch. */
    private static final class Slot {
        private final TreeEntry entry;
        private @Nullable Path temporary;
        private @Nullable Path target;
        private boolean isLink;
        private long bytes;
        private @Nullable MigrationException failure;

        Slot(TreeEntry entry) {
            this.entry = entry;
        }

        static Slot failed(TreePath path, MigrationException failure) {
            Slot slot = new Slot(TreeEntry.of(path, EntryKind.DEVICE).build());
            slot.failure = failure;
            return slot;
        }

        EntryResult result() {
            return failure == null ? EntryResult.done(entry.path(), bytes) : EntryResult.failed(entry.path(), failure);
        }
    }
}
