package io.godwit.core.internal.localtree;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One call of {@link WritableLocalTree#apply}. One thread. */
final class LocalChanges {
    private final WritableLocalTree tree;
    private final WorkContext context;
    private final LinkGuard guard;
    private final Set<Path> touched = new LinkedHashSet<>();
    private final List<Path> changed = new ArrayList<>();
    private final Map<Path, TreeEntry> stamped = new LinkedHashMap<>();
    private final Map<Path, TreeEntry> links = new LinkedHashMap<>();

    LocalChanges(WritableLocalTree tree, WorkContext context) {
        this.tree = tree;
        this.context = context;
        this.guard = new LinkGuard(tree.root());
    }

    List<EntryResult> apply(List<TreeChange> changes) {
        List<EntryResult> results = new ArrayList<>(changes.size());
        for (TreeChange change : changes) {
            context.cancellation().throwIfCancelled();
            results.add(apply(change));
        }
        try {
            List<TreePath> there =
                    stamped.values().stream().map(TreeEntry::path).toList();
            tree.attributes().setSystem(stamped, tree.systemAttributes(there), context);
            AttributeWriter.setLinkTimes(links);
            tree.durability()
                    .files(changed.stream().filter(Files::isRegularFile).toList());
            tree.durability()
                    .directories(touched.stream().filter(Files::isDirectory).toList());
        } catch (IOException e) {
            throw LocalErrors.writing(e, TreePath.ROOT, tree.root());
        }
        return results;
    }

    private EntryResult apply(TreeChange change) {
        TreePath path = change.path();
        try {
            if (change instanceof TreeChange.MakeDirectory) {
                make(path);
            } else {
                if (!path.isRoot()) {
                    guard.check(path.parent().orElseThrow());
                }
                Path file = NativePaths.resolve(tree.root(), path);
                if (change instanceof TreeChange.SetAttributes set) {
                    setAttributes(file, set.entry());
                } else if (change instanceof TreeChange.Delete) {
                    delete(path, file);
                } else if (change instanceof TreeChange.Rename rename) {
                    rename(file, rename);
                } else if (change instanceof TreeChange.Preserve preserve) {
                    preserve(file, preserve);
                }
            }
            return EntryResult.done(path, 0);
        } catch (NoSuchFileException e) {
            return change instanceof TreeChange.Delete
                    ? EntryResult.done(path, 0)
                    : EntryResult.failed(path, LocalErrors.vanished(path, e));
        } catch (IOException e) {
            return failed(path, LocalErrors.writing(e, path, tree.root()));
        } catch (MigrationException e) {
            return failed(path, e);
        }
    }

    private static EntryResult failed(TreePath path, MigrationException e) {
        if (e.category() == ErrorCategory.CANCELLED) {
            throw e;
        }
        return EntryResult.failed(path, e);
    }

    private void make(TreePath path) throws IOException {
        guard.make(path);
        Path directory = NativePaths.resolve(tree.root(), path);
        touched.add(directory);
        touch(directory);
    }

    private void touch(Path file) {
        Path parent = file.getParent();
        if (parent != null) {
            touched.add(parent);
        }
    }

    private void setAttributes(Path file, TreeEntry entry) throws IOException {
        LocalEntries.Status status = tree.entries().look(entry.path().isRoot() ? file.toRealPath() : file);
        if (status.kind() != entry.kind()) {
            throw LocalErrors.changed(entry.path(), "is a " + status.kind() + " now, not a " + entry.kind());
        }
        tree.attributes().set(entry.path().isRoot() ? file.toRealPath() : file, entry, context);
        if (entry.kind() == EntryKind.SYMLINK) {
            links.put(file, entry);
        } else if (!entry.path().isRoot()) {
            stamped.put(file, entry);
        }
        if (entry.kind() == EntryKind.FILE) {
            changed.add(file);
        } else if (entry.kind() == EntryKind.DIRECTORY) {
            touched.add(file);
        }
    }

    private void delete(TreePath path, Path file) throws IOException {
        try {
            Files.delete(file);
        } catch (DirectoryNotEmptyException e) {
            throw LocalErrors.of(ErrorCategory.TRANSFER, "tree.not-empty", path, "is not empty", e)
                    .remedy("Look at what is in it.")
                    .build();
        }
        guard.forget();
        touch(file);
    }

    private void rename(Path file, TreeChange.Rename rename) throws IOException {
        guard.check(rename.to().parent().orElseThrow());
        Path to = NativePaths.resolve(tree.root(), rename.to());
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Optional<String> same = key(to);
        if (same.isPresent() && same.equals(key(file))) {
            // renaming between two names of one file does nothing
            Files.delete(file);
        } else {
            Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
        }
        guard.forget();
        touch(file);
        touch(to);
    }

    private Optional<String> key(Path file) throws IOException {
        if (!tree.entries().isUnix()) {
            return Optional.empty();
        }
        try {
            return Optional.of(tree.entries().look(file).key());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private void preserve(Path file, TreeChange.Preserve preserve) throws IOException {
        guard.check(preserve.to().parent().orElseThrow());
        Path to = NativePaths.resolve(tree.root(), preserve.to());
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            // kept already; what is at the path now may be something newer
            return;
        }
        EntryKind kind = tree.entries().look(file).kind();
        if (kind != EntryKind.FILE && kind != EntryKind.SYMLINK) {
            throw LocalErrors.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.not-preservable",
                            preserve.path(),
                            "is a " + kind + ", which cannot be kept aside",
                            null)
                    .build();
        }
        try {
            Files.createLink(to, file);
        } catch (FileAlreadyExistsException keptMeanwhile) {
            return;
        } catch (IOException | UnsupportedOperationException noLinks) {
            copy(preserve, file, to);
        }
        touch(to);
    }

    /** Where no second name can be given: a copy with all attributes, complete before it has its name. */
    private void copy(TreeChange.Preserve preserve, Path file, Path to) throws IOException {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        Files.deleteIfExists(part);
        LocalEntries.Status status = tree.entries().look(file);
        TreeEntry entry = tree.entries().entry(preserve.path(), file, status, false);
        if (entry.kind() == EntryKind.SYMLINK) {
            Links.make(part, entry.target().orElseThrow());
        } else {
            Files.copy(file, part, LinkOption.NOFOLLOW_LINKS);
        }
        tree.attributes().set(part, entry, context);
        if (entry.kind() == EntryKind.FILE) {
            tree.durability().files(List.of(part));
        }
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
